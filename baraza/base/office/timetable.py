"""When a place is open: an ordinary week, days that differ, holidays; in the place's own time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from baraza.base.office.typed_hours import Span

ONE_DAY = timedelta(days=1)
# Nobody plans to come after that.
FARTHEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of time without a break, as moments."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Differing:
    """A day with hours of its own, or none."""

    spans: Sequence[Span]
    reason: str = ""
    # Of all offices, not only of this one.
    is_everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hours of one place. Weekdays as Python counts them, from Monday, 0.

    A clock that is put forward or back changes no hour on the wall: what opens at nine does so at
    nine. Where a span ends in the hour that comes twice, it ends the second time; what would fall
    into the hour that is left out is moved by that hour.
    """

    zone: ZoneInfo
    week: Mapping[int, Sequence[Span]]
    differing: Mapping[date, Differing] = field(default_factory=dict)
    # Days → name. The place is closed then, unless the day has hours of its own.
    holidays: Mapping[date, str] = field(default_factory=dict)
    # Beside the week: stops of a mobile office.
    stops: Mapping[date, Sequence[Span]] = field(default_factory=dict)

    @property
    def has_hours(self) -> bool:
        """Whether anything was said of when it is open."""
        return any(self.week.values()) or bool(self.stops)

    def day_of(self, moment: datetime) -> date:
        """The day it is there at that moment."""
        return moment.astimezone(self.zone).date()

    def spans_on(self, day: date) -> list[Span]:
        """What is said of a day, in order; none where it is closed."""
        if day in self.differing:
            return sorted(self.differing[day].spans)
        if day in self.holidays:
            return sorted(self.stops.get(day, ()))
        return sorted({*self.week.get(day.weekday(), ()), *self.stops.get(day, ())})

    def why_on(self, day: date) -> str | None:
        """Why a day is not as others: a reason, which may be empty; None for an ordinary day."""
        if day in self.differing:
            return self.differing[day].reason
        return self.holidays.get(day)

    def openings(self, first: date, days: int) -> list[Opening]:
        """Every stretch that begins in so many days, in order; what touches is one."""
        found: list[Opening] = []
        for each in self._openings(first, days):
            if found and each.opens_at <= found[-1].closes_at:
                last = found.pop()
                each = Opening(last.opens_at, max(last.closes_at, each.closes_at))
            found.append(each)
        return found

    def opening_at(self, moment: datetime) -> Opening | None:
        """The stretch in which that moment lies; None where the place is closed then."""
        today = self.day_of(moment)
        # From a week before, as what goes on past midnight may be joined to what began earlier.
        for each in self.openings(today - 7 * ONE_DAY, 15):
            if each.opens_at <= moment < each.closes_at:
                return each
        return None

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody who comes then finds the door open."""
        return self.opening_at(moment) is not None

    def next_opening(self, moment: datetime) -> Opening | None:
        """The first stretch that begins after that moment; None where none is in sight."""
        if not (any(self.week.values()) or self.stops or self.differing):
            return None
        first = self.day_of(moment) - ONE_DAY
        for start in range(0, FARTHEST_DAYS, 14):
            # A day more, so that what goes on past midnight is joined.
            for each in self.openings(first + start * ONE_DAY, 15):
                if each.opens_at > moment:
                    return each
        return None

    def _openings(self, first: date, days: int) -> Iterator[Opening]:
        for ahead in range(days):
            day = first + ahead * ONE_DAY
            for opens, closes in self.spans_on(day):
                end = day if closes > opens else day + ONE_DAY
                opens_at = self._moment(day, opens, is_end=False)
                closes_at = self._moment(end, closes, is_end=True)
                if closes_at > opens_at:
                    yield Opening(opens_at, closes_at)

    def _moment(self, day: date, clock: time, *, is_end: bool) -> datetime:
        wall = datetime.combine(day, clock)
        first = wall.replace(tzinfo=self.zone).astimezone(UTC)
        second = wall.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        # The hour that comes twice: the second reading is later. Left out: it is earlier.
        return second if is_end and second > first else first


def joined(days: Iterable[tuple[int, Sequence[Span]]]) -> list[tuple[int, int, Sequence[Span]]]:
    """(first weekday, last weekday, spans): neighbours with the same hours said once."""
    found: list[tuple[int, int, Sequence[Span]]] = []
    for weekday, spans in days:
        if found and found[-1][1] == weekday - 1 and list(found[-1][2]) == list(spans):
            found[-1] = (found[-1][0], weekday, spans)
        else:
            found.append((weekday, weekday, spans))
    return found
