"""Suggestions are stored once, follow what changed, and never come back once rejected."""

from datetime import datetime, timedelta

from baraza.base.accounts.models import User
from baraza.base.people.actions.duplicates import (
    reject_pair,
    suggest_duplicates,
    suggest_when_due,
)
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.actions.records import Details, change_person
from baraza.base.people.actions.splitting import split_person
from baraza.base.people.models import DuplicatePair, Person
from tests.base.people.conftest import NewPerson


def _states() -> list[str]:
    return list(DuplicatePair.objects.order_by("pk").values_list("state", flat=True))


def test_a_pair_is_suggested_once_with_its_reasons(new_person: NewPerson, now: datetime) -> None:
    one = new_person("Grace Wanjiru", email="grace@post.example", birth_year=1970)
    other = new_person("Grace Wanjriu", email="grace@post.example", birth_year=1970)
    assert suggest_duplicates(now=now) == 1
    assert suggest_duplicates(now=now) == 0
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second) == (one, other)
    assert set(pair.reasons) == {"name", "similar_name", "email", "birth_year"}
    assert Person.objects.current().count() == 2


def test_a_suggestion_that_no_longer_holds_is_forgotten(
    new_person: NewPerson, now: datetime
) -> None:
    new_person("Grace Wanjiru", email="grace@post.example")
    other = new_person("Grace Wanjiru", email="grace@post.example")
    suggest_duplicates(now=now)
    change_person(person=other, details=Details(name="Samuel Otieno"), by=None)
    suggest_duplicates(now=now)
    assert _states() == []


def test_rejected_and_parted_people_are_not_suggested_again(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    one = new_person("Grace Wanjiru", email="grace@post.example")
    new_person("Grace Wanjiru", email="grace@post.example")
    suggest_duplicates(now=now)
    reject_pair(pair=DuplicatePair.objects.get(), by=staff, now=now)
    split_person(person=one, name="Grace Wanjiru", contact_points=[], by=staff, now=now)
    suggest_duplicates(now=now)
    between_parted = DuplicatePair.objects.filter(first=one)
    assert set(between_parted.values_list("state", flat=True)) == {"rejected"}


def test_merged_records_are_left_out(new_person: NewPerson, staff: User, now: datetime) -> None:
    one = new_person("Grace Wanjiru", email="grace@post.example")
    other = new_person("Grace Wanjiru", email="grace@post.example")
    suggest_duplicates(now=now)
    merge_people(kept=one, merged=other, by=staff, now=now)
    assert suggest_duplicates(now=now) == 0
    assert _states() == ["merged"]


def test_it_looks_by_itself_when_people_came_and_not_more_often(
    new_person: NewPerson, now: datetime
) -> None:
    assert not suggest_when_due(now=now)
    new_person("Grace Wanjiru")
    assert suggest_when_due(now=now)
    new_person("Ruth Achieng")
    assert not suggest_when_due(now=now + timedelta(hours=1))
    assert suggest_when_due(now=now + timedelta(hours=7))
    assert not suggest_when_due(now=now + timedelta(hours=14))
