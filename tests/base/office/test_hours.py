"""What is asked of the hours of all offices."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.office.actions import add_holidays, update_profile
from baraza.base.office.actions.locations import (
    add_exception,
    add_location,
    add_stops,
    cancel_stop,
    repeated,
    retire_location,
    set_week,
)
from baraza.base.office.models import Location, LocationKind
from baraza.base.office.queries.hours import open_places
from tests.base.office.conftest import MONDAY

TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)


def test_an_open_place_says_until_when_and_a_closed_one_when_next(place: Location) -> None:
    [found] = open_places(now=TEN)
    assert found.now is not None
    assert found.now.closes_at == datetime(2026, 5, 4, 17, tzinfo=UTC)
    [evening] = open_places(now=TEN.replace(hour=18))
    assert evening.now is None
    assert evening.next is not None
    assert evening.next.opens_at == datetime(2026, 5, 5, 9, tzinfo=UTC)
    assert evening.week == [(0, 4, [(time(9), time(17))]), (5, 6, ())]


def test_a_place_keeps_its_own_time(place: Location) -> None:
    update_profile(timezone="Africa/Nairobi")
    far = add_location(name="Geneva", timezone="Europe/Paris", kind=LocationKind.BRANCH)
    set_week(location=far, week={0: [(time(9), time(17))]})
    here, there = open_places(now=datetime(2026, 5, 4, 6, 30, tzinfo=UTC))
    assert here.now is not None
    assert there.now is None


def test_holidays_close_every_place_and_an_exception_of_one_place_only_that(
    place: Location,
) -> None:
    branch = add_location(name="Lake Street")
    set_week(location=branch, week={0: [(time(9), time(17))]})
    add_holidays(days={MONDAY: "Labour Day"})
    assert [each.now for each in open_places(now=TEN)] == [None, None]
    add_exception(location=branch, first_date=MONDAY, last_date=MONDAY, spans=[(time(9), time(11))])
    hill, lake = open_places(now=TEN)
    assert (hill.now, hill.why_today) == (None, "Labour Day")
    assert lake.now is not None
    assert lake.now.closes_at.hour == 11


def test_days_that_differ_are_told_of_before_they_come(place: Location) -> None:
    add_exception(
        location=None, first_date=date(2026, 5, 14), last_date=date(2026, 5, 17), reason="Recess"
    )
    [found] = open_places(now=TEN)
    # The weekend is closed anyway.
    assert [(each.day.day, each.reason) for each in found.differing] == [
        (14, "Recess"),
        (15, "Recess"),
    ]


def test_a_mobile_office_is_open_where_it_stops_unless_the_stop_is_cancelled(
    place: Location,
) -> None:
    bus = add_location(name="The bus", kind=LocationKind.MOBILE)
    stops = add_stops(
        location=bus,
        dates=repeated(first=MONDAY, every_weeks=2, times=3),
        opens=time(9),
        closes=time(12),
        place="Market of Mbuni",
    )
    assert [stop.date.isoformat() for stop in stops] == ["2026-05-04", "2026-05-18", "2026-06-01"]
    assert open_places(now=TEN)[1].now is not None
    cancel_stop(stop=stops[0], now=TEN)
    found = open_places(now=TEN)[1]
    assert found.now is None
    assert found.next is not None
    assert found.next.opens_at.day == 18
    # Whoever looks for it reads that it does not take place.
    assert [stop.cancelled_at is not None for stop in found.stops] == [True, False, False]


def test_sites_that_are_compared_and_places_given_up_are_not_shown(place: Location) -> None:
    add_location(name="The old bank", is_considered=True)
    gone = add_location(name="The old shop")
    retire_location(location=gone, now=TEN)
    assert [each.location.name for each in open_places(now=TEN)] == ["Hill Road"]


def test_two_places_of_one_name_have_addresses_of_their_own(place: Location) -> None:
    assert add_location(name="Hill Road").slug == "hill-road-2"
    assert add_location(name="مكتب نيروبي").slug == "office"


def test_one_coordinate_without_the_other_is_refused(place: Location) -> None:
    with pytest.raises(ValidationError):
        add_location(name="Nowhere", latitude=1.5)


def test_more_places_cost_no_more_queries(place: Location) -> None:
    counted = []
    for number in (1, 3):
        for each in range(number):
            added = add_location(name=f"Place {number} {each}")
            set_week(location=added, week={0: [(time(9), time(17))]})
            add_exception(location=added, first_date=MONDAY, last_date=MONDAY)
        with CaptureQueriesContext(connection) as queries:
            open_places(now=TEN)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 7


def test_another_week_takes_the_place_of_the_one_before_which_can_be_brought_back(
    place: Location,
) -> None:
    before = set_week(location=place, week={2: [(time(8), time(10)), (time(14), time(16))]})
    assert before == {day: [(time(9), time(17))] for day in range(5)}
    assert place.hours.count() == 2
    set_week(location=place, week=before)
    assert place.hours.count() == 5
