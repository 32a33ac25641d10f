"""The letters that a figure counts, so that its number opens exactly these.

Not all of it is in the inbox: what was told for a case or asked for as a meeting counts, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, IntegerField, Q, QuerySet, Value

from baraza.base.accounts.models import User
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.models import Case
from baraza.engagement.events.models import Appointment
from baraza.insight.answered import LONGEST, answers_given, working_days_until
from baraza.insight.periods import Period
from baraza.insight.places import areas_within

PAGE = 50
# What stands in a question for a language that nobody could tell (ISO 639-2).
NOT_KNOWN = "und"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure asked; every part that is given narrows it.

    `took` is (more than, at most) working days until the answer left, None: no upper end. Where it
    is given, the answer left in the period; else the letter came in it.
    """

    period: Period
    # "0": none yet.
    topic: str = ""
    channel: str = ""
    language: str = ""
    stance: str = ""
    area_id: int | None = None
    took: tuple[int, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that was said, and where it is worked on; None where that is not to be seen."""

    said: Input
    message: Message | None
    case: Case | None
    appointment: Appointment | None


def letters_counted(*, user: User, asked: Counted) -> QuerySet[Input]:
    """What this person may see of it, in no order."""
    rows = _in_time(user, asked)
    if asked.topic:
        rows = rows.filter(topic=int(asked.topic) or None)
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if asked.language:
        code = "" if asked.language == NOT_KNOWN else asked.language
        rows = rows.filter(Q(language=code) | Q(language__startswith=f"{code}-"))
    if asked.stance:
        rows = rows.filter(stance=asked.stance)
    if asked.area_id is not None:
        rows = rows.filter(person__area__in=areas_within(area_id=asked.area_id))
    return rows


def page_of_letters(
    *, user: User, asked: Counted, before: Input | None = None, limit: int = PAGE
) -> list[Letter]:
    """The newest, or those older than one of them; five queries at most."""
    rows = letters_counted(user=user, asked=asked)
    if before is not None:
        moment = before.received_at
        rows = rows.filter(Q(received_at__lt=moment) | Q(received_at=moment, pk__lt=before.pk))
    said = list(
        rows.select_related("person", "topic")
        .order_by("-received_at", "-pk")
        .defer("search")[:limit]
    )
    return _led_to(user, said)


def _in_time(user: User, asked: Counted) -> QuerySet[Input]:
    period = asked.period
    if asked.took is None:
        return (
            Input.objects.visible_to(user)
            .counted()
            .filter(received_at__gte=period.begins_at, received_at__lt=period.ends_at)
        )
    more_than, at_most = asked.took
    first = (period.begins_at - LONGEST).astimezone(period.zone).date()
    until = working_days_until(first=first, last=period.last)
    rows = answers_given(user=user, period=period).annotate(
        working_days=_Nth.of("given_on", until, first) - _Nth.of("said_on", until, first)
    )
    # An answer noted before its letter took no time.
    rows = rows.filter(working_days__gt=more_than) if more_than >= 0 else rows
    return rows.filter(working_days__lte=at_most) if at_most is not None else rows


class _Nth(Func):
    """How many working days there were until a day: it is looked up in a list of all days."""

    template = "(%(expressions)s + 1]"
    arg_joiner = ")["
    output_field = IntegerField()

    @classmethod
    def of(cls, field: str, until: Sequence[int], first: date) -> _Nth:
        days = Func(field, Value(first), template="%(expressions)s", arg_joiner=" - ")
        return cls(Value(list(until), output_field=ArrayField(IntegerField())), days)


def _led_to(user: User, said: Sequence[Input]) -> list[Letter]:
    numbers = [one.pk for one in said]
    of_letter = Message.objects.filter(
        input__in=numbers, conversation__in=Conversation.objects.visible_to(user)
    )
    messages = {one.input_id: one for one in of_letter.select_related("conversation")}
    others = [number for number in numbers if number not in messages]
    cases: dict[int, Case] = {}
    appointments: dict[int, Appointment] = {}
    if others:
        of_case = Case.objects.visible_to(user).filter(input__in=others).order_by("-pk")
        cases = {one.input_id: one for one in of_case}
        of_meeting = Appointment.objects.visible_to(user).filter(input__in=others)
        appointments = {one.input_id: one for one in of_meeting.select_related("purpose")}
    return [
        Letter(one, messages.get(one.pk), cases.get(one.pk), appointments.get(one.pk))
        for one in said
    ]
