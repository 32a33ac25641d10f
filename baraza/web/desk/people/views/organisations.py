"""The list of organisations, the page of one, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record, record_reading
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.actions.organisations import change_organisation, current_organisation
from baraza.base.people.models import ContactKind, Organisation, OrganisationKind
from baraza.base.people.search import PAGE, organisations_listed
from baraza.common.spreadsheets import csv_lines
from baraza.engagement.casework.queries.agencies import agency_of
from baraza.insight.organisation import OrganisationPage, older_entries, organisation_page
from baraza.insight.timelines import PAGE as ENTRIES
from baraza.insight.timelines import Entry
from baraza.web.desk.access import staff_only
from baraza.web.desk.people.forms import ContactForm, NoteForm
from baraza.web.desk.people.organisation_forms import NewOrganisationForm, OrganisationForm
from baraza.web.desk.people.place import (
    LONGEST_SEARCH,
    read_after,
    read_before,
    write_after,
    write_before,
)

MOST_EXPORTED = 100_000


@staff_only("GET", needs=Permission.READ_LETTERS)
def organisations(request: HttpRequest) -> HttpResponse:
    """With whom do we work?"""
    asked = _asked(request)
    after = read_after(request.GET.get("after", ""))
    found = organisations_listed(**asked, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    query = urlencode({name: value for name, value in asked.items() if value})
    further = ""
    if len(found) > PAGE:
        cursor = write_after((shown[-1].sort_key, shown[-1].pk))
        further = f"{reverse('desk:organisations')}?{query}{'&' if query else ''}after={cursor}"
    context = {
        "question": _("With whom do we work?"),
        "organisations": shown,
        "further": further,
        "is_first": after is None,
        "asked": asked,
        "query": query,
        "kinds": OrganisationKind.choices,
    }
    part = request.htmx and not request.htmx.history_restore_request
    template = "rows" if part else "list"
    return render(request, f"desk/people/organisations/{template}.html", context)


@staff_only("GET", needs=Permission.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The organisations of a list as a table for another program."""
    found = organisations_listed(**_asked(request), limit=MOST_EXPORTED)
    record(actor=request.user, act="exported", obj=Organisation, count=len(found))
    response = StreamingHttpResponse(
        csv_lines(_table(found)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="organisations.csv"'
    return response


@staff_only("GET", needs=Permission.READ_LETTERS)
def page(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Who is this, who belongs to it, and what did we say to each other?"""
    before = read_before(request.GET.get("before", ""))
    if before is not None and request.htmx:
        organisation = Organisation.objects.get(pk=organisation_id)
        entries = older_entries(
            user=request.user, organisation=organisation, before=before, limit=ENTRIES + 1
        )
        context = _entries(organisation_id, entries[:ENTRIES], len(entries) > ENTRIES)
        return render(request, "desk/people/entries.html", context)
    found = organisation_page(user=request.user, organisation_id=organisation_id)
    if found.organisation.merged_into_id:
        kept = current_organisation(organisation=found.organisation)
        return redirect("desk:organisation", kept.pk)
    record_reading(actor=request.user, obj=found.organisation, now=timezone.now())
    return render(request, "desk/people/organisations/organisation.html", _context(request, found))


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def add(request: HttpRequest) -> HttpResponse:
    """Which organisation is new?"""
    begun = {"name": request.GET.get("name", "")[:LONGEST_SEARCH]}
    form = NewOrganisationForm(request.POST or None)
    form.initial |= begun
    if request.method == "POST" and form.is_valid():
        about = form.about
        organisation = add_organisation(
            name=about.name,
            kind=about.kind,
            address=about.address,
            website=about.website,
            language=about.language,
            other_names=about.other_names,
            contacts=form.contacts,
            by=request.user,
            now=timezone.now(),
        )
        return redirect("desk:organisation", organisation.pk)
    context = {
        "question": _("Which organisation is new?"),
        "form": form,
        "back": reverse("desk:organisations"),
    }
    return render(request, "desk/people/edit.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def change(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What do we know of it?"""
    organisation = Organisation.objects.current().get(pk=organisation_id)
    form = OrganisationForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        change_organisation(organisation=organisation, about=form.about, by=request.user)
        messages.success(request, _("Kept."))
        return redirect("desk:organisation", organisation.pk)
    context = {
        "question": _("What do we know of %(name)s?") % {"name": organisation.name},
        "form": form,
        "back": reverse("desk:organisation", args=[organisation.pk]),
    }
    return render(request, "desk/people/edit.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    kind = request.GET.get("kind", "")
    return {
        "words": request.GET.get("words", "").replace("\0", "")[:LONGEST_SEARCH],
        "kind": kind if kind in OrganisationKind else "",
    }


def _table(found: list[Organisation]) -> Iterator[list[object]]:
    yield [
        _("Name"), _("Kind"), _("Other names"), _("E-mail"), _("Telephone"), _("Address"),
        _("Website"), _("Language"), _("Do not contact"), _("People"),
    ]  # fmt: skip
    for one in found:
        points = list(one.contact_points.all())
        yield [
            one.name,
            one.get_kind_display(),
            "; ".join(one.other_names),
            *(
                "; ".join(point.value for point in points if point.kind == kind)
                for kind in (ContactKind.EMAIL, ContactKind.PHONE)
            ),
            one.address,
            one.website,
            one.language,
            "x" if one.do_not_contact else "",
            one.people,
        ]


def _context(request: HttpRequest, found: OrganisationPage) -> dict[str, Any]:
    organisation = found.organisation
    number = request.GET.get("done", "")
    return {
        "done": next((merge for merge in found.merges if str(merge.pk) == number), None),
        "question": organisation.name,
        "page": found,
        "organisation": organisation,
        "agency": agency_of(organisation=organisation),
        "note_form": NoteForm(user=request.user),
        "contact_form": ContactForm(),
        **_entries(organisation.pk, found.entries, found.has_older),
    }


def _entries(organisation_id: int, entries: list[Entry], has_older: bool) -> dict[str, Any]:
    older = ""
    if has_older:
        cursor = write_before(entries[-1].place)
        older = f"{reverse('desk:organisation', args=[organisation_id])}?before={cursor}"
    return {"entries": entries, "older": older, "names_people": True}
