"""Adding people by hand, what is known of them, notes and warnings."""

from dataclasses import fields
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.accounts.models import Circle, User
from baraza.base.people.actions import care, records
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.held import erase
from baraza.base.people.models import (
    CallFirst,
    ContactKind,
    ContactPoint,
    Merge,
    Person,
    PersonNote,
    StaffWarning,
)
from tests.base.people.conftest import NewPerson


def test_no_party_and_no_vote_is_kept_of_anybody() -> None:
    """Requirement P7: not a column, not a detail, under any of these names."""
    names = {field.name for field in Person._meta.get_fields()}
    names |= {field.name for field in fields(records.Details)}
    for word in ("party", "vote", "voter", "ballot", "affiliation", "supporter", "politic"):
        assert not [name for name in names if word in name], word


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (ContactKind.EMAIL, " Ruth@Post.Example ", "ruth@post.example"),
        (ContactKind.PHONE, "+254 700 (000) 001", "+254700000001"),
        (ContactKind.PHONE, "+٢٥٤ ٧٠٠ ٠٠٠ ٠٠١", "+254700000001"),
        (ContactKind.POST, "Box 12,\n Marrowby", "Box 12, Marrowby"),
    ],
)
def test_a_contact_point_is_kept_in_one_form(kind: ContactKind, value: str, kept: str) -> None:
    assert records.normal_contact(kind=kind, value=value) == kept


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ContactKind.EMAIL, "ruth"),
        (ContactKind.EMAIL, "ruth@post"),
        (ContactKind.EMAIL, "ruth achieng@post.example"),
        (ContactKind.PHONE, "call me"),
        (ContactKind.POST, "  "),
    ],
)
def test_where_nobody_can_be_reached_is_refused(kind: ContactKind, value: str) -> None:
    with pytest.raises(records.NotAContactPoint):
        records.normal_contact(kind=kind, value=value)


@given(st.text(max_size=400))
def test_what_was_kept_once_is_kept_the_same_again(value: str) -> None:
    for kind in ContactKind:
        try:
            kept = records.normal_contact(kind=kind, value=value)
        except records.NotAContactPoint:
            continue
        assert records.normal_contact(kind=kind, value=kept) == kept
        assert 0 < len(kept) <= 320


def test_an_address_two_share_stays_the_others_when_one_gives_it_up(
    new_person: NewPerson, staff: User
) -> None:
    one = new_person("Ruth Okoth", email="shared@post.example")
    other = new_person("Otis Okoth", email="shared@post.example")
    point = one.contact_points.get()
    records.remove_contact_point(person=one, contact_point=point, by=staff)
    assert other.contact_points.get() == point
    records.remove_contact_point(person=other, contact_point=point, by=staff)
    assert not ContactPoint.objects.exists()


def test_a_person_needs_a_name(staff: User, now: datetime) -> None:
    with pytest.raises(records.NoName):
        records.add_person(details=records.Details(name="  "), by=staff, now=now)


def test_a_note_is_for_all_staff_or_for_a_circle(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    person = new_person("Ruth Okoth")
    circle = Circle.objects.create(name="Two")
    care.write_note(person=person, text="For all.", by=staff, now=now)
    care.write_note(person=person, text="For two.", by=staff, now=now, circle=circle)
    seen = PersonNote.objects.visible_to(staff).values_list("text", flat=True)
    assert list(seen) == ["For all."]
    with pytest.raises(care.NoWords):
        care.write_note(person=person, text=" \n", by=staff, now=now)


def test_a_warning_holds_until_it_is_lifted(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    person = new_person("Ruth Okoth")
    warning = care.place_warning(
        person=person, text="A dog.", call_first=CallFirst.POLICE, by=staff, now=now
    )
    assert list(StaffWarning.objects.in_force()) == [warning]
    care.lift_warning(warning=warning, by=staff, now=now)
    assert not StaffWarning.objects.in_force().exists()
    assert StaffWarning.objects.exists()


def test_erasing_somebody_erases_the_records_that_became_theirs_and_every_word_about_them(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    kept = new_person("Ruth Okoth", address="12 Mission Road", birth_year=1970)
    merged = new_person("Ruthie Secret", email="secret@post.example", access_needs="Ramp")
    older = new_person("Ruth Older-Secret")
    merge_people(kept=merged, merged=older, by=staff, now=now)
    merge_people(kept=kept, merged=merged, by=staff, now=now)
    care.write_note(person=kept, text="Secret.", by=staff, now=now)
    care.place_warning(person=kept, text="Secret.", call_first=CallFirst.NOBODY, by=staff, now=now)
    kept.refresh_from_db()
    erase(kept, now)

    for record in Person.objects.all():
        assert record.erased_at == now
        words = [record.name, record.search_names, record.address, record.access_needs]
        assert (words, record.other_names, record.birth_year) == (["", "", "", ""], [], None)
    for model in (PersonNote, StaffWarning, Merge, ContactPoint):
        assert not model.objects.exists(), model
