"""How busy the open door is: measured from the visits that were written down, and tapped now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from baraza.base.channels.models import Channel
from baraza.base.office.queries import zone
from baraza.dialogue.inputs.models import Input
from baraza.engagement.events.models import Queue

# What was tapped longer ago says nothing of now.
FRESH = timedelta(minutes=45)
LOOKS_BACK = timedelta(days=84)
# Fewer visits on a weekday are chance.
LEAST_VISITS = 12
QUIET, BUSY = 0.6, 1.4


class Pressure(StrEnum):
    """How an hour compares with the other hours of its weekday."""

    QUIET = "quiet"
    USUAL = "usual"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class UsualDay:
    """The hours of a weekday (Monday is 0) in which people came, first to last."""

    weekday: int
    hours: Mapping[int, Pressure]


def queues_now(*, now: datetime) -> dict[int, Queue]:
    """Location id → how many wait there, where somebody tapped it lately."""
    rows = Queue.objects.filter(changed_at__gt=now - FRESH)
    return {row.location_id: row for row in rows}


def usual_days(*, now: datetime) -> list[UsualDay]:
    """Which hours of which weekdays are quiet or busy, by the visits of the last twelve weeks;
    weekdays with too few of them say nothing. One query and the office's zone."""
    where = zone()
    came: dict[int, Counter[int]] = defaultdict(Counter)
    visits = Input.objects.counted().filter(
        channel=Channel.WALK_IN, is_anonymous=False, received_at__gt=now - LOOKS_BACK
    )
    for moment in visits.values_list("received_at", flat=True):
        local = moment.astimezone(where)
        came[local.weekday()][local.hour] += 1
    found = []
    for weekday, hours in sorted(came.items()):
        if hours.total() < LEAST_VISITS or len(hours) < 2:
            continue
        span = range(min(hours), max(hours) + 1)
        usual = hours.total() / len(span)
        found.append(UsualDay(weekday, {hour: _pressure(hours[hour] / usual) for hour in span}))
    return found


def _pressure(share: float) -> Pressure:
    if share <= QUIET:
        return Pressure.QUIET
    return Pressure.BUSY if share >= BUSY else Pressure.USUAL
