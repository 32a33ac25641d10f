"""Offices and hours: typed quickly, shown at once, undone in a press."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.accounts.models import Role
from baraza.base.office.actions.locations import add_location, add_stops
from baraza.base.office.models import ExceptionalDay, Location, LocationKind, MobileStop
from baraza.base.office.typed_hours import read_hours
from baraza.base.office_register.models import Office
from tests.staff import member_of_staff
from tests.web.desk.page import read

FRONT = "/desk/set-up/offices/"


@pytest.fixture
def place(office: Office) -> Location:
    return add_location(name="Hill Road")


def filled(place: Location, **changed: str) -> dict[str, str]:
    week = {f"day_{day}": "9-12, 14-17:30" if day < 5 else "" for day in range(7)}
    return {"name": place.name, "kind": place.kind, "address": "1, Hill Road", **week, **changed}


def test_an_office_and_its_week_are_kept_on_one_screen(desk: Client) -> None:
    answer = desk.post(FRONT, {"name": "Hill Road", "kind": "main"})
    place = Location.objects.get()
    assert answer["Location"] == f"{FRONT}{place.pk}/"
    given = filled(place, coordinates="-3.3712, 37.5504", name_fr="Rue de la Colline")
    desk.post(f"{FRONT}{place.pk}/", given | {"step_free": "yes", "hearing_loop": "no"})
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == (-3.3712, 37.5504)
    assert (place.step_free, place.accessible_toilet, place.hearing_loop) == (True, None, False)
    assert place.said("name", "fr") == "Rue de la Colline"
    assert place.hours.count() == 10


def test_hours_that_cannot_be_read_are_said_and_nothing_is_lost(
    desk: Client, place: Location
) -> None:
    answer = desk.post(f"{FRONT}{place.pk}/", filled(place, day_1="nine to noon", address="New"))
    assert answer.status_code == 422
    page = read(answer.content)
    assert "Write them like this" in page.text
    assert page.one("input", name="day_1").attributes["value"] == "nine to noon"
    assert not place.hours.exists()


@pytest.mark.parametrize("typed", ["1", "91, 5", "north of town", "1, 2, 3"])
def test_what_is_no_pair_of_coordinates_is_refused(
    desk: Client, place: Location, typed: str
) -> None:
    answer = desk.post(f"{FRONT}{place.pk}/", filled(place, coordinates=typed))
    assert answer.status_code == 422


def test_the_week_before_comes_back_with_one_press(desk: Client, place: Location) -> None:
    desk.post(f"{FRONT}{place.pk}/", filled(place))
    desk.post(f"{FRONT}{place.pk}/", filled(place, day_0=""))
    assert place.hours.count() == 8
    desk.post(f"{FRONT}undo/")
    assert place.hours.count() == 10


def test_days_that_differ_are_added_and_taken_away_and_come_back(
    desk: Client, place: Location
) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    given = {"location": place.pk, "first_date": day, "spans": "10-11", "reason": "Training"}
    desk.post(f"{FRONT}exceptions/", given)
    row = ExceptionalDay.objects.get()
    assert row.last_date == row.first_date
    page = read(desk.get(f"{FRONT}{place.pk}/").content)
    assert "Training" in page.text
    desk.post(f"{FRONT}exceptions/{row.pk}/remove/")
    assert not ExceptionalDay.objects.exists()
    desk.post(f"{FRONT}undo/")
    again = ExceptionalDay.objects.get()
    assert (again.location, again.reason, again.spans) == (
        place,
        "Training",
        [list(read_hours("10-11")[0])],
    )


def test_an_exception_that_ends_before_it_begins_is_refused(desk: Client, office: Office) -> None:
    given = {"first_date": "2027-01-02", "last_date": "2027-01-01"}
    answer = desk.post(f"{FRONT}exceptions/", given)
    assert answer.status_code == 422
    assert "before the first day" in read(answer.content).text


def test_a_mobile_office_stops_every_fortnight_with_one_entry(desk: Client, office: Office) -> None:
    van = add_location(name="The van", kind=LocationKind.MOBILE)
    first = timezone.localdate() + timedelta(days=2)
    given = {
        "date": first.isoformat(),
        "hours": "9-12",
        "place": "Market",
        "every_weeks": "2",
        "times": "3",
    }
    desk.post(f"{FRONT}{van.pk}/stops/", given)
    dates = list(MobileStop.objects.values_list("date", flat=True))
    assert dates == [first + timedelta(weeks=2 * number) for number in range(3)]
    desk.post(f"{FRONT}undo/")
    assert not MobileStop.objects.exists()


def test_a_stop_is_cancelled_or_taken_away_and_both_can_be_undone(
    desk: Client, office: Office
) -> None:
    van = add_location(name="The van", kind=LocationKind.MOBILE)
    [(opens, closes)] = read_hours("9-12")
    day = timezone.localdate() + timedelta(days=2)
    [stop] = add_stops(location=van, dates=[day], opens=opens, closes=closes, place="Market")
    desk.post(f"{FRONT}stops/{stop.pk}/cancel/")
    assert MobileStop.objects.get().cancelled_at is not None
    desk.post(f"{FRONT}stops/{stop.pk}/hold/")
    assert MobileStop.objects.get().cancelled_at is None
    desk.post(f"{FRONT}stops/{stop.pk}/remove/")
    assert not MobileStop.objects.exists()
    desk.post(f"{FRONT}undo/")
    assert MobileStop.objects.get().place == "Market"


def test_an_office_given_up_can_be_brought_back(
    desk: Client, visitor: Client, place: Location
) -> None:
    desk.post(f"{FRONT}{place.pk}/retire/")
    assert visitor.get(f"/offices/{place.slug}/").status_code == 404
    assert "Hill Road" in read(desk.get(FRONT).content).text
    desk.post(f"{FRONT}{place.pk}/restore/")
    assert visitor.get(f"/offices/{place.slug}/").status_code == 200


def test_sites_are_compared_by_journey_access_and_cost(desk: Client, place: Location) -> None:
    Location.objects.update(travel_minutes=60, monthly_cost=100, step_free=False)
    add_location(
        name="The library", is_considered=True, travel_minutes=20, monthly_cost=90, step_free=True
    )
    table = read(desk.get(FRONT).content).one("table")
    rows = {row.one("th").text: row.text for row in table.one("tbody").all("tr")}
    assert rows["The library"].count("best") == 3
    assert "best" not in rows["Hill Road"]


def test_who_only_answers_letters_sets_up_no_office(office: Office) -> None:
    colleague = member_of_staff(email="o@highlands.example", name="Omar", roles=[Role.CASEWORKER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(colleague)
    assert client.get(FRONT).status_code == 403
    assert client.get(f"{FRONT}flyer/").status_code == 200


def test_more_offices_cost_no_more_queries(desk: Client, place: Location) -> None:
    counted = []
    for number in (1, 3):
        for each in range(number):
            added = add_location(name=f"Place {number} {each}", latitude=1.0, longitude=2.0)
            desk.post(f"{FRONT}{added.pk}/", filled(added))
            ExceptionalDay.objects.create(
                first_date=date(2030, 1, 1 + each), last_date=date(2030, 1, 1 + each)
            )
        desk.get(FRONT)
        with CaptureQueriesContext(connection) as queries:
            desk.get(FRONT)
        counted.append(len(queries))
    assert counted[0] == counted[1]
