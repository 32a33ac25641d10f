"""Stretches of days, and the stretch before each to compare it with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
MOST_COLUMNS = 27


class Step(StrEnum):
    """What one column of a picture over time stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included, as the office's clocks show them."""

    first: date
    last: date
    zone: ZoneInfo

    @classmethod
    def of_last(cls, days: int, *, now: datetime, zone: ZoneInfo) -> Period:
        """So many days, today the last of them."""
        today = now.astimezone(zone).date()
        return cls(first=today - timedelta(days=days - 1), last=today, zone=zone)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.first, time.min, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + ONE_DAY, time.min, self.zone)

    @property
    def before(self) -> Period:
        """Just as many days, ending the day before this one begins."""
        return Period(self.first - timedelta(days=self.days), self.first - ONE_DAY, self.zone)

    @property
    def step(self) -> Step:
        """So that a picture has neither too many columns nor too few."""
        if self.days <= MOST_COLUMNS:
            return Step.DAY
        return Step.WEEK if self.days <= 7 * MOST_COLUMNS else Step.MONTH

    def step_of(self, day: date) -> date:
        """The first day of the day, week (Monday) or month in which it lies."""
        if self.step == Step.DAY:
            return day
        if self.step == Step.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1)

    def steps(self) -> list[tuple[date, date]]:
        """First and last day of each, cut at the period's ends; oldest first."""
        found = []
        day = self.first
        while day <= self.last:
            start = self.step_of(day)
            following = {
                Step.DAY: start + ONE_DAY,
                Step.WEEK: start + timedelta(days=7),
                Step.MONTH: (start + timedelta(days=32)).replace(day=1),
            }[self.step]
            found.append((day, min(following - ONE_DAY, self.last)))
            day = following
        return found
