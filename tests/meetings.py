"""People who meet, for tests: a purpose with hours on Tuesdays, from nine to eleven."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from uuid import uuid4

from baraza.base.accounts.models import User
from baraza.base.office.models import Location
from baraza.engagement.events.actions.booking import Who, book
from baraza.engagement.events.models import Appointment, Availability, Purpose, Way
from baraza.engagement.events.queries.free import Times

# The day after `now` of the tests.
TUESDAY = date(2026, 5, 5)
NINE = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
AMANI = Who(name="Amani Njeri", email="amani@post.example", language="en")


def hours_of(
    *hosts: User,
    name: str = "Advice on pensions",
    minutes: int = 30,
    gap: int = 0,
    begins: time = time(9),
    ends: time = time(11),
    weekdays: Sequence[int] = (1,),
    ways: Collection[str] = (Way.PHONE,),
    location: Location | None = None,
    notice_hours: int = 1,
    **purpose: object,
) -> Purpose:
    """Something to come for, and when these people have time for it."""
    made = Purpose.objects.create(
        name=name, minutes=minutes, gap_minutes=gap, ways=list(ways), **purpose
    )
    made.hosts.set(hosts)
    for host in hosts:
        Availability.objects.create(
            user=host,
            location=location,
            weekdays=list(weekdays),
            begins=begins,
            ends=ends,
            ways=list(ways),
            notice_hours=notice_hours,
        )
    return made


def starts(purpose: Purpose, *, now: datetime, day: date = TUESDAY, place: str = "") -> list[str]:
    """The free times of a day, as clocks there show them."""
    found = Times(purpose=purpose, now=now, first_date=day, last_date=day).slots(place=place)
    return [f"{slot.local:%H:%M}" for slot in found]


def booked(
    purpose: Purpose, *, now: datetime, starts_at: datetime = NINE, who: Who = AMANI, key: str = ""
) -> Appointment:
    """An appointment by telephone, made on the website."""
    return book(
        purpose=purpose,
        place=Way.PHONE,
        starts_at=starts_at,
        who=who,
        key=key or uuid4().hex,
        now=now,
    )
