from datetime import datetime

import pytest

from baraza.base.office_register.models import Office
from baraza.base.people.actions import Newcomer, add_contact, add_people, mark_contact_point
from baraza.base.people.models import ContactKind, ContactPoint, ContactState, Person
from baraza.base.people.queries import people_at

pytestmark = pytest.mark.django_db


def newcomer(name: str, value: str = "") -> Newcomer:
    return Newcomer(name=name, contact_value=value)


def test_people_are_added_in_order_and_nobody_is_merged(office: Office, now: datetime):
    people = add_people(
        newcomers=[newcomer("Asha", "home@x.example"), newcomer("Juma", "home@x.example")] * 2,
        now=now,
    )
    assert [person.name for person in people] == ["Asha", "Juma", "Asha", "Juma"]
    assert Person.objects.count() == 4
    assert ContactPoint.objects.get().people.count() == 4


def test_somebody_without_a_name_is_called_by_their_address(office: Office, now: datetime):
    [person] = add_people(newcomers=[newcomer("", "a@x.example")], now=now)
    assert person.name == "a@x.example"


def test_somebody_without_an_address_has_no_contact_point(office: Office, now: datetime):
    add_people(newcomers=[newcomer("Asha"), newcomer("Juma")], now=now)
    assert not ContactPoint.objects.exists()


def test_adding_costs_the_same_however_many(
    office: Office, now: datetime, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        add_people(newcomers=[newcomer(f"P{n}", f"{n}@x.example") for n in range(60)], now=now)


def test_names_sort_without_accents_and_very_long_ones_fit(office: Office, now: datetime):
    add_people(newcomers=[newcomer("Zuri"), newcomer("Éva"), newcomer("ﷺ" * 300)], now=now)
    assert [person.name[:4] for person in Person.objects.all()][:2] == ["Éva", "Zuri"]


def test_who_is_reached_where(office: Office, now: datetime, django_assert_num_queries):
    asha, juma = add_people(newcomers=[newcomer("Asha", "a@x.example"), newcomer("Juma")], now=now)
    for _ in range(2):
        add_contact(person=juma, kind=ContactKind.EMAIL, value="a@x.example")
    with django_assert_num_queries(1):
        found = people_at(kind=ContactKind.EMAIL, values=["a@x.example", "b@x.example"])
    assert found == {"a@x.example": [asha, juma]}
    assert people_at(kind=ContactKind.PHONE, values=["a@x.example"]) == {}


def test_a_dead_address_is_not_a_dead_person(office: Office, now: datetime):
    [person] = add_people(newcomers=[newcomer("Asha", "a@x.example")], now=now)
    dead = {"state": ContactState.BOUNCING, "reason": "x" * 900, "now": now}
    assert mark_contact_point(kind=ContactKind.EMAIL, value="a@x.example", **dead)
    assert not mark_contact_point(kind=ContactKind.EMAIL, value="b@x.example", **dead)
    assert person.contact_points.get().state == ContactState.BOUNCING
