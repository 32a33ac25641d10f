"""The member's page of a week: what came in, what rose, what was answered, what waits.

Figures only: nobody who wrote can be recognised by them, so that the page may leave by mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate

from baraza.base.accounts.models import User
from baraza.base.places.kinds import AreaKind
from baraza.base.places.models import Area
from baraza.dialogue.inputs.models import Input
from baraza.insight.answered import AnswerTimes, Waiting, answer_times, what_waits
from baraza.insight.periods import Period
from baraza.insight.places import AreaLetters, letters_by_area
from baraza.insight.said import Row, Said, what_was_said

WEEKS = 8
MOST_ROWS = 5


def week_of(day: date, *, zone: ZoneInfo) -> Period:
    """From its Monday to its Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), zone)


def last_whole_week(*, now: datetime, zone: ZoneInfo) -> Period:
    """The week before the one that is running."""
    return week_of(now.astimezone(zone).date() - timedelta(days=7), zone=zone)


@dataclass(frozen=True, slots=True)
class Weekly:
    """`waiting` is how things stand now, so it is there for the last whole week only."""

    week: Period
    said: Said
    topics: Sequence[Row]
    areas: Sequence[AreaLetters]
    times: AnswerTimes
    waiting: Waiting | None
    # (Monday, Sunday, how many) of the last weeks, this one the last.
    trend: Sequence[tuple[date, date, int]]


def weekly_page(*, user: User, week: Period, now: datetime) -> Weekly:
    """As much as this person may see; a constant number of queries."""
    said = what_was_said(user=user, period=week)
    newest = last_whole_week(now=now, zone=week.zone)
    return Weekly(
        week=week,
        said=said,
        topics=[row for row in said.topics if row.key != "0" and row.now][:MOST_ROWS],
        areas=_areas(user, week),
        times=answer_times(user=user, period=week),
        waiting=what_waits(user=user, now=now, today=now.astimezone(week.zone).date())
        if week.first >= newest.first
        else None,
        trend=_trend(user, week),
    )


def _areas(user: User, week: Period) -> list[AreaLetters]:
    """Where most letters of the week came from, by the smallest kind of area there is."""
    used = set(
        Area.objects.in_force(week.last).order_by().values_list("kind", flat=True).distinct()
    )
    kinds = [kind for kind in AreaKind.values if kind in used]
    if not kinds:
        return []
    found = letters_by_area(user=user, kind=kinds[-1], now=week.ends_at, days=week.days)
    return [row for row in found.rows if row.letters and not row.is_withheld][:MOST_ROWS]


def _trend(user: User, week: Period) -> list[tuple[date, date, int]]:
    first = week.first - timedelta(days=7 * (WEEKS - 1))
    whole = Period(first, week.last, week.zone)
    counted: Counter[date] = Counter()
    days = (
        Input.objects.visible_to(user)
        .counted()
        .filter(received_at__gte=whole.begins_at, received_at__lt=whole.ends_at)
        .annotate(day=TruncDate("received_at", tzinfo=week.zone))
        .values_list("day")
        .annotate(Count("pk"))
        .order_by()
    )
    for day, count in days:
        counted[day - timedelta(days=day.weekday())] += count
    mondays = [first + timedelta(days=7 * at) for at in range(WEEKS)]
    return [(monday, monday + timedelta(days=6), counted[monday]) for monday in mondays]
