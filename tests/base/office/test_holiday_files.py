"""Holidays as authorities publish them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.office.holiday_files import LARGEST, MOST_DAYS, NoHolidays, read_holidays

CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20260406\r
DTEND;VALUE=DATE:20260408\r
SUMMARY:Easter\\, and\r
  after\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:Independence\r
RRULE:FREQ=YEARLY\r
DTSTART:20261212T000000Z\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:no day at all\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendar_with_days_that_last_and_come_back_every_year():
    read = read_holidays(CALENDAR.encode())
    assert read.days[date(2026, 4, 6)] == read.days[date(2026, 4, 7)] == "Easter, and after"
    assert date(2026, 4, 8) not in read.days
    independence = [day for day, name in read.days.items() if name == "Independence"]
    assert independence == [date(year, 12, 12) for year in range(2026, 2031)]
    assert read.unread == 1


@pytest.mark.parametrize(
    "table",
    [
        "Date,Name\n2026-05-01,Labour day\n2026-12-25,Christmas\n",
        "Name;Tag\nLabour day;01.05.2026\nChristmas;25.12.2026\n",
        "Labour day\t5/1/2026\nChristmas\t12/25/2026\n",
        "\ufeffDate,Name\n1/5/2026,Labour day\n25/12/2026,Christmas\n",
    ],
)
def test_a_table_however_its_days_are_written(table: str):
    assert read_holidays(table.encode()).days == {
        date(2026, 5, 1): "Labour day",
        date(2026, 12, 25): "Christmas",
    }


def test_lines_that_are_no_days_are_counted():
    read = read_holidays(b"2026-05-01,Labour\n2026-13-45,Never\nnext year,Perhaps\n")
    assert (len(read.days), read.unread) == (1, 2)


def test_days_outside_our_century_and_endless_files_are_not_taken():
    with pytest.raises(NoHolidays):
        read_holidays(b"0001-01-01,x\n")
    many = "\n".join(
        f"20{n // 336:02}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02},x" for n in range(2000)
    )
    assert len(read_holidays(many.encode()).days) == MOST_DAYS
    with pytest.raises(NoHolidays):
        read_holidays(b"2026-05-01\n" + b"x" * LARGEST)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_breaks_it(content: bytes):
    for mark in (b"", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n"):
        try:
            assert read_holidays(mark + content).days
        except NoHolidays:
            continue
