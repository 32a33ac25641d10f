"""Which times are offered: hours, days that differ, who is away, what is taken."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Absence, Role, User
from baraza.base.office.actions import add_holidays
from baraza.base.office.actions.resources import protect
from baraza.base.office.models import ExceptionalDay, Location, LocationKind, MobileStop
from baraza.engagement.events.actions.booking import SlotTaken
from baraza.engagement.events.models import Availability, BusyTime, Way
from baraza.engagement.events.queries.free import Times, bookable
from tests.meetings import NINE, TUESDAY, booked, hours_of, starts
from tests.staff import member_of_staff

MORNING = ["09:00", "09:30", "10:00", "10:30"]


@pytest.fixture
def town(staff: User) -> Location:
    return Location.objects.create(name="Mbuni", slug="mbuni", timezone="Africa/Nairobi")


def test_a_week_repeats_as_far_ahead_as_the_hours_say(staff: User, now: datetime):
    purpose = hours_of(staff)
    Availability.objects.update(ahead_days=10)
    found = {slot.day for slot in Times(purpose=purpose, now=now).slots()}
    assert found == {TUESDAY, TUESDAY + timedelta(days=7)}


def test_times_are_those_of_the_place(staff: User, now: datetime, town: Location):
    purpose = hours_of(staff, ways=[Way.IN_PERSON], location=town)
    [slot, *_] = Times(purpose=purpose, now=now).slots()
    assert f"{slot.local:%H:%M %Z}" == "09:00 EAT"
    assert slot.starts_at == NINE - timedelta(hours=3)
    assert slot.place.key == f"in_person.{town.pk}"


def test_nothing_is_offered_at_shorter_notice_than_the_hours_say(staff: User, now: datetime):
    purpose = hours_of(staff, notice_hours=25)
    assert starts(purpose, now=now) == ["10:00", "10:30"]
    at_once = Times(purpose=purpose, now=now, first_date=TUESDAY, last_date=TUESDAY, for_staff=True)
    assert len(at_once.slots()) == 4


def test_what_is_taken_is_not_offered_and_two_hosts_have_twice_the_time(staff: User, now: datetime):
    other = member_of_staff(email="omar@highlands.example", name="Omar Said")
    purpose = hours_of(staff)
    booked(purpose, now=now)
    assert starts(purpose, now=now) == MORNING[1:]
    purpose.hosts.add(other)
    Availability.objects.create(
        user=other, weekdays=[1], begins=time(9), ends=time(10), ways=[Way.PHONE], notice_hours=1
    )
    slots = Times(purpose=purpose, now=now, first_date=TUESDAY, last_date=TUESDAY).slots()
    assert [slot.hosts for slot in slots[:2]] == [(other.pk,), (other.pk, staff.pk)]


def test_holidays_absences_and_blocked_time_are_free_of_meetings(staff: User, now: datetime):
    purpose = hours_of(staff)
    BusyTime.objects.create(user=staff, starts_at=NINE, ends_at=NINE + timedelta(minutes=35))
    assert starts(purpose, now=now) == ["09:35", "10:05"]
    week_later = TUESDAY + timedelta(days=7)
    Absence.objects.create(user=staff, first_date=week_later, last_date=week_later)
    assert starts(purpose, now=now, day=week_later) == []
    add_holidays(days={TUESDAY: "Founders’ Day"})
    assert starts(purpose, now=now) == []


def test_protected_time_of_the_members_week_is_offered_to_nobody(staff: User, now: datetime):
    purpose = hours_of(staff)
    protect(weekday=1, opens=time(9, 30), closes=time(10, 10))
    assert starts(purpose, now=now) == MORNING  # a colleague's week is not the member's
    User.objects.filter(pk=staff.pk).update(roles=[Role.MEMBER])
    assert starts(purpose, now=now) == ["09:00", "10:10"]
    span = {"first_date": TUESDAY, "last_date": TUESDAY}
    for_staff = Times(purpose=purpose, now=now, for_staff=True, **span)
    assert [f"{slot.local:%H:%M}" for slot in for_staff.slots()] == ["09:00", "10:10"]
    assert for_staff.slot_at(starts_at=NINE + timedelta(minutes=30), place=Way.PHONE) is None
    with pytest.raises(SlotTaken):
        booked(purpose, now=now, starts_at=NINE + timedelta(minutes=15))
    other = member_of_staff(email="omar@highlands.example", name="Omar Said")
    both = hours_of(staff, other, name="Either of us")
    meanwhile = NINE + timedelta(minutes=30), NINE + timedelta(minutes=70)
    slots = Times(purpose=both, now=now, **span).slots()
    hosts = {
        slot.hosts
        for slot in slots
        if slot.starts_at < meanwhile[1] and slot.ends_at > meanwhile[0]
    }
    assert hosts == {(other.pk,)}


def test_protected_time_is_of_the_offices_clocks_where_the_member_is_elsewhere(
    staff: User, now: datetime, town: Location
):
    User.objects.filter(pk=staff.pk).update(roles=[Role.MEMBER])
    purpose = hours_of(staff, ways=[Way.IN_PERSON], location=town)
    protect(weekday=1, opens=time(6), closes=time(7))  # nine to ten in Nairobi
    assert starts(purpose, now=now) == ["10:00", "10:30"]


def test_a_day_that_differs_says_when_the_door_is_open(staff: User, now: datetime, town: Location):
    purpose = hours_of(staff, ways=[Way.IN_PERSON], location=town)
    day = ExceptionalDay.objects.create(
        location=town, first_date=TUESDAY, last_date=TUESDAY, spans=[[time(10), time(16)]]
    )
    assert starts(purpose, now=now) == ["10:00", "10:30"]
    add_holidays(days={TUESDAY: "Founders’ Day"})
    assert starts(purpose, now=now) == ["10:00", "10:30"]
    day.spans = []
    day.save()
    assert starts(purpose, now=now) == []


def test_the_office_is_closed_and_telephones_are_too(staff: User, now: datetime):
    purpose = hours_of(staff)
    ExceptionalDay.objects.create(first_date=TUESDAY, last_date=TUESDAY)
    assert starts(purpose, now=now) == []


def test_a_mobile_office_meets_people_only_where_it_stands(staff: User, now: datetime):
    bus = Location.objects.create(name="The bus", slug="bus", kind=LocationKind.MOBILE)
    purpose = hours_of(staff, ways=[Way.IN_PERSON], location=bus)
    assert starts(purpose, now=now) == []
    stop = MobileStop.objects.create(
        location=bus, date=TUESDAY, opens=time(10), closes=time(12), place="Market"
    )
    assert starts(purpose, now=now) == ["10:00", "10:30"]
    stop.cancelled_at = now
    stop.save()
    assert starts(purpose, now=now) == []


def test_hours_between_two_dates_need_no_weekday(staff: User, now: datetime):
    purpose = hours_of(staff)
    Availability.objects.update(
        weekdays=[], first_date=date(2026, 5, 6), last_date=date(2026, 5, 7)
    )
    found = {slot.day for slot in Times(purpose=purpose, now=now).slots()}
    assert found == {date(2026, 5, 6), date(2026, 5, 7)}


def test_hours_for_one_purpose_are_not_for_another(staff: User, now: datetime):
    pensions, housing = hours_of(staff), hours_of(staff, name="Housing")
    only_pensions, _ = Availability.objects.order_by("pk")
    only_pensions.purposes.set([pensions])
    Availability.objects.exclude(pk=only_pensions.pk).delete()
    assert starts(pensions, now=now) == MORNING
    assert starts(housing, now=now) == []


def test_what_nobody_has_hours_for_cannot_be_booked(staff: User, now: datetime):
    purpose = hours_of(staff)
    hours_of(staff, name="For staff to book", is_public=False)
    assert list(bookable()) == [purpose]
    staff.is_active = False
    staff.save()
    assert not bookable()


def test_any_number_of_days_and_hosts_takes_as_many_questions(staff: User, now: datetime):
    purpose = hours_of(staff)
    with CaptureQueriesContext(
        connection,
    ) as one:
        Times(purpose=purpose, now=now).slots()
    for number in range(3):
        host = member_of_staff(email=f"host{number}@highlands.example", name=f"Host {number}")
        purpose.hosts.add(host)
        Availability.objects.create(
            user=host, weekdays=[1, 2], begins=time(8), ends=time(18), ways=[Way.PHONE]
        )
    with CaptureQueriesContext(connection) as many:
        Times(purpose=purpose, now=now).slots()
    assert len(many) == len(one)


def test_moments_are_in_utc(staff: User, now: datetime):
    [slot, *_] = Times(purpose=hours_of(staff), now=now).slots()
    assert slot.starts_at.tzinfo == UTC
