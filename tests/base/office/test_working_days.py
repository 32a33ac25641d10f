"""Days counted as the office works."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.office.working_days import WorkingDays

FRIDAY = date(2026, 5, 1)


def days(*, weekdays: object = range(5), holidays: object = ()) -> WorkingDays:
    return WorkingDays.of(timezone="Africa/Nairobi", weekdays=[*weekdays], holidays=[*holidays])


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (FRIDAY, 1, date(2026, 5, 4)),
        (FRIDAY, 5, date(2026, 5, 8)),
        (date(2026, 5, 2), 1, date(2026, 5, 4)),  # a Saturday
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_the_day_after_is_the_first(start: date, count: int, last: date):
    assert days().after(start, count) == last


def test_holidays_and_other_weekends_are_left_out():
    assert days(holidays=[date(2026, 5, 4)]).after(FRIDAY, 1) == date(2026, 5, 5)
    assert days(weekdays=[6, 0, 1, 2, 3]).after(date(2026, 4, 30), 1) == date(2026, 5, 3)


def test_midnight_is_the_offices_own():
    assert days().day_of(datetime(2026, 5, 1, 21, 30, tzinfo=UTC)) == date(2026, 5, 2)
    assert days().zone == ZoneInfo("Africa/Nairobi")


def test_an_office_that_never_works_is_not_counted_for_ever():
    assert days(weekdays=[]).works_on(FRIDAY)
    everyday = [date.fromordinal(FRIDAY.toordinal() + ahead) for ahead in range(5000)]
    assert days(holidays=everyday).after(FRIDAY, 1) > FRIDAY


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(1, 250),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_between_the_two_lie_exactly_so_many_working_days(start: date, count: int, week: set[int]):
    calendar = days(weekdays=week)
    last = calendar.after(start, count)
    between = range(start.toordinal() + 1, last.toordinal() + 1)
    assert sum(calendar.works_on(date.fromordinal(one)) for one in between) == count
    assert calendar.works_on(last)
