"""Somebody makes an appointment, or staff make it for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, Person
from baraza.base.people.phones import normal_phone
from baraza.base.people.queries import people_at
from baraza.common.folding import fold
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.actions import (
    Answer,
    Said,
    mark_answered,
    record_inputs,
    record_responses,
)
from baraza.dialogue.logbook.queries import full_number
from baraza.engagement.events.actions.claiming import claim, set_time, wait_for_turn
from baraza.engagement.events.actions.telling import tell
from baraza.engagement.events.models import OPEN, Appointment, Purpose, State
from baraza.engagement.events.queries.free import Place, Slot, Times, zone_of
from baraza.engagement.events.rules import MOST_OPEN
from baraza.engagement.events.words import News, language_for, letter

ONE_DAY = timedelta(days=1)
OTHERS = 3


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever comes, as they say it for this meeting. One of e-mail and telephone is enough."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = ""
    needs: str = ""
    interpreter: str = ""
    matter: str = ""


class SlotTaken(Exception):
    """Somebody else has that time; `others` are the next that are free."""

    def __init__(self, others: list[Slot]) -> None:
        super().__init__()
        self.others = others


class TooMany(Exception):
    """That address or number has as many appointments before it as one can have."""


@transaction.atomic
def book(
    *,
    purpose: Purpose,
    place: str,
    starts_at: datetime,
    who: Who,
    key: str,
    now: datetime,
) -> Appointment:
    """Book a free time on the website; `place` is the key of one. Sent twice with the same `key`,
    it is one appointment. Two at once for the last place: one has it.

    Raises SlotTaken, TooMany.
    """
    if known := Appointment.objects.filter(key=key).first():
        return known
    # Most who come too late need not stand in the queue to hear it.
    _free(purpose, place, starts_at, now)
    wait_for_turn()
    if known := Appointment.objects.filter(key=key).first():
        return known
    digest = contact_digest(who)
    if Appointment.objects.filter(contact_digest=digest, state__in=OPEN).count() >= MOST_OPEN:
        raise TooMany
    slot = _free(purpose, place, starts_at, now)
    appointment = begun(purpose=purpose, who=who, channel=Channel.FORM, now=now)
    appointment.key = key
    appointment.state = State.BOOKED
    set_time(appointment, starts_at=starts_at, place=slot.place)
    if not claim(appointment, hosts=slot.hosts):
        raise SlotTaken(next_free(purpose=purpose, place=place, after=starts_at, now=now))
    remember_said(appointment, now=now)
    tell(appointment=appointment, news=News.BOOKED, now=now, is_theirs=True)
    record(actor=None, act="appointment_booked", obj=appointment, now=now)
    return appointment


@transaction.atomic
def book_for(
    *,
    purpose: Purpose,
    place: Place,
    starts_at: datetime,
    host: User,
    who: Who,
    channel: Channel,
    by: User,
    now: datetime,
    key: str | None = None,
    person: Person | None = None,
    conversation: Conversation | None = None,
) -> Appointment:
    """Staff book it for somebody, at any time the host has no other meeting; sent twice with the
    same `key`, it is one.

    Raises SlotTaken.
    """
    wait_for_turn()
    if key and (known := Appointment.objects.filter(key=key).first()):
        return known
    appointment = begun(purpose=purpose, who=who, channel=channel, now=now)
    appointment.key = key
    appointment.state = State.BOOKED
    appointment.made_by = by
    appointment.person = person or appointment.person
    appointment.conversation = conversation
    if conversation is not None and conversation.circle_id:
        appointment.circle_id = conversation.circle_id
    set_time(appointment, starts_at=starts_at, place=place)
    if not claim(appointment, hosts=[host.pk]):
        raise SlotTaken(next_free(purpose=purpose, place=place.key, after=starts_at, now=now))
    remember_said(appointment, now=now, by=by)
    tell(appointment=appointment, news=News.BOOKED, now=now)
    record(actor=by, act="appointment_booked", obj=appointment, now=now)
    return appointment


def next_free(*, purpose: Purpose, place: str, after: datetime, now: datetime) -> list[Slot]:
    """The three free times nearest to one that was taken: later ones first, at that place, else
    anywhere."""
    times = Times(purpose=purpose, now=now)
    for where in (place, ""):
        found = times.slots(place=where)
        later = [one for one in found if one.starts_at >= after]
        earlier = [one for one in found if one.starts_at < after]
        if found:
            return sorted(
                [*later[:OTHERS], *earlier[len(earlier) - max(0, OTHERS - len(later)) :]][:OTHERS],
                key=lambda one: one.starts_at,
            )
    return []


def begun(*, purpose: Purpose, who: Who, channel: Channel, now: datetime) -> Appointment:
    """An appointment not yet saved. It is a person's only where one and no other is reached there
    by that name."""
    return Appointment(
        purpose=purpose,
        circle_id=purpose.for_circle_id,
        name=who.name[:200],
        email=who.email.strip().lower()[:254],
        phone=_number(who),
        contact_digest=contact_digest(who),
        language=who.language[:10],
        needs=who.needs,
        interpreter=who.interpreter,
        matter=who.matter,
        channel=channel,
        person=surely(who),
        made_at=now,
        changed_at=now,
    )


def surely(who: Who) -> Person | None:
    """The one person who is reached there and has that name; never on a guess."""
    found: dict[int, Person] = {}
    for kind, value in (
        (ContactKind.EMAIL, who.email.strip().lower()),
        (ContactKind.PHONE, _number(who)),
    ):
        if value:
            for person in people_at(kind=kind, values=[value]).get(value, []):
                found[person.pk] = person
    alike = [one for one in found.values() if fold(who.name) in _names(one)]
    return alike[0] if len(alike) == 1 else None


def contact_digest(who: Who) -> str:
    """The same for everything booked with one address or number, which is in no table."""
    reached = who.email.strip().lower() or _number(who)
    return salted_hmac("appointments", reached, algorithm="sha256").hexdigest() if reached else ""


def remember_said(appointment: Appointment, *, now: datetime, by: User | None = None) -> None:
    """That they asked for it is something said, and the booking is its answer."""
    is_sensitive = appointment.purpose.for_circle_id is not None
    [said] = record_inputs(
        said=[
            Said(
                received_at=now,
                channel=appointment.channel,
                # Inputs are not encrypted: of what is confidential only what it is about is kept.
                text="" if is_sensitive else appointment.matter or appointment.purpose.name,
                language=appointment.language,
                context=appointment.purpose.name,
                person_id=appointment.person_id,
                topic_id=appointment.purpose.topic_id,
                circle_id=appointment.circle_id,
            )
        ]
    )
    appointment.input = said
    appointment.save(update_fields=["input"])
    if appointment.state == State.BOOKED:
        answer_said(appointment, now=now, by=by)


def answer_said(appointment: Appointment, *, now: datetime, by: User | None = None) -> None:
    """They have their appointment: what they asked for is answered."""
    if appointment.input_id is None:
        return
    office = profile()
    language = language_for(appointment, office)
    subject, text = letter(
        appointment,
        News.BOOKED,
        office=office,
        zone=zone_of(appointment=appointment),
        language=language,
        link="",
    )
    [response] = record_responses(
        answers=[
            Answer(
                text=text,
                given_at=now,
                language=language,
                given_by=by,
                circle_id=appointment.circle_id,
                context=subject,
            )
        ]
    )
    mark_answered(inputs={appointment.input_id: response.pk})


def _free(purpose: Purpose, place: str, starts_at: datetime, now: datetime) -> Slot:
    day = starts_at.date()
    times = Times(purpose=purpose, now=now, first_date=day - ONE_DAY, last_date=day + ONE_DAY)
    slot = times.slot_at(starts_at=starts_at, place=place)
    if slot is None:
        raise SlotTaken(next_free(purpose=purpose, place=place, after=starts_at, now=now))
    return slot


def _number(who: Who) -> str:
    """As numbers are kept and compared; empty without one."""
    return normal_phone(full_number(who.phone))[:40] if who.phone.strip() else ""


def _names(person: Person) -> set[str]:
    return {fold(name) for name in (person.name, *person.other_names)}
