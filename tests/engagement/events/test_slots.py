"""Spans of a day cut into slots: none overlaps another or what is taken, whatever clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baraza.engagement.events.slots import Length, Stretch, common, fits, starts_in, stretches

patiently = settings(suppress_health_check=[HealthCheck.too_slow])
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MORNING = datetime(2026, 5, 5, 9, tzinfo=UTC)
ZONES = st.sampled_from(
    ["UTC", "Africa/Nairobi", "Europe/Paris", "America/St_Johns", "Australia/Lord_Howe",
     "Pacific/Apia", "Asia/Kathmandu"]
)  # fmt: skip
LENGTHS = st.builds(
    Length,
    meeting=st.integers(5, 120).map(lambda minutes: timedelta(minutes=minutes)),
    gap=st.integers(0, 45).map(lambda minutes: timedelta(minutes=minutes)),
)
TAKEN = st.lists(
    st.tuples(st.integers(-120, 600), st.integers(1, 240)).map(
        lambda span: Stretch(
            MORNING + timedelta(minutes=span[0]), MORNING + timedelta(minutes=sum(span))
        )
    ),
    max_size=8,
)


def half_hours(gap: int = 0) -> Length:
    return Length(timedelta(minutes=30), timedelta(minutes=gap))


@patiently
@given(length=LENGTHS, taken=TAKEN, hours=st.integers(1, 8))
def test_slots_lie_within_the_hours_one_after_the_other_around_what_is_taken(
    length: Length, taken: list[Stretch], hours: int
):
    stretch = Stretch(MORNING, MORNING + timedelta(hours=hours))
    found = starts_in(stretch, length=length, taken=taken, earliest=LONG_AGO)
    for start in found:
        assert stretch.begins <= start
        assert start + length.meeting <= stretch.ends
        assert not any(one.meets(start, start + length.whole) for one in taken)
        assert fits(stretch, start, length=length, taken=taken)
    for earlier, later in pairwise(found):
        assert later - earlier >= length.whole


@patiently
@given(length=LENGTHS, taken=TAKEN)
def test_where_a_meeting_fits_at_a_round_time_some_slot_is_offered(
    length: Length, taken: list[Stretch]
):
    stretch = Stretch(MORNING, MORNING + timedelta(hours=4))
    found = starts_in(stretch, length=length, taken=taken, earliest=LONG_AGO)
    rounds = (stretch.begins + timedelta(minutes=5 * n) for n in range(48))
    possible = [one for one in rounds if fits(stretch, one, length=length, taken=taken)]
    assert bool(found) == bool(possible)


@patiently
@given(zone=ZONES, day=st.dates(date(2011, 1, 1), date(2030, 12, 31)), length=LENGTHS)
def test_slots_of_a_day_are_as_long_as_they_say_also_when_clocks_change(
    zone: str, day: date, length: Length
):
    where = ZoneInfo(zone)
    for stretch in stretches(day, [(time(0, 30), time(4))], where):
        found = starts_in(stretch, length=length, taken=[], earliest=LONG_AGO)
        room = (stretch.ends - stretch.begins + length.gap) // length.whole
        assert len(found) == room
        assert all(start.utcoffset() == timedelta(0) for start in found)


def test_the_hour_that_is_left_out_has_no_slots():
    [stretch] = stretches(date(2026, 3, 29), [(time(1), time(4))], ZoneInfo("Europe/Paris"))
    found = starts_in(stretch, length=half_hours(), taken=[], earliest=LONG_AGO)
    shown = [f"{start.astimezone(ZoneInfo('Europe/Paris')):%H:%M}" for start in found]
    assert shown == ["01:00", "01:30", "03:00", "03:30"]


def test_the_hour_that_comes_twice_has_its_slots_twice():
    [stretch] = stretches(date(2026, 10, 25), [(time(2), time(3))], ZoneInfo("Europe/Paris"))
    found = starts_in(stretch, length=half_hours(), taken=[], earliest=LONG_AGO)
    shown = [f"{start.astimezone(ZoneInfo('Europe/Paris')):%H:%M}" for start in found]
    assert shown == ["02:00", "02:30", "02:00", "02:30"]


def test_after_something_longer_slots_begin_at_a_round_time():
    taken = [Stretch(MORNING, MORNING + timedelta(minutes=42))]
    stretch = Stretch(MORNING, MORNING + timedelta(hours=2))
    found = starts_in(stretch, length=half_hours(), taken=taken, earliest=LONG_AGO)
    assert [f"{start:%H:%M}" for start in found] == ["09:45", "10:15"]


def test_the_gap_after_the_last_meeting_may_lie_outside_the_hours():
    stretch = Stretch(MORNING, MORNING + timedelta(minutes=70))
    found = starts_in(stretch, length=half_hours(10), taken=[], earliest=LONG_AGO)
    assert [f"{start:%H:%M}" for start in found] == ["09:00", "09:40"]


def test_hours_hold_only_while_the_door_is_open():
    nine_to_five = [(time(9), time(17))]
    assert common(nine_to_five, [(time(8), time(10)), (time(16), time(20))]) == [
        (time(9), time(10)),
        (time(16), time(17)),
    ]
    assert common(nine_to_five, []) == []
    # Open past midnight.
    assert common(nine_to_five, [(time(15), time(1))]) == [(time(15), time(17))]
