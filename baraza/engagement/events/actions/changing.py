"""Another time, no time at all, or somebody else to meet; and what became of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.actions import set_person
from baraza.engagement.events.actions.booking import SlotTaken, next_free
from baraza.engagement.events.actions.claiming import claim, set_time, wait_for_turn
from baraza.engagement.events.actions.telling import hold_what_waits, tell
from baraza.engagement.events.actions.waiting import offer_places
from baraza.engagement.events.models import Appointment, State, Way
from baraza.engagement.events.queries.free import Place, Times
from baraza.engagement.events.words import News


class CannotChange(ValueError):
    """It is over, cancelled, or gone."""


@transaction.atomic
def move(
    *,
    appointment: Appointment,
    place: str,
    starts_at: datetime,
    now: datetime,
) -> Appointment:
    """They choose another free time by their link; the one they had goes to whoever waits.

    Raises SlotTaken, and they keep the one they have; CannotChange.
    """
    wait_for_turn()
    found = _open(appointment, State.BOOKED, State.OFFERED)
    if found.starts_at <= now:
        raise CannotChange
    slot = Times(purpose=found.purpose, now=now, moved=found).slot_at(
        starts_at=starts_at, place=place
    )
    if slot is None:
        raise SlotTaken(next_free(purpose=found.purpose, place=place, after=starts_at, now=now))
    _move(found, slot.place, starts_at, slot.hosts, now)
    tell(appointment=found, news=News.MOVED, now=now, is_theirs=True)
    offer_places(now=now)
    record(actor=None, act="appointment_moved", obj=found, now=now)
    return found


@transaction.atomic
def move_for(
    *,
    appointment: Appointment,
    place: Place,
    starts_at: datetime,
    host: User,
    by: User,
    now: datetime,
    reason: str = "",
) -> Appointment:
    """The office moves it; they are told, with the reason. Raises SlotTaken, CannotChange."""
    wait_for_turn()
    found = _open(appointment, State.BOOKED, State.OFFERED)
    found.reason = reason.strip()
    is_same = (found.starts_at, found.way, found.location_id) == (
        starts_at,
        place.way,
        place.location.pk if place.location else None,
    )
    _move(found, place, starts_at, [host.pk], now)
    if not is_same:
        tell(appointment=found, news=News.MOVED, now=now)
        offer_places(now=now)
    record(actor=by, act="appointment_moved", obj=found, now=now)
    return found


@transaction.atomic
def cancel(
    *,
    appointment: Appointment,
    now: datetime,
    by: User | None = None,
    reason: str = "",
) -> Appointment:
    """It does not take place, or they wait no longer. `by` None: they say so by their link. What
    was taken of the day goes to whoever waits. Raises CannotChange."""
    wait_for_turn()
    found = _open(appointment, State.BOOKED, State.OFFERED, State.WAITING)
    had_time = found.starts_at is not None
    found.state = State.CANCELLED
    found.offered_until = None
    found.reason = reason.strip() if by else ""
    _changed(found, now)
    news = News.CANCELLED if had_time else News.OFF_THE_LIST
    tell(appointment=found, news=news, now=now, is_theirs=by is None)
    if had_time:
        offer_places(now=now)
    record(actor=by, act="appointment_cancelled", obj=found, now=now)
    return found


@transaction.atomic
def restore(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """It was cancelled by mistake; if the letter has not left, they never hear of it.

    Raises SlotTaken where the time is somebody else's by now, CannotChange.
    """
    wait_for_turn()
    found = _open(appointment, State.CANCELLED)
    if found.starts_at is None:
        found.state = State.WAITING
    elif found.starts_at <= now or found.host_id is None:
        raise CannotChange
    else:
        found.state = State.BOOKED
    found.reason = ""
    found.sequence += 1
    found.changed_at = now
    never_left = hold_what_waits(appointment=found, now=now)
    if found.state == State.WAITING:
        found.save()
    elif not claim(found, hosts=[found.host_id]):
        key = Place(Way(found.way), found.location).key
        raise SlotTaken(next_free(purpose=found.purpose, place=key, after=found.starts_at, now=now))
    elif not never_left:
        tell(appointment=found, news=News.BOOKED, now=now)
    else:
        found.untold_since = None
        found.save(update_fields=["untold_since"])
    record(actor=by, act="appointment_restored", obj=found, now=now)
    return found


@transaction.atomic
def say_outcome(*, appointment: Appointment, came: bool, by: User, now: datetime) -> Appointment:
    """They came, or did not. Raises CannotChange before it has begun."""
    found = _open(appointment, State.BOOKED, State.CAME, State.MISSED)
    if found.starts_at > now:
        raise CannotChange
    found.state = State.CAME if came else State.MISSED
    found.save(update_fields=["state"])
    act = "appointment_kept" if came else "appointment_missed"
    record(actor=by, act=act, obj=found, now=now)
    return found


@transaction.atomic
def take_outcome_back(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """It was the wrong button. Raises CannotChange."""
    found = _open(appointment, State.CAME, State.MISSED)
    found.state = State.BOOKED
    if not claim(found, hosts=[found.host_id]):
        raise CannotChange
    record(actor=by, act="appointment_restored", obj=found, now=now)
    return found


@transaction.atomic
def hand_over(
    *,
    appointments: Sequence[int],
    to: User | None,
    by: User | None,
    now: datetime,
) -> tuple[int, int]:
    """Others meet these people (ids): how many they could take, and how many are nobody's now
    because the successor has another meeting then. Whoever comes need not know."""
    rows = list(
        Appointment.objects.select_for_update(of=("self",))
        .filter(pk__in=appointments, state__in=[State.BOOKED, State.OFFERED])
        .select_related("purpose", "location")
        .order_by("starts_at", "pk")
    )
    taken = 0
    for one in rows:
        former = one.host_id
        if to is not None and claim(one, hosts=[to.pk]):
            taken += 1
            continue
        if to is not None and former is not None and by is not None:
            # They stay whose they were: nobody is left without a host by a choice that failed.
            continue
        one.host = None
        one.save(update_fields=["host"])
    left = len(rows) - taken
    if rows:
        record(
            actor=by,
            act="meetings_handed_over",
            obj=Appointment,
            now=now,
            count=len(rows),
            detail={"ids": [one.pk for one in rows], "to": to.pk if to else None},
        )
    return taken, left


@transaction.atomic
def say_who(*, appointment: Appointment, person: Person | None, by: User, now: datetime) -> None:
    """Who it is, said by somebody of the office; None where that is open again."""
    found = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    found.person = person
    found.save(update_fields=["person"])
    if found.input_id:
        set_person(inputs=[found.input_id], person_id=person.pk if person else None)
    record(actor=by, act="person_chosen", obj=found, now=now)


@transaction.atomic
def note_visit(
    *, appointment: Appointment, visit: Conversation, by: User, now: datetime
) -> Appointment:
    """What was said at it was written down; they came, and who they are is known with it."""
    found = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    found.visit = visit
    found.state = State.CAME if found.state == State.BOOKED else found.state
    is_new = found.person_id is None and visit.person_id is not None
    if is_new:
        found.person_id = visit.person_id
    found.save(update_fields=["visit", "state", "person"])
    if is_new and found.input_id:
        set_person(inputs=[found.input_id], person_id=visit.person_id)
    record(actor=by, act="appointment_noted", obj=found, now=now)
    return found


@transaction.atomic
def mark_told(*, appointment: Appointment, by: User, now: datetime) -> None:
    """Somebody rang, and they know."""
    if Appointment.objects.filter(pk=appointment.pk, untold_since__isnull=False).update(
        untold_since=None
    ):
        record(actor=by, act="appointment_told", obj=appointment, now=now)


def _move(
    found: Appointment, place: Place, starts_at: datetime, hosts: Sequence[int], now: datetime
) -> None:
    former = Place(Way(found.way), found.location).key
    found.state = State.BOOKED
    found.offered_until = found.reminded_at = None
    set_time(found, starts_at=starts_at, place=place)
    found.sequence += 1
    found.changed_at = now
    if not claim(found, hosts=hosts):
        raise SlotTaken(next_free(purpose=found.purpose, place=former, after=starts_at, now=now))


def _open(appointment: Appointment, *states: State) -> Appointment:
    found = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("purpose", "location", "host")
        .get(pk=appointment.pk)
    )
    if found.state not in states or found.erased_at:
        raise CannotChange
    return found


def _changed(found: Appointment, now: datetime) -> None:
    found.sequence += 1
    found.changed_at = now
    found.save()
