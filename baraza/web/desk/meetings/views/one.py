"""One meeting: who comes and why, what they said before, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.channels.models import OutgoingItem
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, Person
from baraza.base.people.queries import people_at
from baraza.dialogue.conversations.actions import entering
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.events.actions import changing, waiting
from baraza.engagement.events.actions.booking import SlotTaken
from baraza.engagement.events.actions.changing import CannotChange
from baraza.engagement.events.actions.waiting import NotOffered
from baraza.engagement.events.models import Appointment
from baraza.engagement.events.queries.free import zone_of
from baraza.engagement.events.queries.meetings import appointment_for, appointments_of
from baraza.engagement.events.rules import STANDS, subject_of
from baraza.engagement.events.words import News, language_for, said_time, short_words, zone_name
from baraza.flows.meetings import AlreadyNoted, keep_note
from baraza.web.desk.access import staff_only
from baraza.web.desk.meetings.choices import choices_of
from baraza.web.desk.meetings.forms import NoteForm, ReasonForm, WhenForm

EARLIER = 5
CASES = Permission.MANAGE_CASES
Act = Callable[[Appointment], object]


@staff_only("GET", needs=Permission.READ_LETTERS)
def meeting(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Who comes, why, and what do they need?"""
    return _page(request, appointment_for(user=request.user, appointment_id=appointment_id))


@staff_only("POST", needs=CASES)
def came(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """They came."""
    now = timezone.now()
    return _act(
        request,
        appointment_id,
        lambda one: changing.say_outcome(appointment=one, came=True, by=request.user, now=now),
    )


@staff_only("POST", needs=CASES)
def missed(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """They did not come."""
    now = timezone.now()
    return _act(
        request,
        appointment_id,
        lambda one: changing.say_outcome(appointment=one, came=False, by=request.user, now=now),
    )


@staff_only("POST", needs=CASES)
def outcome_back(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """That was the wrong button."""
    now = timezone.now()
    return _act(
        request,
        appointment_id,
        lambda one: changing.take_outcome_back(appointment=one, by=request.user, now=now),
    )


@staff_only("POST", needs=CASES)
def told(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Somebody rang, and they know."""
    now = timezone.now()
    return _act(
        request,
        appointment_id,
        lambda one: changing.mark_told(appointment=one, by=request.user, now=now),
    )


@staff_only("POST", needs=CASES)
def accept(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """They said yes on the telephone."""
    now = timezone.now()
    return _act(
        request,
        appointment_id,
        lambda one: waiting.accept(appointment=one, now=now, by=request.user),
    )


@staff_only("POST", needs=CASES)
def restore(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """It takes place after all."""
    now = timezone.now()
    return _act(
        request,
        appointment_id,
        lambda one: changing.restore(appointment=one, by=request.user, now=now),
    )


@staff_only("POST", needs=CASES)
def cancel(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """It cannot take place; they are told why."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    now = timezone.now()
    return _act(
        request,
        appointment_id,
        lambda one: changing.cancel(appointment=one, by=request.user, reason=reason, now=now),
    )


@staff_only("POST", needs=CASES)
def who(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """It is this person; or nobody has said yet."""
    chosen = request.POST.get("person", "")
    person = Person.objects.current().get(pk=chosen) if chosen.isdecimal() else None
    now = timezone.now()
    return _act(
        request,
        appointment_id,
        lambda one: changing.say_who(appointment=one, person=person, by=request.user, now=now),
    )


@staff_only("POST", needs=CASES)
def note(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """What was said at it."""
    appointment = appointment_for(user=request.user, appointment_id=appointment_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, appointment, note_form=form, status=422)
    said = form.cleaned_data
    try:
        message = keep_note(
            appointment=appointment,
            text=said["text"],
            answer=said["answer"],
            needs_answer=said["is_left"],
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyNoted:
        messages.info(request, _("It was noted already; what is new belongs to its conversation."))
    except (entering.NothingSaid, entering.NotFiledYet):
        form.add_error("text", _("It is kept, and appears in the inbox within a minute."))
        return _page(request, appointment, note_form=form, status=422)
    else:
        messages.success(request, _("Kept."))
        if request.POST.get("then") == "case":
            return redirect(f"{reverse('desk:new-case')}?letter={message.conversation_id}")
    return redirect("desk:meeting", appointment_id)


@staff_only("GET", "POST", needs=CASES)
def move(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """When else, or with whom?"""
    appointment = appointment_for(user=request.user, appointment_id=appointment_id)
    initial = {
        "host": appointment.host,
        "way": appointment.way,
        "location": appointment.location,
    }
    form = WhenForm(request.POST or None, initial=initial)
    reason = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and reason.is_valid():
        try:
            changing.move_for(
                appointment=appointment,
                place=form.place,
                starts_at=form.cleaned_data["other_at"],
                host=form.cleaned_data["host"],
                by=request.user,
                now=timezone.now(),
                reason=reason.cleaned_data["reason"],
            )
        except SlotTaken:
            form.add_error(None, _("They have another meeting then. Choose another time."))
        except CannotChange:
            messages.error(request, _("It is over, or cancelled: nothing was changed."))
            return redirect("desk:meeting", appointment_id)
        else:
            messages.success(request, _("Moved."))
            return redirect("desk:meeting", appointment_id)
    context = {
        "question": _("When else, or with whom?"),
        "appointment": appointment,
        "form": form,
        "reason": reason,
        "days": choices_of(appointment.purpose, moved=appointment),
        "slot": form["slot"].value() or "",
    }
    return render(request, "desk/meetings/move.html", context, status=422 if form.errors else 200)


def _act(request: HttpRequest, appointment_id: int, act: Act) -> HttpResponse:
    appointment = appointment_for(user=request.user, appointment_id=appointment_id)
    try:
        act(appointment)
    except SlotTaken:
        messages.error(request, _("Somebody else has that time by now. Book another one."))
    except (CannotChange, NotOffered):
        messages.error(request, _("Meanwhile it has changed. This is how it stands now."))
    back = request.POST.get("back", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect("desk:meeting", appointment_id)


def _page(
    request: HttpRequest,
    appointment: Appointment,
    *,
    note_form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    office = profile()
    zone = zone_of(appointment=appointment)
    person = appointment.person
    language = language_for(appointment, office)
    with translation.override(language):
        short = short_words(appointment, News.BOOKED, office=office, zone=zone)
    visible = Conversation.objects.visible_to(request.user).filter(merged_into__isnull=True)
    context = {
        "question": appointment.name or _("A meeting"),
        "appointment": appointment,
        "state": str(appointment.state),
        "person": person,
        "perhaps": [] if person else _perhaps(appointment),
        "earlier": visible.filter(person=person).order_by("-last_message_at")[:EARLIER]
        if person
        else [],
        "others": [
            one
            for one in (appointments_of(user=request.user, person=person) if person else [])
            if one.pk != appointment.pk
        ][:EARLIER],
        "letter": visible.filter(pk=appointment.conversation_id).first(),
        "visit": visible.filter(pk=appointment.visit_id).first(),
        "sent": OutgoingItem.objects.visible_to(request.user)
        .filter(guard=STANDS, guard_subject=subject_of(appointment))
        .order_by("-pk")
        .first(),
        "when": said_time(appointment.starts_at, zone) if appointment.starts_at else "",
        "zone": zone_name(zone, appointment.starts_at, translation.get_language())
        if appointment.starts_at
        else "",
        "is_elsewhere": str(zone) != str(timezone.get_current_timezone()),
        "has_begun": bool(appointment.starts_at and appointment.starts_at <= now),
        "short": short,
        "note_form": note_form or NoteForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "desk/meetings/meeting.html", context, status=status)


def _perhaps(appointment: Appointment) -> list[Person]:
    """Who is reached where they said: one press says that it is them."""
    found: dict[int, Person] = {}
    for kind, value in (
        (ContactKind.EMAIL, appointment.email),
        (ContactKind.PHONE, appointment.phone),
    ):
        if value:
            for one in people_at(kind=kind, values=[value]).get(value, []):
                found[one.pk] = one
    return list(found.values())
