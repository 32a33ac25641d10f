"""What is kept about a person outside letters is shown to them and erased."""

from datetime import datetime

import pytest
from django.db import connection, models

from baraza.base.accounts.models import Circle, User
from baraza.base.office_register.models import Office
from baraza.base.people import held
from baraza.base.people.models import (
    Group,
    GroupMember,
    Household,
    Person,
    PersonNote,
    StaffWarning,
)

TECHNICAL = {"id", "name", "sort_key", "search_names", "added_at", "erased_at", "merged_into"}


@pytest.fixture
def person(office: Office, staff: User, now: datetime) -> Person:
    """Somebody of whom everything is known."""
    home = Household.objects.create(name="Family Adeyemi", address="12 Canary Road", added_at=now)
    made = Person.objects.create(
        name="Ruth Adeyemi",
        other_names=["Ruta"],
        given_name="Ruth",
        language="en",
        languages=["yo", "fr"],
        access_needs="reads lips",
        birth_year=1950,
        address="12 Canary Road",
        household=home,
        added_at=now,
    )
    PersonNote.objects.create(person=made, text="Prefers mornings", written_at=now)
    StaffWarning.objects.create(person=made, text="Two dogs", placed_at=now, placed_by=staff)
    GroupMember.objects.create(
        person=made, group=Group.objects.create(name="Gardeners"), added_at=now
    )
    return made


def shown(person: Person, user: User) -> str:
    entries = held.export(person, user)
    return "\n".join(f"{one.title} {dict(one.facts)} {one.text}" for one in entries)


def test_everything_known_is_shown(person: Person, staff: User) -> None:
    text = shown(person, staff)
    for word in (
        "Ruta",
        "reads lips",
        "1950",
        "12 Canary Road",
        "Family Adeyemi",
        "yo, fr",
        "Prefers mornings",
        "Two dogs",
        "Gardeners",
    ):
        assert word in text


def test_every_field_of_a_person_is_shown_or_technical() -> None:
    fields = {field.name for field in Person._meta.concrete_fields}
    assert fields - TECHNICAL == set(held.FIELDS)


def test_a_note_of_another_circle_is_counted_and_not_shown(person: Person, staff: User) -> None:
    PersonNote.objects.update(circle=Circle.objects.create(name="Case 4"))
    assert "Prefers mornings" not in shown(person, staff)
    assert held.hidden(person, staff) == 1


def test_erasing_leaves_no_word_of_it(person: Person, staff: User, now: datetime) -> None:
    held.erase(person, now)
    person.refresh_from_db()
    left = [
        value
        for field in Person._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and (value := getattr(person, field.name))
    ]
    assert left == []
    assert person.other_names == person.languages == []
    assert not Household.objects.exists()
    assert not PersonNote.objects.exists()
    assert not StaffWarning.objects.exists()


def test_a_household_others_live_in_stays(person: Person, now: datetime) -> None:
    Person.objects.create(name="Tunde Adeyemi", household=person.household, added_at=now)
    held.erase(person, now)
    assert Household.objects.get().name == "Family Adeyemi"


def test_notes_and_warnings_are_encrypted_in_the_database(person: Person) -> None:
    with connection.cursor() as cursor:
        for table in ("people_personnote", "people_staffwarning"):
            cursor.execute(f"SELECT text FROM {table}")  # noqa: S608
            [(text,)] = cursor.fetchall()
            assert text.startswith("gAAAA")
    assert PersonNote.objects.get().text == "Prefers mornings"
    assert StaffWarning.objects.get().text == "Two dogs"
