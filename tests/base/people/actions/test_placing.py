"""People are placed by their addresses, many at once, and stay where they were then."""

from collections.abc import Callable
from datetime import datetime

import pytest

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.actions.placing import place_people, set_area
from baraza.base.people.actions.records import Details, change_person
from baraza.base.people.models import AreaSource, Household, Person
from baraza.base.places.actions.importing import take_areas
from baraza.base.places.models import Area

TABLE = b"name,kind,parent,postcodes\nKaskazini,district,,\nMbuni,ward,Kaskazini,114\n"


@pytest.fixture
def mbuni(office: Office, now: datetime) -> Area:
    take_areas(content=TABLE, by=None, now=now)
    return Area.objects.get(name="Mbuni")


def somebody(now: datetime, address: str = "", **fields: object) -> Person:
    return Person.objects.create(name="Amani Njeri", address=address, added_at=now, **fields)


def test_people_are_placed_by_what_their_address_says(mbuni: Area, now: datetime) -> None:
    by_name = somebody(now, "Next to the school, Mbuni")
    by_code = somebody(now, "7 Lake Lane\n11455")
    nowhere = somebody(now, "Behind the big tree")
    house = Household.objects.create(name="Njeri", address="Mbuni", added_at=now)
    at_home = somebody(now, household=house)
    placed = place_people(day=now.date())
    assert (placed.looked_at, placed.placed, placed.unknown) == (4, 3, 1)
    for person, area, source in [
        (by_name, mbuni, AreaSource.NAME),
        (by_code, mbuni, AreaSource.POSTCODE),
        (at_home, mbuni, AreaSource.NAME),
        (nowhere, None, ""),
    ]:
        person.refresh_from_db()
        assert (person.area, person.area_source) == (area, source)


def test_what_the_office_said_is_never_redone(mbuni: Area, staff: User, now: datetime) -> None:
    person = somebody(now, "Mbuni")
    set_area(person=person, area=mbuni.parent, by=staff)
    assert place_people(day=now.date()).looked_at == 0
    person.refresh_from_db()
    assert (person.area, person.area_source) == (mbuni.parent, AreaSource.HAND)


def test_where_somebody_lived_stays_after_boundaries_were_redrawn(
    mbuni: Area, now: datetime
) -> None:
    person = somebody(now, "Mbuni")
    place_people(day=now.date())
    take_areas(
        content=b"name,kind,parent,replaces,valid from\nTosa,ward,Kaskazini,Mbuni,2026-03-01\n",
        by=None,
        now=now,
    )
    place_people(day=now.date())
    person.refresh_from_db()
    assert person.area == mbuni


def test_new_areas_place_the_people_who_wait(
    office: Office, now: datetime, run_jobs: Callable[[], int], django_capture_on_commit_callbacks
) -> None:
    person = somebody(now, "Mbuni")
    with django_capture_on_commit_callbacks(execute=True):
        take_areas(content=TABLE, by=None, now=now)
    run_jobs()
    person.refresh_from_db()
    assert person.area.name == "Mbuni"


@pytest.mark.parametrize("count", [1, 3])
def test_many_people_take_no_more_queries_than_one(
    mbuni: Area, now: datetime, count: int, django_assert_num_queries
) -> None:
    Person.objects.bulk_create(
        Person(name="Amani", address="Mbuni", added_at=now) for _ in range(count)
    )
    with django_assert_num_queries(7):
        assert place_people(day=now.date()).placed == count


def test_who_moves_is_placed_anew_but_not_whom_the_office_placed(
    mbuni: Area, staff: User, now: datetime, run_jobs: Callable[[], int]
) -> None:
    moving, settled = somebody(now, "Mbuni"), somebody(now, "Mbuni")
    place_people(day=now.date())
    set_area(person=settled, area=mbuni, by=staff)
    for person in (moving, settled):
        person.refresh_from_db()
        details = Details(name=person.name, address="Somewhere in Kaskazini")
        change_person(person=person, details=details, by=staff)
    run_jobs()
    for person, area in [(moving, mbuni.parent), (settled, mbuni)]:
        person.refresh_from_db()
        assert person.area == area


def test_one_person_of_two_records_keeps_where_they_live(
    mbuni: Area, staff: User, now: datetime
) -> None:
    kept, merged = somebody(now), somebody(now, "Mbuni")
    place_people(day=now.date())
    merge_people(kept=kept, merged=merged, by=staff, now=now)
    kept.refresh_from_db()
    assert (kept.area, kept.area_source) == (mbuni, AreaSource.NAME)
