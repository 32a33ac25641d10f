"""Book for somebody, on one page: from a letter, a person's page, or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.channels.models import Channel
from baraza.base.people.models import ContactKind, Person
from baraza.common.numbers import is_number
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.logbook.models import new_key
from baraza.engagement.events.actions.booking import SlotTaken, book_for
from baraza.engagement.events.actions.waiting import Wish, wait
from baraza.engagement.events.models import Purpose
from baraza.web.desk.access import staff_only
from baraza.web.desk.meetings.choices import choices_of
from baraza.web.desk.meetings.forms import BookingForm


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def new(request: HttpRequest) -> HttpResponse:
    """Who comes when?"""
    person, conversation = _about(request)
    form = BookingForm(request.POST or None, initial=_initial(request, person, conversation))
    if request.method == "POST" and "wait" in request.POST:
        # Whoever waits has no time yet.
        form.errors.pop("__all__", None)
        if not form.errors:
            return _wait(request, form, person)
    elif request.method == "POST" and form.is_valid():
        try:
            made = book_for(
                purpose=form.cleaned_data["purpose"],
                place=form.place,
                starts_at=form.cleaned_data["other_at"],
                host=form.cleaned_data["host"],
                who=form.who(),
                channel=Channel(form.cleaned_data["channel"]),
                person=person,
                conversation=conversation,
                key=_key(request, form),
                by=request.user,
                now=timezone.now(),
            )
        except SlotTaken:
            form.add_error(
                None,
                _("They have another meeting then. Everything is kept: choose another time."),
            )
        else:
            told = _("Booked, and written to them.") if made.email else _("Booked. Tell them.")
            messages.success(request, told)
            return redirect("desk:meeting", made.pk)
    purposes = form.fields["purpose"].queryset
    chosen = purposes.filter(pk=_number(form["purpose"].value())).first() or purposes.first()
    context = {
        "question": _("Who comes when?"),
        "form": form,
        "person": person,
        "conversation": conversation,
        "has_purposes": chosen is not None,
        "days": choices_of(chosen),
        "slot": form["slot"].value() or "",
    }
    return render(request, "desk/meetings/new.html", context, status=422 if form.errors else 200)


@staff_only("GET", needs=Permission.MANAGE_CASES)
def times(request: HttpRequest) -> HttpResponse:
    """What is free for another purpose."""
    purpose = Purpose.objects.in_use().get(pk=_number(request.GET.get("purpose")))
    return render(request, "desk/meetings/times.html", {"days": choices_of(purpose), "slot": ""})


def _wait(request: HttpRequest, form: BookingForm, person: Person | None) -> HttpResponse:
    waiting = wait(
        purpose=form.cleaned_data["purpose"],
        who=form.who(),
        wish=Wish(),
        key=_key(request, form),
        now=timezone.now(),
        channel=Channel(form.cleaned_data["channel"]),
        by=request.user,
        person=person,
    )
    messages.success(request, _("On the waiting list."))
    return redirect("desk:meeting", waiting.pk)


def _key(request: HttpRequest, form: BookingForm) -> str:
    return f"{request.user.pk}:{form.cleaned_data['key'] or new_key()}"


def _about(request: HttpRequest) -> tuple[Person | None, Conversation | None]:
    """Raises what is not there, also for what this person may not see."""
    person = conversation = None
    if number := _number(request.GET.get("letter")):
        rows = Conversation.objects.visible_to(request.user).select_related("person")
        conversation = rows.get(pk=number)
        person = conversation.person
    elif number := _number(request.GET.get("person")):
        person = Person.objects.current().get(pk=number)
    return person, conversation


def _initial(
    request: HttpRequest, person: Person | None, conversation: Conversation | None
) -> dict[str, Any]:
    known: dict[str, Any] = {"purpose": _number(request.GET.get("purpose"))}
    if conversation is not None:
        known |= {"matter": conversation.subject, "channel": Channel.EMAIL}
    if person is not None:
        reached = person.contact_points.values_list("kind", "value")
        ways = dict(reversed(list(reached)))
        known |= {
            "name": person.name,
            "email": ways.get(ContactKind.EMAIL, ""),
            "phone": ways.get(ContactKind.PHONE, ""),
            "language": person.language,
            "needs": person.access_needs,
        }
    return known


def _number(text: object) -> int | None:
    words = str(text or "")
    return int(words) if is_number(words) else None
