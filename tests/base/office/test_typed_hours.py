"""Hours are understood as people type them, and written so that they are understood again."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.office.typed_hours import UnreadableHours, minutes_of, read_hours, write_hours


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9-12, 14-17:30", "09:00-12:00, 14:00-17:30"),
        ("9h-12h30 et 14h-17h", "09:00-12:30, 14:00-17:00"),
        ("8.30 – 16.00", "08:30-16:00"),
        ("930-12", "09:30-12:00"),
        ("9am-5pm", "09:00-17:00"),
        ("2-5pm", "14:00-17:00"),
        ("11-2pm", "11:00-14:00"),
        ("12-1pm", "12:00-13:00"),
        ("9 to 17", "09:00-17:00"),
        ("٩-١٢، ١٤-١٧", "09:00-12:00, 14:00-17:00"),
        ("14-17, 9-12", "09:00-12:00, 14:00-17:00"),
        ("22-2", "22:00-02:00"),
        ("0-24", "00:00-00:00"),
        ("", ""),
        ("closed", ""),
        (" – ", ""),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, kept: str) -> None:
    assert write_hours(read_hours(typed)) == kept


@pytest.mark.parametrize(
    "typed", ["9", "9-12-14", "25-26", "9-12, 11-13", "noon", "9-9", "13pm-14", "22-2, 23-24"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableHours):
        read_hours(typed)


@given(st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), max_size=8))
def test_what_is_written_is_read_back(times: list[time]) -> None:
    ends = sorted(set(times))
    spans = list(zip(ends[::2], ends[1::2], strict=False))
    assert read_hours(write_hours(spans)) == spans


def test_a_span_past_midnight_lasts_until_the_day_after() -> None:
    assert minutes_of((time(22), time(2))) == 240
    assert minutes_of((time(0), time(0))) == 1440
