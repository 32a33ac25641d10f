"""How long answers took, and what still waits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from baraza.base.accounts.models import User
from baraza.base.office.queries import working_days
from baraza.base.office.working_days import ONE_DAY, WorkingDays
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.conversations.turnaround import closest_target, targets
from baraza.dialogue.inputs.models import Input
from baraza.insight.periods import Period

# What took longer than this was history brought in, not an answer.
LONGEST = timedelta(days=366)
# Upper ends, in working days, of the groups that answers are shown in.
GROUPS = (0, 1, 3, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Answers given in a period, in working days from the day something was said."""

    count: int
    # Half of all answers took this long or less; None where there were none.
    median: int | None
    # Nine of ten did.
    ninth_of_ten: int | None
    in_time: int
    # (more than, at most, how many); None: no upper end.
    groups: Sequence[tuple[int, int | None, int]]

    @property
    def in_time_percent(self) -> int | None:
        return round(100 * self.in_time / self.count) if self.count else None


def answer_times(*, user: User, period: Period) -> AnswerTimes:
    """For what this member of staff may see; four queries however many answers.

    In time: within the target there is now for its channel and topic. The same day counts as 0.
    """
    cells = list(
        answers_given(user=user, period=period)
        .values_list("said_on", "given_on", "channel", "topic")
        .annotate(Count("pk"))
        .order_by()
    )
    if not cells:
        return AnswerTimes(0, None, None, 0, _grouped({}))
    count_days = _Distance(working_days(), min(cell[0] for cell in cells), period.last)
    wanted = targets()
    took: Counter[int] = Counter()
    in_time = 0
    for said_on, given_on, channel, topic, count in cells:
        days = count_days(said_on, given_on)
        took[days] += count
        if days <= closest_target(wanted, channel=channel, topic_id=topic):
            in_time += count
    return AnswerTimes(
        count=took.total(),
        median=_part(took, 0.5),
        ninth_of_ten=_part(took, 0.9),
        in_time=in_time,
        groups=_grouped(took),
    )


def answers_given(*, user: User, period: Period) -> QuerySet[Input]:
    """What was answered in a period, as far as this member of staff may see it, with the days
    `said_on` and `given_on`."""
    return _answered_in(Input.objects.visible_to(user).counted(), period)


def working_days_until(*, first: date, last: date) -> list[int]:
    """For each day from the first to the last how many working days there were, itself the last of
    them: the difference between two days is how long an answer took. Two queries."""
    return _counted_up(working_days(), first, last)


def _answered_in(rows: QuerySet[Input], period: Period) -> QuerySet[Input]:
    return rows.filter(
        response__given_at__gte=period.begins_at,
        response__given_at__lt=period.ends_at,
        received_at__gte=period.begins_at - LONGEST,
    ).annotate(
        said_on=TruncDate("received_at", tzinfo=period.zone),
        given_on=TruncDate("response__given_at", tzinfo=period.zone),
    )


@dataclass(frozen=True, slots=True)
class Usual:
    """How long answers on one channel took, in working days, as anybody may know it."""

    count: int
    # Half of all answers took this long or less.
    median: int
    # Three of four did.
    third_quarter: int


def usual_times(*, period: Period) -> dict[str, Usual]:
    """Channel → how long answers given in a period took, whoever they were for: numbers only.
    Three queries."""
    cells = list(
        _answered_in(Input.objects.counted(), period)
        .values_list("said_on", "given_on", "channel")
        .annotate(Count("pk"))
        .order_by()
    )
    if not cells:
        return {}
    count_days = _Distance(working_days(), min(cell[0] for cell in cells), period.last)
    took: dict[str, Counter[int]] = defaultdict(Counter)
    for said_on, given_on, channel, count in cells:
        took[channel][count_days(said_on, given_on)] += count
    return {
        channel: Usual(days.total(), _part(days, 0.5), _part(days, 0.75))
        for channel, days in took.items()
    }


def said_by_channel(*, since: datetime) -> dict[str, int]:
    """Channel → how much was said since then, whoever may see it: numbers only. One query."""
    rows = Input.objects.counted().filter(received_at__gte=since).order_by()
    return dict(rows.values_list("channel").annotate(Count("pk")))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What nobody has answered yet, whatever the period."""

    total: int
    late: int
    unassigned: int
    snoozed: int
    # Since when the one that waits longest does; None where nothing waits.
    oldest_at: datetime | None


def what_waits(*, user: User, now: datetime, today: date) -> Waiting:
    """What this member of staff may see of it; one query."""
    return Waiting(
        **Conversation.objects.visible_to(user)
        .filter(state=ConversationState.TO_ANSWER)
        .aggregate(
            total=Count("pk"),
            late=Count("pk", filter=Q(due_date__lt=today)),
            unassigned=Count("pk", filter=Q(assigned_to__isnull=True)),
            snoozed=Count("pk", filter=Q(snoozed_until__gt=now)),
            # History that was brought in has no clock, and waits all the same.
            oldest_at=Min(Coalesce("waiting_since", "last_message_at")),
        )
    )


class _Distance:
    """How many working days lie after one day up to another, for days of one stretch."""

    def __init__(self, calendar: WorkingDays, first: date, last: date) -> None:
        self._first = first
        self._until = _counted_up(calendar, first, last)

    def __call__(self, start: date, end: date) -> int:
        return max(0, self._at(end) - self._at(start))

    def _at(self, day: date) -> int:
        return self._until[min(max(0, (day - self._first).days), len(self._until) - 1)]


def _counted_up(calendar: WorkingDays, first: date, last: date) -> list[int]:
    length = max(0, (last - first).days) + 1
    days = (first + ONE_DAY * at for at in range(length))
    return list(accumulate(int(calendar.works_on(day)) for day in days))


def _part(took: Mapping[int, int], part: float) -> int:
    """The least number of days within which that part of all answers came."""
    wanted = part * sum(took.values())
    reached = 0
    for days in sorted(took):
        reached += took[days]
        if reached >= wanted:
            return days
    raise ValueError(part)


def _grouped(took: Mapping[int, int]) -> list[tuple[int, int | None, int]]:
    ends = [*GROUPS, None]
    starts = [-1, *GROUPS]
    return [
        (
            start,
            end,
            sum(
                count
                for days, count in took.items()
                if start < days and (end is None or days <= end)
            ),
        )
        for start, end in zip(starts, ends, strict=True)
    ]
