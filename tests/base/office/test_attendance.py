"""A way in is open because somebody attends it."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.actions.staff import add_absence, leave
from baraza.base.accounts.models import User
from baraza.base.audit.models import AuditEntry
from baraza.base.office.actions import add_holidays
from baraza.base.office.actions.attendance import (
    attend,
    attend_no_more,
    force_way,
    let_way_be,
    set_behind,
    set_entrance,
)
from baraza.base.office.models import Attendance, Forced, Way
from baraza.base.office.models.duty import Entrance
from baraza.base.office.queries.attendance import Because, balance, way_in, ways_in
from baraza.base.office_register.models import Office
from tests.base.office.conftest import MONDAY

TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)
Attends = Callable[..., None]


def test_where_nobody_said_who_attends_it_everything_is_open(office: Office) -> None:
    assert {(each.is_open, each.because) for each in ways_in(now=TEN).values()} == {
        (True, Because.NOT_SET_UP),
        (True, Because.ALWAYS),
    }


def test_the_telephone_is_open_while_somebody_sits_there(office: Office, attends: Attends) -> None:
    attends(Way.PHONE)
    found = way_in(way=Way.PHONE, now=TEN)
    assert (found.is_open, found.because) == (True, Because.ATTENDED)
    noon = way_in(way=Way.PHONE, now=TEN.replace(hour=12))
    assert (noon.is_open, noon.because) == (False, Because.NOBODY)
    assert noon.attended is not None
    assert noon.attended.opens_at == TEN.replace(hour=9) + timedelta(days=7)


def test_a_form_is_open_at_night_when_somebody_reads_it_within_two_working_days(
    office: Office, attends: Attends
) -> None:
    attends(Way.FORM)
    assert way_in(way=Way.FORM, now=datetime(2026, 5, 3, 3, tzinfo=UTC)).is_open
    # Thursday, with a weekend between: Monday is the second working day.
    assert way_in(way=Way.FORM, now=datetime(2026, 5, 7, 3, tzinfo=UTC)).is_open
    assert not way_in(way=Way.FORM, now=datetime(2026, 5, 6, 3, tzinfo=UTC)).is_open


def test_who_is_away_attends_nothing_unless_somebody_stands_in(
    office: Office, attends: Attends, staff: User, colleague: User
) -> None:
    attends(Way.PHONE)
    absence = add_absence(user=staff, first_date=MONDAY, last_date=MONDAY, delegate=None)
    assert not way_in(way=Way.PHONE, now=TEN).is_open
    absence.delegate = colleague
    absence.save()
    assert way_in(way=Way.PHONE, now=TEN).is_open
    add_absence(user=colleague, first_date=MONDAY, last_date=MONDAY, delegate=None)
    assert not way_in(way=Way.PHONE, now=TEN).is_open


def test_who_has_left_attends_nothing(
    office: Office, attends: Attends, staff: User, colleague: User
) -> None:
    attends(Way.PHONE, colleague)
    leave(user=colleague, to=None, by=staff, now=TEN)
    found = way_in(way=Way.PHONE, now=TEN)
    assert (found.is_open, found.week) == (False, [])


def test_nobody_attends_anything_on_a_holiday(office: Office, attends: Attends) -> None:
    attends(Way.PHONE)
    add_holidays(days={MONDAY: "Feast"})
    assert not way_in(way=Way.PHONE, now=TEN).is_open


def test_what_was_decided_by_hand_ends_by_itself(
    office: Office, attends: Attends, staff: User
) -> None:
    attends(Way.PHONE)
    force_way(way=Way.PHONE, to=Forced.CLOSED, until=TEN + timedelta(hours=1), by=staff)
    assert way_in(way=Way.PHONE, now=TEN).because == Because.BY_HAND
    assert not way_in(way=Way.PHONE, now=TEN).is_open
    assert way_in(way=Way.PHONE, now=TEN + timedelta(hours=1)).is_open
    let_way_be(way=Way.PHONE, by=staff)
    assert way_in(way=Way.PHONE, now=TEN).is_open


def test_a_backlog_closes_a_form_and_a_hand_opens_it(office: Office, staff: User) -> None:
    set_entrance(way=Way.FORM, limit=10)
    assert set_behind(way=Way.FORM, is_behind=True, waiting=11, now=TEN)
    assert not set_behind(way=Way.FORM, is_behind=True, waiting=12, now=TEN)
    assert way_in(way=Way.FORM, now=TEN).because == Because.BEHIND
    force_way(way=Way.FORM, to=Forced.OPEN, until=TEN + timedelta(hours=1), by=staff)
    assert way_in(way=Way.FORM, now=TEN).is_open
    told = AuditEntry.objects.filter(act="way_closed_itself").get()
    assert (told.actor_id, told.detail) == (None, {"waiting": 11})


def test_without_a_limit_nothing_stays_closed(office: Office) -> None:
    set_entrance(way=Way.FORM, limit=10)
    set_behind(way=Way.FORM, is_behind=True, waiting=11, now=TEN)
    set_entrance(way=Way.FORM, limit=None)
    assert way_in(way=Way.FORM, now=TEN).is_open


def test_what_is_not_offered_is_closed_whatever_else_holds(
    office: Office, attends: Attends, staff: User
) -> None:
    attends(Way.PHONE)
    set_entrance(way=Way.PHONE, is_offered=False)
    force_way(way=Way.PHONE, to=Forced.OPEN, until=TEN + timedelta(hours=1), by=staff)
    found = way_in(way=Way.PHONE, now=TEN)
    assert (found.is_open, found.is_offered) == (False, False)


def test_colleagues_who_take_turns_are_one_stretch_to_who_calls(
    office: Office, attends: Attends, colleague: User
) -> None:
    attends(Way.PHONE)
    attend(user=colleague, way=Way.PHONE, weekdays=[0], spans=[(time(12), time(15))])
    found = way_in(way=Way.PHONE, now=TEN)
    assert found.attended is not None
    assert found.attended.closes_at.hour == 15
    assert found.week[0] == (0, 0, [(time(9), time(15))])


def test_hours_typed_anew_take_the_place_of_those_before(
    office: Office, staff: User, attends: Attends
) -> None:
    attends(Way.PHONE, weekdays=(0, 1))
    attend(user=staff, way=Way.PHONE, weekdays=[0], spans=[(time(14), time(16))])
    rows = Attendance.objects.order_by("weekday").values_list("weekday", "opens")
    assert list(rows) == [(0, time(14)), (1, time(9))]
    before = attend_no_more(user=staff, way=Way.PHONE)
    assert [weekday for weekday, _span, _place in before] == [0, 1]
    assert not Attendance.objects.exists()


def test_more_ways_in_than_hands_are_seen_with_the_sum(
    office: Office, attends: Attends, staff: User, colleague: User
) -> None:
    set_entrance(way=Way.PHONE, hours_needed=Decimal(10))
    set_entrance(way=Way.FORM, hours_needed=Decimal("4.5"))
    set_entrance(way=Way.HELP, hours_needed=Decimal(7), is_offered=False)
    attends(Way.PHONE, weekdays=(0, 1))
    attends(Way.FORM)  # at the same time as the telephone: one pair of hands
    attends(Way.FORM, colleague)
    found = balance()
    assert (found.hours_needed, found.hours_on_duty, found.missing) == (
        Decimal("14.5"),
        Decimal(9),
        Decimal("5.5"),
    )
    assert found.unknown == [Way.VISIT, Way.EMAIL, Way.POST]


def test_more_attendance_costs_no_more_queries(
    office: Office, attends: Attends, staff: User, colleague: User
) -> None:
    counted = []
    for user in (staff, colleague):
        attends(Way.PHONE, user, weekdays=(0, 1, 2, 3, 4))
        with CaptureQueriesContext(connection) as queries:
            ways_in(now=TEN)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 6
    assert Entrance.objects.count() == 0  # looking writes nothing
