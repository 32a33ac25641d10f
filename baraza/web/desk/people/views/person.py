"""One person's page, and what is known of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record_reading
from baraza.base.people.actions import records
from baraza.base.people.models import ContactPoint, Person
from baraza.base.people.queries import current_record
from baraza.dialogue.conversations.models import Conversation
from baraza.flows.people_split import split_with_letters
from baraza.insight.person import PersonPage, person_page
from baraza.insight.timelines import PAGE, timeline
from baraza.web.desk.access import staff_only
from baraza.web.desk.people.forms import (
    ContactForm,
    NewPersonForm,
    NoteForm,
    PersonForm,
    WarningForm,
    languages,
)
from baraza.web.desk.people.place import read_before, write_before

MOST_CONVERSATIONS = 200


@staff_only("GET", needs=Permission.READ_LETTERS)
def page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who is this, and what did we say to each other?"""
    before = read_before(request.GET.get("before", ""))
    if before is not None and request.htmx:
        person = Person.objects.get(pk=person_id, erased_at__isnull=True)
        entries = timeline(user=request.user, person=person, before=before, limit=PAGE + 1)
        context = {"person": person, **_entries(person_id, entries[:PAGE], len(entries) > PAGE)}
        return render(request, "desk/people/entries.html", context)
    found = person_page(user=request.user, person_id=person_id)
    if found.person.merged_into_id:
        return redirect("desk:person", current_record(person=found.person).pk)
    record_reading(actor=request.user, obj=found.person, now=timezone.now())
    return render(request, "desk/people/person.html", _context(request, found))


def _context(request: HttpRequest, found: PersonPage) -> dict[str, Any]:
    names = dict(languages())
    person = found.person
    return {
        "question": person.name or _("Somebody"),
        "page": found,
        "person": person,
        "spoken": [names.get(code, code) for code in (person.language, *person.languages) if code],
        "note_form": NoteForm(user=request.user),
        "warning_form": WarningForm(),
        "contact_form": ContactForm(),
        **_entries(person.pk, found.entries, found.has_older),
    }


def _entries(person_id: int, entries: list, has_older: bool) -> dict[str, Any]:
    older = ""
    if has_older:
        cursor = write_before(entries[-1].place)
        older = f"{reverse('desk:person', args=[person_id])}?before={cursor}"
    return {"entries": entries, "older": older}


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def add(request: HttpRequest) -> HttpResponse:
    """Who is new?"""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = records.add_person(
            details=form.details, contacts=form.contacts, by=request.user, now=timezone.now()
        )
        messages.success(request, _("%(name)s is among your people now.") % {"name": person.name})
        return redirect("desk:person", person.pk)
    context = {"question": _("Who is new?"), "form": form, "back": reverse("desk:people")}
    return render(request, "desk/people/edit.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """What do we know of them?"""
    person = Person.objects.current().get(pk=person_id)
    form = PersonForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        records.change_person(person=person, details=form.details, by=request.user)
        messages.success(request, _("Kept."))
        return redirect("desk:person", person.pk)
    context = {
        "question": _("What do we know of %(name)s?") % {"name": person.name},
        "form": form,
        "back": reverse("desk:person", args=[person.pk]),
    }
    return render(request, "desk/people/edit.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def split(request: HttpRequest, person_id: int) -> HttpResponse:
    """Are these two people?"""
    person = Person.objects.current().get(pk=person_id)
    points = list(ContactPoint.objects.filter(people=person).order_by("kind", "value"))
    conversations = list(
        Conversation.objects.visible_to(request.user)
        .filter(person=person)
        .order_by("-last_message_at")[:MOST_CONVERSATIONS]
    )
    trouble = ""
    if request.method == "POST":
        try:
            other = split_with_letters(
                person=person,
                name=request.POST.get("name", ""),
                contact_points=_chosen(request, "point", [point.pk for point in points]),
                conversations=_chosen(request, "letter", [one.pk for one in conversations]),
                by=request.user,
                now=timezone.now(),
            )
        except records.NoName:
            trouble = _("The other person needs a name.")
        else:
            messages.success(request, _("These are two people now."))
            return redirect("desk:person", other.pk)
    context = {
        "question": _("Who of the two is who?"),
        "person": person,
        "points": points,
        "conversations": conversations,
        "trouble": trouble,
    }
    return render(request, "desk/people/split.html", context, status=422 if trouble else 200)


def _chosen(request: HttpRequest, name: str, offered: list[int]) -> list[int]:
    asked = set(request.POST.getlist(name))
    return [number for number in offered if str(number) in asked]
