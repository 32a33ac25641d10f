"""Open or closed at any moment, on the clock of the place."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.base.office.timetable import Differing, Timetable, joined

PARIS = ZoneInfo("Europe/Paris")
NINE_TO_FIVE = [(time(9), time(17))]
WEEK = dict.fromkeys(range(5), NINE_TO_FIVE)


def at(*parts: int, zone: ZoneInfo = PARIS) -> datetime:
    return datetime(*parts, tzinfo=zone)


def test_the_door_opens_at_nine_by_the_clock_on_the_wall_whatever_the_season() -> None:
    table = Timetable(PARIS, WEEK)
    friday_night, monday = at(2026, 3, 27, 20), at(2026, 3, 30, 9)
    found = table.next_opening(friday_night)
    assert found is not None
    # The clocks went forward on Sunday: nine in the morning is an hour earlier for the world.
    assert found.opens_at == monday == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert table.next_opening(at(2026, 10, 23, 20)).opens_at == datetime(  # type: ignore[union-attr]
        2026, 10, 26, 8, tzinfo=UTC
    )


def test_a_night_in_which_the_clock_changes_is_as_long_as_it_is() -> None:
    table = Timetable(PARIS, {5: [(time(22), time(6))]})
    spring = table.opening_at(at(2026, 3, 29, 1))
    autumn = table.opening_at(at(2026, 10, 25, 1))
    assert spring.closes_at - spring.opens_at == timedelta(hours=7)  # type: ignore[union-attr]
    assert autumn.closes_at - autumn.opens_at == timedelta(hours=9)  # type: ignore[union-attr]


def test_the_hour_that_comes_twice_is_open_both_times_and_the_one_left_out_is_moved() -> None:
    table = Timetable(PARIS, {6: [(time(2, 15), time(2, 45))]})
    [twice] = table.openings(date(2026, 10, 25), 1)
    assert twice.closes_at - twice.opens_at == timedelta(minutes=90)
    [moved] = table.openings(date(2026, 3, 29), 1)
    assert moved.opens_at.astimezone(PARIS).time() == time(3, 15)
    assert moved.closes_at - moved.opens_at == timedelta(minutes=30)


def test_what_goes_on_past_midnight_is_one_stretch() -> None:
    table = Timetable(PARIS, {4: [(time(20), time(0))], 5: [(time(0), time(3))]})
    found = table.opening_at(at(2026, 5, 8, 23, 59))
    assert found is not None
    assert found.closes_at == at(2026, 5, 9, 3)
    assert table.is_open(at(2026, 5, 9, 2, 59))
    assert not table.is_open(at(2026, 5, 9, 3))


def test_a_day_that_differs_counts_more_than_a_holiday_and_that_more_than_the_week() -> None:
    table = Timetable(
        PARIS,
        WEEK,
        differing={date(2026, 5, 4): Differing([(time(10), time(11))], "Training")},
        holidays={date(2026, 5, 4): "Feast", date(2026, 5, 5): "Feast"},
    )
    assert table.is_open(at(2026, 5, 4, 10, 30))
    assert not table.is_open(at(2026, 5, 4, 9, 30))
    assert not table.is_open(at(2026, 5, 5, 10, 30))
    assert table.next_opening(at(2026, 5, 4, 12)).opens_at == at(2026, 5, 6, 9)  # type: ignore[union-attr]
    assert [table.why_on(date(2026, 5, day)) for day in (4, 5, 6)] == ["Training", "Feast", None]


def test_a_place_without_hours_has_no_next_opening() -> None:
    assert Timetable(PARIS, {}).next_opening(at(2026, 5, 4, 9)) is None
    closed = Timetable(PARIS, {}, differing={date(2026, 5, 4): Differing([])})
    assert closed.next_opening(at(2026, 5, 1, 9)) is None


def test_days_alike_are_said_once() -> None:
    week = [(day, NINE_TO_FIVE if day < 5 else []) for day in range(7)]
    assert joined(week) == [(0, 4, NINE_TO_FIVE), (5, 6, [])]


def quarters(first: int, last: int) -> st.SearchStrategy[time]:
    return st.integers(first, last).map(lambda n: time(n // 4, n % 4 * 15))


SPANS = st.tuples(quarters(0, 95), quarters(0, 95)).filter(lambda span: span[0] != span[1])


@settings(max_examples=150)
@given(
    week=st.dictionaries(st.integers(0, 6), st.lists(SPANS, max_size=2), min_size=1),
    zone=st.sampled_from(["Europe/Paris", "Africa/Nairobi", "America/New_York", "Asia/Kathmandu"]),
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
def test_a_door_is_open_from_the_moment_it_opens_until_it_closes(
    week: dict[int, list[tuple[time, time]]], zone: str, moment: datetime
) -> None:
    table = Timetable(ZoneInfo(zone), week)
    instant = timedelta(microseconds=1)
    if now := table.opening_at(moment):
        assert table.is_open(now.opens_at)
        assert table.is_open(now.closes_at - instant)
        assert not table.is_open(now.opens_at - instant) or now.opens_at < moment - timedelta(
            days=1
        )
        assert not table.is_open(now.closes_at) or now.closes_at > moment + timedelta(days=6)
    if coming := table.next_opening(moment):
        assert coming.opens_at > moment
        assert table.is_open(coming.opens_at)
        assert not table.is_open(coming.opens_at - instant) or now is not None
        if now is None:
            assert not table.is_open(moment + (coming.opens_at - moment) / 2)
