"""Where they are reached, and to whom they belong."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.people.actions import belonging, records
from baraza.base.people.models import (
    ContactKind,
    ContactPoint,
    Group,
    Organisation,
    OrganisationKind,
    Person,
    Relation,
    RelationKind,
)
from baraza.base.people.search import organisations_matching, people_listed
from baraza.web.desk.access import staff_only
from baraza.web.desk.people.forms import ContactForm, RelationForm

MOST_FOUND = 10
TO_PEOPLE = {
    RelationKind.GUARDIAN, RelationKind.SPEAKS_FOR, RelationKind.FAMILY, RelationKind.KNOWS
}  # fmt: skip
TO_ORGANISATIONS = {
    RelationKind.WORKS_FOR, RelationKind.LEADER, RelationKind.BELONGS_TO, RelationKind.SPEAKS_FOR
}  # fmt: skip


@staff_only("POST", needs=Permission.FILE_LETTERS)
def add_contact(request: HttpRequest, person_id: int) -> HttpResponse:
    """One more way to reach them."""
    person = Person.objects.current().get(pk=person_id)
    form = ContactForm(request.POST)
    if form.is_valid():
        records.add_contact_point(
            person=person,
            kind=ContactKind(form.cleaned_data["kind"]),
            value=form.cleaned_data["value"],
            by=request.user,
        )
    else:
        messages.error(request, _("Nobody can be reached at this. Is something missing?"))
    return redirect("desk:person", person.pk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def remove_contact(request: HttpRequest, person_id: int, point_id: int) -> HttpResponse:
    """They are no longer reached there."""
    person = Person.objects.current().get(pk=person_id)
    point = ContactPoint.objects.get(pk=point_id, people=person)
    records.remove_contact_point(person=person, contact_point=point, by=request.user)
    return redirect("desk:person", person.pk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def join_group(request: HttpRequest, person_id: int) -> HttpResponse:
    """Into a group there is, or a new one."""
    person = Person.objects.current().get(pk=person_id)
    chosen, name = request.POST.get("group", ""), request.POST.get("name", "").strip()
    if chosen.isdecimal():
        group = Group.objects.get(pk=chosen)
    elif name:
        known = Group.objects.filter(name__iexact=name).first()
        group = known or belonging.add_group(name=name, by=request.user)
    else:
        messages.error(request, _("Choose a group, or give a new one a name."))
        return redirect("desk:person", person.pk)
    belonging.add_to_group(group=group, people=[person.pk], by=request.user, now=timezone.now())
    return redirect("desk:person", person.pk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def leave_group(request: HttpRequest, person_id: int, group_id: int) -> HttpResponse:
    """Out of a group."""
    person = Person.objects.current().get(pk=person_id)
    belonging.remove_from_group(
        group=Group.objects.get(pk=group_id), person=person, by=request.user
    )
    return redirect("desk:person", person.pk)


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def relate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Whom do they live, work or stand with?"""
    person = Person.objects.current().select_related("household").get(pk=person_id)
    if request.method == "POST":
        form = RelationForm(request.POST)
        if form.is_valid() and _relate(request, person, form):
            return redirect("desk:person", person.pk)
        messages.error(request, _("That did not fit together. Nothing was changed."))
    search = request.GET.get("search", "").replace("\0", "")[:200]
    found = people_listed(words=search, limit=MOST_FOUND + 1) if search.strip() else []
    context = {
        "question": _("Whom does %(name)s live, work or stand with?") % {"name": person.name},
        "person": person,
        "search": search,
        "people": [one for one in found if one.pk != person.pk][:MOST_FOUND],
        "organisations": organisations_matching(search)[:MOST_FOUND] if search.strip() else [],
        "to_people": [(kind.value, kind.label) for kind in RelationKind if kind in TO_PEOPLE],
        "to_organisations": [
            (kind.value, kind.label) for kind in RelationKind if kind in TO_ORGANISATIONS
        ],
        "organisation_kinds": OrganisationKind.choices,
    }
    return render(request, "desk/people/relate.html", context)


def _relate(request: HttpRequest, person: Person, form: RelationForm) -> bool:
    entered, now = form.cleaned_data, timezone.now()
    other = organisation = None
    if entered["person"]:
        other = Person.objects.current().select_related("household").get(pk=entered["person"])
    elif entered["organisation"]:
        organisation = Organisation.objects.current().get(pk=entered["organisation"])
    elif entered["new_organisation"].strip() and entered["organisation_kind"]:
        organisation = belonging.add_organisation(
            name=entered["new_organisation"],
            kind=OrganisationKind(entered["organisation_kind"]),
            by=request.user,
            now=now,
        )
    if entered["kind"] == "household":
        if other is None or other.pk == person.pk:
            return False
        belonging.move_into_household(person=person, with_person=other, by=request.user, now=now)
        return True
    kind = RelationKind(entered["kind"])
    fits = (other and kind in TO_PEOPLE) or (organisation and kind in TO_ORGANISATIONS)
    if not fits:
        return False
    try:
        belonging.relate(
            person=person,
            kind=kind,
            other_person=other,
            organisation=organisation,
            role=entered["role"],
            by=request.user,
            now=now,
        )
    except belonging.NotToThemselves:
        return False
    return True


@staff_only("POST", needs=Permission.FILE_LETTERS)
def leave_household(request: HttpRequest, person_id: int) -> HttpResponse:
    """They live elsewhere."""
    person = Person.objects.current().select_related("household").get(pk=person_id)
    belonging.leave_household(person=person, by=request.user)
    return redirect("desk:person", person.pk)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def end_relation(request: HttpRequest, relation_id: int) -> HttpResponse:
    """It is not so."""
    relation = Relation.objects.select_related("person").get(pk=relation_id)
    belonging.end_relation(relation=relation, by=request.user)
    if request.POST.get("to") == "organisation" and relation.organisation_id:
        return redirect("desk:organisation", relation.organisation_id)
    return redirect("desk:person", relation.person_id)
