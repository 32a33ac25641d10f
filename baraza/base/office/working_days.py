"""Days on which the office works."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
# An office that never works would otherwise be counted for ever.
FARTHEST = 4000


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The office's own calendar. Monday is 0, as Python counts."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    holidays: frozenset[date]

    @classmethod
    def of(
        cls, *, timezone: str, weekdays: Collection[int], holidays: Collection[date]
    ) -> "WorkingDays":
        """A week without a working day is taken for one from Monday to Friday."""
        return cls(
            ZoneInfo(timezone), frozenset(weekdays) or frozenset(range(5)), frozenset(holidays)
        )

    def day_of(self, moment: datetime) -> date:
        """The day it is in the office at that moment."""
        return moment.astimezone(self.zone).date()

    def works_on(self, day: date) -> bool:
        """Neither the weekend nor a holiday."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def after(self, day: date, count: int) -> date:
        """The last of so many working days that begin the day after."""
        for _ in range(FARTHEST):
            if count <= 0:
                break
            day += ONE_DAY
            count -= self.works_on(day)
        return day
