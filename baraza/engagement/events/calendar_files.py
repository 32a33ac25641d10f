"""Calendars as other programs read and write them (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from baraza.common.lazily import Lazily
from baraza.engagement.events.slots import Stretch

icalendar = Lazily("icalendar")
recurring = Lazily("recurring_ical_events")

PRODUCT = "-//Baraza//EN"
INVITE, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
# A calendar with a meeting every minute would never be read to its end.
MOST_EVENTS = 5_000


class NotACalendar(ValueError):
    """What was read is no iCalendar."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One event of a calendar."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    place: str = ""
    text: str = ""
    link: str = ""
    organiser: str = ""
    organiser_name: str = ""
    guest: str = ""
    is_cancelled: bool = False


def calendar_of(meetings: Iterable[Meeting], *, method: str, name: str = "") -> bytes:
    """An iCalendar; `method` says what its reader does with it (RFC 5546). Times are in UTC, which
    every program shows by its own clock."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for one in meetings:
        calendar.add_component(_event(one))
    return calendar.to_ical()


def busy_times(content: bytes, *, first: date, last: date, zone: ZoneInfo) -> list[Stretch]:
    """When its owner has no time, between two days: events that repeat are followed, those shown
    as free or cancelled are not there, and what touches is one. Times without a zone are those of
    `zone`. Raises NotACalendar."""
    begins = datetime.combine(first, time.min, tzinfo=zone)
    ends = datetime.combine(last, time.min, tzinfo=zone)
    found = []
    try:
        calendar = icalendar.Calendar.from_ical(content)
        if calendar.name != "VCALENDAR":
            raise NotACalendar
        events = recurring.of(calendar, skip_bad_series=True).between(begins, ends)
        for event in events[:MOST_EVENTS]:
            if _is_busy(event):
                stretch = _stretch(event, zone)
                if stretch.begins < stretch.ends:
                    found.append(stretch)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise NotACalendar from error
    return _joined(found)


def _event(one: Meeting) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    utc = ZoneInfo("UTC")
    event.add("dtstamp", one.changed_at.astimezone(utc))
    event.add("dtstart", one.starts_at.astimezone(utc))
    event.add("dtend", one.ends_at.astimezone(utc))
    event.add("summary", one.title)
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    for name, value in (("location", one.place), ("description", one.text), ("url", one.link)):
        if value:
            event.add(name, value)
    if one.organiser:
        organiser = icalendar.vCalAddress(f"mailto:{one.organiser}")
        organiser.params["cn"] = icalendar.vText(one.organiser_name)
        event["organizer"] = organiser
    if one.guest:
        guest = icalendar.vCalAddress(f"mailto:{one.guest}")
        guest.params["partstat"] = icalendar.vText("ACCEPTED")
        guest.params["rsvp"] = icalendar.vText("FALSE")
        event.add("attendee", guest, encode=0)
    return event


def _is_busy(event: icalendar.Event) -> bool:
    return (
        str(event.get("transp", "OPAQUE")).upper() != "TRANSPARENT"
        and str(event.get("status", "")).upper() != "CANCELLED"
    )


def _stretch(event: icalendar.Event, zone: ZoneInfo) -> Stretch:
    starts = event["dtstart"].dt
    if "dtend" in event:
        ends = event["dtend"].dt
    elif "duration" in event:
        ends = starts + event["duration"].dt
    else:
        ends = starts + timedelta(days=0 if isinstance(starts, datetime) else 1)
    return Stretch(_moment(starts, zone), _moment(ends, zone))


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _joined(found: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for one in sorted(found):
        if joined and one.begins <= joined[-1].ends:
            joined[-1] = Stretch(joined[-1].begins, max(one.ends, joined[-1].ends))
        else:
            joined.append(one)
    return joined
