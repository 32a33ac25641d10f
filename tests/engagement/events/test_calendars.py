"""Calendars of other programs, in and out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from baraza.base.accounts.models import User
from baraza.common.outgoing import Answer, NotAllowed, NotReached
from baraza.engagement.events.actions.calendars import (
    EndsBeforeItBegins,
    block,
    due,
    follow,
    own_calendar,
    read_calendar,
    take_file,
    unblock,
)
from baraza.engagement.events.calendar_files import NotACalendar, busy_times
from baraza.engagement.events.models import BusySource, BusyTime
from tests.meetings import NINE, hours_of, starts

NAIROBI = ZoneInfo("Africa/Nairobi")


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{one}\r\nEND:VEVENT\r\n" for n, one in
                   enumerate(events))  # fmt: skip
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


def busy(*events: str) -> list[tuple[str, str]]:
    found = busy_times(
        calendar(*events), first=date(2026, 5, 4), last=date(2026, 5, 20), zone=NAIROBI
    )
    return [(f"{one.begins.astimezone(UTC):%d %H:%M}", f"{one.ends.astimezone(UTC):%d %H:%M}")
            for one in found]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20260505T090000Z\r\nDTEND:20260505T100000Z", [("05 09:00", "05 10:00")]),
        ("DTSTART:20260505T090000Z\r\nDURATION:PT30M", [("05 09:00", "05 09:30")]),
        # By the office's clocks where nothing else is said; a whole day is all of it.
        ("DTSTART:20260505T120000\r\nDTEND:20260505T130000", [("05 09:00", "05 10:00")]),
        ("DTSTART;VALUE=DATE:20260505", [("04 21:00", "05 21:00")]),
        (
            "DTSTART:20260427T090000Z\r\nDTEND:20260427T100000Z\r\n"
            "RRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE:20260511T090000Z",
            [("04 09:00", "04 10:00"), ("18 09:00", "18 10:00")],
        ),
        ("DTSTART:20260505T090000Z\r\nDTEND:20260505T100000Z\r\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20260505T090000Z\r\nDTEND:20260505T100000Z\r\nSTATUS:CANCELLED", []),
        ("DTSTART:20260505T090000Z\r\nDTEND:20260505T090000Z", []),
        ("DTSTART:20300505T090000Z\r\nDTEND:20300505T100000Z", []),
    ],
)
def test_when_its_owner_is_busy(event: str, expected: list[tuple[str, str]]):
    assert busy(event) == expected


def test_what_touches_is_one():
    assert busy(
        "DTSTART:20260505T090000Z\r\nDTEND:20260505T100000Z",
        "DTSTART:20260505T100000Z\r\nDTEND:20260505T110000Z",
    ) == [("05 09:00", "05 11:00")]


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe", b"BEGIN:VCARD\r\nEND:VCARD"])
def test_what_is_no_calendar_is_refused(content: bytes):
    with pytest.raises(NotACalendar):
        busy_times(content, first=date(2026, 5, 4), last=date(2026, 5, 20), zone=NAIROBI)


def test_a_calendar_is_read_and_its_times_are_not_offered(staff: User, now: datetime):
    purpose = hours_of(staff)
    own = follow(user=staff, address="webcal://calendar.example/leila.ics", now=now)
    assert own.address.startswith("https://")
    assert due(now=now) == [own]
    event = "DTSTART:20260505T090000Z\r\nDTEND:20260505T093000Z\r\nSUMMARY:Dentist"

    def answers(url: str, *, allowed_hosts: set[str]) -> Answer:
        assert allowed_hosts == {"calendar.example"}
        return Answer(url=url, status=200, headers={}, body=calendar(event))

    read_calendar(calendar=own, now=now, ask=answers)
    assert starts(purpose, now=now) == ["09:30", "10:00", "10:30"]
    assert BusyTime.objects.get().words == ""
    assert due(now=now + timedelta(minutes=5)) == []
    assert due(now=now + timedelta(minutes=16)) == [own]
    follow(user=staff, address="", now=now)
    assert not BusyTime.objects.exists()
    assert due(now=now) == []


@pytest.mark.parametrize("error", [NotReached("x"), NotAllowed("inside")])
def test_a_calendar_that_cannot_be_read_says_so_and_forgets_nothing(
    staff: User, now: datetime, error: Exception
):
    own = follow(user=staff, address="https://calendar.example/leila.ics", now=now)
    BusyTime.objects.create(
        user=staff, starts_at=NINE, ends_at=NINE + timedelta(hours=1), source=BusySource.CALENDAR
    )

    def fails(url: str, *, allowed_hosts: set[str]) -> Answer:
        raise error

    read_calendar(calendar=own, now=now, ask=fails)
    assert own_calendar(user=staff).problem
    assert BusyTime.objects.count() == 1


def test_a_file_takes_the_place_of_the_file_before(staff: User, now: datetime):
    event = "DTSTART:20260505T090000Z\r\nDTEND:20260505T093000Z"
    assert take_file(user=staff, content=calendar(event), now=now) == 1
    assert take_file(user=staff, content=calendar(), now=now) == 0
    assert not BusyTime.objects.exists()


def test_blocked_time_is_given_back(staff: User, now: datetime):
    purpose = hours_of(staff)
    with pytest.raises(EndsBeforeItBegins):
        block(user=staff, starts_at=NINE, ends_at=NINE, by=staff, now=now)
    blocked = block(
        user=staff, starts_at=NINE, ends_at=NINE + timedelta(hours=2), by=staff, now=now
    )
    assert starts(purpose, now=now) == []
    unblock(blocked=blocked, by=staff, now=now)
    assert len(starts(purpose, now=now)) == 4
