"""The directory of agencies, the page of one, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record_reading
from baraza.base.people.models import Organisation
from baraza.base.people.search import organisations_matching
from baraza.base.places.queries import area_tree
from baraza.common.numbers import is_number
from baraza.engagement.casework.actions import agencies as acts
from baraza.engagement.casework.models import Agency, Inquiry, Level, Programme
from baraza.engagement.casework.queries import agencies as queries
from baraza.web.desk.access import staff_only
from baraza.web.desk.agencies.forms import (
    AgencyForm,
    ContactForm,
    NewAgencyForm,
    ResponsibilityForm,
    kinds_to_choose,
)
from baraza.web.desk.people.place import LONGEST_SEARCH, read_after, write_after

FOUND = 20
LATELY = 5
RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which agencies a list is asked for; nonsense is left out."""

    words: str = ""
    level: str = ""
    kind: int | None = None
    area: int | None = None
    is_retired: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """What a request asks for."""
        level = request.GET.get("level", "")
        return cls(
            words=request.GET.get("words", "").replace("\0", "")[:LONGEST_SEARCH],
            level=level if level in Level else "",
            kind=number_in(request, "kind"),
            area=number_in(request, "area"),
            is_retired=level == RETIRED,
        )

    @property
    def query(self) -> str:
        """The part of an address that asks for the same."""
        parts = {
            "words": self.words,
            "level": RETIRED if self.is_retired else self.level,
            "kind": self.kind,
            "area": self.area,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    def rows(self) -> Any:
        """The agencies asked for."""
        return queries.agencies_matching(
            words=self.words,
            level=self.level,
            kind=self.kind,
            area=self.area,
            is_retired=self.is_retired,
        )


@staff_only("GET", needs=Permission.READ_LETTERS)
def agencies(request: HttpRequest) -> HttpResponse:
    """Who is responsible for what?"""
    asked = Asked.of(request)
    after = read_after(request.GET.get("after", ""))
    found = queries.agencies_listed(
        rows=asked.rows(), now=timezone.now(), after=after, limit=queries.PAGE + 1
    )
    shown = found[: queries.PAGE]
    further = ""
    if len(found) > queries.PAGE:
        last = shown[-1].agency
        cursor = write_after((last.organisation.sort_key, last.pk))
        joined = "&" if asked.query else ""
        further = f"{reverse('desk:agencies')}?{asked.query}{joined}after={cursor}"
    context = {
        "question": _("Who is responsible for what?"),
        "agencies": shown,
        "further": further,
        "is_first": after is None,
        "asked": asked,
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "desk/agencies/rows.html", context)
    context |= {
        "levels": Level.choices,
        "kinds": kinds_to_choose(),
        "areas": area_tree(day=timezone.localdate()),
    }
    return render(request, "desk/agencies/agencies.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
def page(request: HttpRequest, agency_id: int) -> HttpResponse:
    """What is this agency responsible for, whom do we ask there, and how does it go?"""
    agency = queries.agency_with_all(agency_id=agency_id)
    now = timezone.now()
    organisations = [agency.organisation_id]
    inquiries = Inquiry.objects.visible_to(request.user).filter(organisation=agency.organisation)
    record_reading(actor=request.user, obj=agency, now=now)
    context = {
        "question": agency.organisation.name,
        **parts_of(agency),
        "times": queries.answer_times(organisations=organisations, now=now).get(
            agency.organisation_id
        ),
        "fewest": queries.FEWEST_ANSWERS,
        "referrals": queries.referrals_to(organisations=organisations, user=request.user).get(
            agency.organisation_id
        ),
        "programmes": Programme.objects.in_use().filter(organisation=agency.organisation),
        "inquiries": inquiries.select_related("case")[:LATELY],
    }
    return render(request, "desk/agencies/agency.html", context)


@staff_only("GET", needs=Permission.MANAGE_CASES)
def choose(request: HttpRequest) -> HttpResponse:
    """Which organisation is an agency?"""
    words = request.GET.get("search", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = organisations_matching(words).order_by("sort_key", "pk")[:FOUND] if words else []
    agency_of = dict(
        Agency.objects.filter(organisation__in=[one.pk for one in found]).values_list(
            "organisation", "pk"
        )
    )
    context = {
        "question": _("Which organisation is it?"),
        "search": words,
        "found": [(one, agency_of.get(one.pk)) for one in found],
    }
    return render(request, "desk/agencies/choose.html", context)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def add(request: HttpRequest) -> HttpResponse:
    """What does the directory say of it?"""
    number = number_in(request, "organisation")
    organisation = Organisation.objects.current().get(pk=number) if number else None
    known = queries.agency_of(organisation=organisation) if organisation else None
    if known is not None and known.retired_at is None:
        return redirect("desk:agency", known.pk)
    if organisation is None:
        begun = {"name": request.GET.get("name", "")[:LONGEST_SEARCH], "is_public": True}
        form: AgencyForm = NewAgencyForm(request.POST or None, initial=begun)
    elif known is not None:
        form = AgencyForm.of(known, request.POST or None)
    else:
        form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        if organisation is not None:
            agency = acts.make_agency(
                organisation=organisation, about=form.about, by=request.user, now=now
            )
        else:
            agency = acts.add_agency(
                name=form.cleaned_data["name"], about=form.about, by=request.user, now=now
            )
        return redirect("desk:agency", agency.pk)
    name = organisation.name if organisation else ""
    context = {
        "question": _("What does the directory say of %(name)s?") % {"name": name}
        if name
        else _("Which agency is new?"),
        "form": form,
        "back": reverse("desk:organisation", args=[organisation.pk])
        if organisation
        else reverse("desk:choose-agency"),
    }
    return render(request, "desk/agencies/edit.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def change(request: HttpRequest, agency_id: int) -> HttpResponse:
    """What does the directory say of it?"""
    agency = Agency.objects.select_related("organisation").get(pk=agency_id)
    form = AgencyForm.of(agency, request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.change_agency(agency=agency, about=form.about, by=request.user, now=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("desk:agency", agency.pk)
    context = {
        "question": _("What does the directory say of %(name)s?")
        % {"name": agency.organisation.name},
        "form": form,
        "organisation": agency.organisation,
        "back": reverse("desk:agency", args=[agency.pk]),
    }
    return render(request, "desk/agencies/edit.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def retire(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Nobody is sent there any more."""
    agency = Agency.objects.get(pk=agency_id)
    acts.retire_agency(agency=agency, by=request.user, now=timezone.now())
    return redirect("desk:agency", agency.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def restore(request: HttpRequest, agency_id: int) -> HttpResponse:
    """It is in the directory after all."""
    agency = Agency.objects.get(pk=agency_id)
    acts.restore_agency(agency=agency, by=request.user, now=timezone.now())
    messages.success(request, _("It is in the directory again."))
    return redirect("desk:agency", agency.pk)


def parts_of(agency: Agency) -> dict[str, Any]:
    """What the changing parts of an agency's page show; fetched with it."""
    day = timezone.localdate()
    return {
        "agency": agency,
        "organisation": agency.organisation,
        "contacts": [
            (contact, queries.is_stale(contact, day=day), ContactForm(instance=contact))
            for contact in agency.contacts.all()
        ],
        "contact_form": ContactForm(),
        "responsibility_form": ResponsibilityForm(),
    }


def number_in(request: HttpRequest, name: str) -> int | None:
    """A number of the address; None for anything else."""
    value = request.GET.get(name, "")
    return int(value) if is_number(value) else None
