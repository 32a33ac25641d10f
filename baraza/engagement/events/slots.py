"""When two people could meet: spans of a day as moments, cut into slots around what is taken.

Nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from baraza.base.office.timetable import Timetable

ClockSpan = tuple[time, time]
# What follows something that was taken begins at a round time.
ROUND = timedelta(minutes=5)
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From one moment to another."""

    begins: datetime
    ends: datetime

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """Whether the two have a moment in common."""
        return begins < self.ends and self.begins < ends


@dataclass(frozen=True, slots=True)
class Length:
    """How long a meeting is, and how long the gap after it."""

    meeting: timedelta
    gap: timedelta

    @property
    def whole(self) -> timedelta:
        """What is taken of somebody's time."""
        return self.meeting + self.gap


def common(spans: Iterable[ClockSpan], within: Sequence[ClockSpan]) -> list[ClockSpan]:
    """What of these hours lies within those; all on one day."""
    found = []
    for begins, ends in spans:
        for opens, closes in within:
            # What closes no later than it opens closes after midnight.
            last = min(ends, closes) if closes > opens else ends
            first = max(begins, opens)
            if first < last:
                found.append((first, last))
    return found


def stretches(day: date, spans: Sequence[ClockSpan], zone: ZoneInfo) -> list[Stretch]:
    """The hours of a day as moments: what the clocks leave out is left out, and an hour that comes
    twice is there twice."""
    table = Timetable(zone=zone, week={}, stops={day: list(spans)})
    return [Stretch(one.opens_at, one.closes_at) for one in table.openings(day, 1)]


def starts_in(
    stretch: Stretch, *, length: Length, taken: Sequence[Stretch], earliest: datetime
) -> list[datetime]:
    """Every moment at which a meeting may begin so that all of them can take place: one after the
    other, around what is taken, none before `earliest`.
    """
    found = []
    busy = sorted(one for one in taken if one.meets(stretch.begins, stretch.ends + length.gap))
    start = stretch.begins
    while start + length.meeting <= stretch.ends:
        in_the_way = [one for one in busy if one.meets(start, start + length.whole)]
        if in_the_way:
            start = _rounded(max(one.ends for one in in_the_way), stretch.begins)
            continue
        if start >= earliest:
            found.append(start)
        start += length.whole
    return found


def fits(stretch: Stretch, start: datetime, *, length: Length, taken: Iterable[Stretch]) -> bool:
    """Whether a meeting may begin then, were it offered or not."""
    return (
        stretch.begins <= start
        and start + length.meeting <= stretch.ends
        and (start - stretch.begins) % ONE_MINUTE == timedelta(0)
        and not any(one.meets(start, start + length.whole) for one in taken)
    )


def _rounded(moment: datetime, origin: datetime) -> datetime:
    over = (moment - origin) % ROUND
    return moment + (ROUND - over if over else over)
