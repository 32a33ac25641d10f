"""The waiting list, which moves on by itself: a place that frees is kept for whoever waits longest,
for a while, then for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.models import Channel
from baraza.base.office.queries import day_of
from baraza.base.people.models import Person
from baraza.engagement.events.actions.booking import (
    TooMany,
    Who,
    answer_said,
    begun,
    contact_digest,
    remember_said,
)
from baraza.engagement.events.actions.claiming import claim, set_time, wait_for_turn
from baraza.engagement.events.actions.telling import tell
from baraza.engagement.events.models import OPEN, Appointment, Purpose, State
from baraza.engagement.events.queries.free import Times
from baraza.engagement.events.rules import MOST_OPEN
from baraza.engagement.events.words import News

# How long a place is kept, and how long before it they must have said yes.
KEPT_FOR = timedelta(hours=24)
SHORTEST = timedelta(hours=2)
SETTLED_BEFORE = timedelta(hours=12)
# Nothing to remember longer for whoever waits and hears nothing.
WAITS_AT_MOST = timedelta(days=180)


class NotOffered(ValueError):
    """The place is no longer kept for them, or never was."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What suits whoever waits; nothing said, anything does."""

    # The key of a place.
    place: str = ""
    first_date: date | None = None
    last_date: date | None = None


@transaction.atomic
def wait(
    *,
    purpose: Purpose,
    who: Who,
    wish: Wish,
    key: str,
    now: datetime,
    channel: Channel = Channel.FORM,
    by: User | None = None,
    person: Person | None = None,
) -> Appointment:
    """Put them on the list; sent twice with the same `key`, they wait once. Raises TooMany."""
    wait_for_turn()
    if known := Appointment.objects.filter(key=key).first():
        return known
    digest = contact_digest(who)
    open_now = Appointment.objects.filter(contact_digest=digest, state__in=OPEN).count()
    if by is None and open_now >= MOST_OPEN:
        raise TooMany
    waiting = begun(purpose=purpose, who=who, channel=channel, now=now)
    waiting.key = key
    waiting.state = State.WAITING
    waiting.waiting_since = now
    waiting.made_by = by
    waiting.person = person or waiting.person
    waiting.first_date, waiting.last_date = wish.first_date, wish.last_date
    waiting.wanted_place = wish.place
    waiting.save()
    remember_said(waiting, now=now, by=by)
    tell(appointment=waiting, news=News.WAITING, now=now, is_theirs=by is None)
    record(actor=by, act="appointment_waits", obj=waiting, now=now)
    return waiting


@transaction.atomic
def offer_places(*, now: datetime) -> int:
    """Keep whatever is free for those who wait, the longest first; returns how many were offered
    one. Whoever let an offer pass no longer waits."""
    wait_for_turn()
    _end_offers(now)
    waiting = list(
        Appointment.objects.select_for_update(of=("self",))
        .filter(state=State.WAITING)
        .select_related("purpose", "location")
        .order_by("waiting_since", "pk")
    )
    offered = []
    nothing_free = set()
    for one in waiting:
        wish = (one.purpose_id, one.wanted_place, one.first_date, one.last_date)
        if wish in nothing_free:
            continue
        if _offer(one, now):
            offered.append(one)
        else:
            nothing_free.add(wish)
    for one in offered:
        tell(appointment=one, news=News.OFFERED, now=now)
    if offered:
        ids = [one.pk for one in offered]
        record(
            actor=None,
            act="place_offered",
            obj=Appointment,
            now=now,
            count=len(ids),
            detail={"ids": ids},
        )
    return len(offered)


@transaction.atomic
def accept(*, appointment: Appointment, now: datetime, by: User | None = None) -> Appointment:
    """They take the place that is kept for them. Raises NotOffered."""
    found = _locked(appointment)
    if found.state == State.BOOKED:
        return found
    if found.state != State.OFFERED or found.offered_until <= now:
        raise NotOffered
    found.state = State.BOOKED
    found.offered_until = None
    _changed(found, now)
    answer_said(found, now=now, by=by)
    tell(appointment=found, news=News.BOOKED, now=now, is_theirs=by is None)
    record(actor=by, act="appointment_booked", obj=found, now=now)
    return found


@transaction.atomic
def pass_on(*, appointment: Appointment, now: datetime, by: User | None = None) -> Appointment:
    """Not this place, but they go on waiting where they were; the next is asked. Raises
    NotOffered."""
    found = _locked(appointment)
    if found.state != State.OFFERED:
        raise NotOffered
    former = found.starts_at
    _without_time(found)
    found.state = State.WAITING
    found.waiting_since = now
    # Not the same place again, a minute later.
    found.first_date = max(filter(None, (found.first_date, former.date() + timedelta(days=1))))
    if found.last_date and found.last_date < found.first_date:
        found.last_date = None
    _changed(found, now)
    record(actor=by, act="place_passed_on", obj=found, now=now)
    return found


@transaction.atomic
def wait_again(*, appointment: Appointment, now: datetime, by: User | None = None) -> Appointment:
    """Whoever let an offer pass, or was cancelled, stands at the end of the list."""
    found = _locked(appointment)
    if found.state not in (State.LAPSED, State.CANCELLED) or found.erased_at:
        return found
    _without_time(found)
    found.state = State.WAITING
    found.waiting_since = now
    found.reason = ""
    _changed(found, now)
    tell(appointment=found, news=News.WAITING, now=now, is_theirs=by is None)
    record(actor=by, act="appointment_waits", obj=found, now=now)
    return found


def end_waiting(*, now: datetime) -> int:
    """Whoever has waited half a year, or whose last day has passed, is told that nothing was free;
    returns how many."""
    rows = Appointment.objects.filter(state=State.WAITING)
    over = rows.filter(waiting_since__lt=now - WAITS_AT_MOST) | rows.filter(
        last_date__lt=day_of(now=now)
    )
    numbers = list(over.values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            found = _locked(Appointment(pk=number))
            if found.state == State.WAITING:
                _lapse(found, News.OFF_THE_LIST, now)
    return len(numbers)


def _end_offers(now: datetime) -> None:
    passed = (
        Appointment.objects.select_for_update(of=("self",))
        .filter(state=State.OFFERED, offered_until__lte=now)
        .select_related("purpose", "location")
    )
    for one in passed:
        _lapse(one, News.LAPSED, now)


def _lapse(one: Appointment, news: News, now: datetime) -> None:
    one.state = State.LAPSED
    _without_time(one)
    _changed(one, now)
    tell(appointment=one, news=news, now=now)


def _offer(one: Appointment, now: datetime) -> bool:
    times = Times(purpose=one.purpose, now=now, first_date=one.first_date, last_date=one.last_date)
    for slot in times.slots(place=one.wanted_place):
        until = min(now + KEPT_FOR, slot.starts_at - SETTLED_BEFORE)
        until = max(until, min(now + SHORTEST, slot.starts_at - timedelta(minutes=30)))
        if until <= now:
            continue
        one.state = State.OFFERED
        one.offered_until = until
        set_time(one, starts_at=slot.starts_at, place=slot.place)
        one.sequence += 1
        one.changed_at = now
        if claim(one, hosts=slot.hosts):
            return True
    return False


def _without_time(one: Appointment) -> None:
    one.starts_at = one.ends_at = one.claimed_until = one.offered_until = None
    one.host = one.location = None
    one.way = ""


def _changed(one: Appointment, now: datetime) -> None:
    one.sequence += 1
    one.changed_at = now
    one.save()


def _locked(appointment: Appointment) -> Appointment:
    return (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("purpose", "location")
        .get(pk=appointment.pk)
    )
