"""What is done from the page of an organisation: reach it, note, say who belongs to it, make two
records one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.people.actions import organisations
from baraza.base.people.actions.belonging import relate
from baraza.base.people.actions.records import Details, add_person
from baraza.base.people.models import (
    ContactKind,
    ContactPoint,
    Organisation,
    OrganisationMerge,
    OrganisationNote,
    Person,
    RelationKind,
)
from baraza.base.people.search import organisations_listed, people_listed
from baraza.web.desk.access import staff_only
from baraza.web.desk.people.forms import ContactForm, NoteForm
from baraza.web.desk.people.organisation_forms import TO_ORGANISATIONS, BelongsForm
from baraza.web.desk.people.place import LONGEST_SEARCH

MOST_FOUND = 10


@staff_only("POST", needs=Permission.FILE_LETTERS)
def add_contact(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One more way to reach it."""
    organisation = _current(organisation_id)
    form = ContactForm(request.POST)
    if form.is_valid():
        organisations.add_contact(
            organisation=organisation,
            kind=ContactKind(form.cleaned_data["kind"]),
            value=form.cleaned_data["value"],
            by=request.user,
        )
    else:
        messages.error(request, _("Nobody can be reached at this. Is something missing?"))
    return redirect("desk:organisation", organisation.pk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def remove_contact(request: HttpRequest, organisation_id: int, point_id: int) -> HttpResponse:
    """It is no longer reached there."""
    organisation = _current(organisation_id)
    point = ContactPoint.objects.get(pk=point_id, organisations=organisation)
    organisations.remove_contact(organisation=organisation, contact_point=point, by=request.user)
    return redirect("desk:organisation", organisation.pk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def reach(request: HttpRequest, organisation_id: int, point_id: int) -> HttpResponse:
    """Write or call there: to whoever stands for it at that address or number."""
    organisation = _current(organisation_id)
    point = ContactPoint.objects.get(pk=point_id, organisations=organisation)
    person = organisations.who_answers_there(
        organisation=organisation, contact_point=point, by=request.user, now=timezone.now()
    )
    if point.kind == ContactKind.EMAIL:
        address = reverse("desk:write-to-person", args=[person.pk])
        return redirect(f"{address}?{urlencode({'to': point.pk})}")
    call = {"person": person.pk, "to": point.pk, "returns": 1}
    return redirect(f"{reverse('desk:entry')}?{urlencode(call)}")


@staff_only("POST", needs=Permission.FILE_LETTERS)
def note(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """A few words for colleagues."""
    organisation = _current(organisation_id)
    form = NoteForm(request.POST, user=request.user)
    if form.is_valid():
        organisations.write_note(
            organisation=organisation,
            text=form.cleaned_data["text"],
            circle=form.cleaned_data["circle"],
            by=request.user,
            now=timezone.now(),
        )
    else:
        messages.error(request, _("A note needs a few words. Nothing was kept."))
    return redirect("desk:organisation", organisation.pk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def remove_note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Its words go."""
    found = OrganisationNote.objects.visible_to(request.user).get(pk=note_id)
    organisation_id = found.organisation_id
    organisations.remove_note(note=found, by=request.user)
    return redirect("desk:organisation", organisation_id)


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def belongs(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Who belongs to it?"""
    organisation = _current(organisation_id)
    if request.method == "POST":
        form = BelongsForm(request.POST)
        if form.is_valid() and _belongs(request, organisation, form):
            return redirect("desk:organisation", organisation.pk)
        messages.error(request, _("That did not fit together. Nothing was changed."))
    search = request.GET.get("search", "").replace("\0", "")[:LONGEST_SEARCH]
    context = {
        "question": _("Who belongs to %(name)s?") % {"name": organisation.name},
        "organisation": organisation,
        "search": search,
        "people": people_listed(words=search, limit=MOST_FOUND) if search.strip() else [],
        "kinds": TO_ORGANISATIONS,
    }
    return render(request, "desk/people/organisations/belongs.html", context)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def same(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Which other record is of the same organisation? Undone with a key."""
    organisation = _current(organisation_id)
    if request.method == "POST":
        chosen = request.POST.get("other", "")
        try:
            merge = organisations.merge_organisations(
                kept=organisation,
                merged=_current(int(chosen) if chosen.isdecimal() else 0),
                by=request.user,
                now=timezone.now(),
            )
        except organisations.CannotMerge:
            messages.error(request, _("These two cannot be one. Nothing was changed."))
            return redirect("desk:organisation", organisation.pk)
        return redirect(f"{reverse('desk:organisation', args=[organisation.pk])}?done={merge.pk}")
    search = request.GET.get("search", organisation.name).replace("\0", "")[:LONGEST_SEARCH]
    found = organisations_listed(words=search, limit=MOST_FOUND + 1)
    context = {
        "question": _("Which record is of %(name)s as well?") % {"name": organisation.name},
        "organisation": organisation,
        "search": search,
        "others": [one for one in found if one.pk != organisation.pk][:MOST_FOUND],
    }
    return render(request, "desk/people/organisations/same.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def part(request: HttpRequest, merge_id: int) -> HttpResponse:
    """They are two after all."""
    merge = OrganisationMerge.objects.select_related("kept").get(pk=merge_id)
    try:
        restored = organisations.undo_merge(merge=merge, by=request.user, now=timezone.now())
    except organisations.AlreadyUndone:
        messages.error(request, _("They were parted before."))
        return redirect("desk:organisation", merge.kept_id)
    messages.success(request, _("These are two again."))
    return redirect("desk:organisation", restored.pk)


def _current(organisation_id: int) -> Organisation:
    return Organisation.objects.current().get(pk=organisation_id)


def _belongs(request: HttpRequest, organisation: Organisation, form: BelongsForm) -> bool:
    entered, now = form.cleaned_data, timezone.now()
    if entered["person"]:
        person = Person.objects.current().get(pk=entered["person"])
    elif entered["name"].strip():
        person = add_person(details=Details(name=entered["name"]), by=request.user, now=now)
    else:
        return False
    relate(
        person=person,
        kind=RelationKind(entered["kind"]),
        organisation=organisation,
        role=entered["role"],
        by=request.user,
        now=now,
    )
    return True
