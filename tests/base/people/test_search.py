"""People found as somebody types."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.held import erase
from baraza.base.people.models import Person
from baraza.base.people.search import (
    people_called,
    people_count,
    people_listed,
    people_matching,
    some_matching,
)
from tests.base.people.conftest import NewPerson
from tests.people import ADDED


def _found(words: str) -> list[str]:
    return [person.name for person in people_listed(words=words)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ngugi", "Ngũgĩ wa Thiong’o"),
        ("thiongo", "Ngũgĩ wa Thiong’o"),
        ("wa ngu", "Ngũgĩ wa Thiong’o"),
        ("JOSÉ", "José María Quintero"),
        ("quint jose", ""),
        ("jose quint", "José María Quintero"),
        ("mohamed", "محمد حداد"),
        ("Muhammad Hadad", "محمد حداد"),
        ("محمد", "محمد حداد"),
        ("Orlov", "Михаил Орлов"),
        ("михаил", "Михаил Орлов"),
        ("o'rou", "Sean O'Rourke"),
        ("Sean & !(Orourke", "Sean O'Rourke"),
    ],
)
def test_a_name_is_found_in_any_script_and_order(
    words: str, name: str, new_person: NewPerson
) -> None:
    for each in (
        "Ngũgĩ wa Thiong’o", "José María Quintero", "محمد حداد", "Михаил Орлов", "Sean O'Rourke"
    ):  # fmt: skip
        new_person(each)
    assert _found(words) == ([name] if name else [])


@pytest.mark.parametrize("words", ["+254 700 000", "0700 000", "254700", "700000123"])
def test_a_number_is_found_as_people_dial_it(
    words: str, new_person: NewPerson, office: Office
) -> None:
    update_profile(phone="+254 20 123 4567")
    new_person("Ruth Achieng", phone="+254700000123")
    new_person("Otis Barasa", phone="+447700900123")
    assert _found(words) == ["Ruth Achieng"]


def test_at_a_glance_those_whose_name_begins_so_come_first(new_person: NewPerson) -> None:
    for name in ("Amani Zawadi", "Baraka Zawadi", "Zawadi Achieng", "Zawadi Okello"):
        new_person(name)

    def called(words: str, limit: int) -> list[str]:
        return [
            person.name
            for person in people_called(words=words, some=some_matching(words=words), limit=limit)
        ]

    assert called("zawa", 3) == ["Zawadi Achieng", "Zawadi Okello", "Amani Zawadi"]
    assert called("zawadi", 1) == ["Zawadi Achieng"]
    assert called("baraka", 3) == ["Baraka Zawadi"]
    assert called("nobody", 3) == []


def test_nobody_erased_is_found(new_person: NewPerson) -> None:
    person = new_person("Ruth Achieng", email="ruth@post.example")
    erase(person, ADDED)
    assert _found("ruth") == _found("ruth@post.example") == _found("") == []


def test_many_are_listed_in_the_order_of_names_and_counted_to_a_limit(office: Office) -> None:
    people = [Person(added_at=ADDED) for _ in range(1_100)]
    for number, person in enumerate(people):
        person.rename(f"Amani {number % 700:03} Otieno{'abc'[number % 3]}")
    Person.objects.bulk_create(people)
    names = [person.sort_key for person in people_listed(words="amani", limit=100)]
    assert names == sorted(names)
    assert people_count(words="amani") == 1_001
    assert people_count(words="amani", most=2_000) == 1_100


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_words_break_a_search(office: Office, words: str) -> None:
    list(people_matching(words)[:1])
