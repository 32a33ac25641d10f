"""Organisations: found by any name, reached through people, made one and parted again."""

from datetime import datetime

import pytest

from baraza.base.accounts.models import User
from baraza.base.audit.models import AuditEntry
from baraza.base.people.actions import belonging, organisations
from baraza.base.people.actions.records import NoName
from baraza.base.people.models import (
    ContactKind,
    ContactPoint,
    Organisation,
    OrganisationKind,
    OrganisationMerge,
    RelationKind,
)
from baraza.base.people.search import organisations_listed, same_organisations
from tests.base.people.conftest import NewPerson


@pytest.fixture
def union(staff: User, now: datetime) -> Organisation:
    return new("Lake Women’s Union", staff, now, other_names=["LWU", "اتحاد البحيرة"])


def new(name: str, staff: User, now: datetime, **further: object) -> Organisation:
    return belonging.add_organisation(
        name=name, kind=OrganisationKind.CSO, by=staff, now=now, **further
    )


@pytest.mark.parametrize("words", ["lake wom", "LWU", "البحيرة", "womens", "info@lwu", "0711"])
def test_it_is_found_by_any_name_in_any_script_and_by_where_it_is_reached(
    words: str, union: Organisation, staff: User, now: datetime
) -> None:
    new("Hill School", staff, now)
    for kind, value in (
        (ContactKind.EMAIL, "Info@LWU.example"),
        (ContactKind.PHONE, "+254711000111"),
    ):
        organisations.add_contact(organisation=union, kind=kind, value=value, by=staff)

    found = organisations_listed(words=words.replace("0711", "+254711"))

    assert [one.name for one in found] == ["Lake Women’s Union"]


def test_a_list_counts_everybody_once(
    union: Organisation, new_person: NewPerson, staff: User, now: datetime
) -> None:
    person = new_person("Amina Otieno")
    for kind in (RelationKind.LEADER, RelationKind.WORKS_FOR):
        belonging.relate(person=person, kind=kind, organisation=union, by=staff, now=now)

    [found] = organisations_listed(kind=OrganisationKind.CSO)

    assert found.people == 1
    assert organisations_listed(kind=OrganisationKind.SCHOOL) == []


def test_a_change_is_found_at_once_and_needs_a_name(union: Organisation, staff: User) -> None:
    about = organisations.About(name="Shore Union", kind=OrganisationKind.BUSINESS)

    organisations.change_organisation(organisation=union, about=about, by=staff)

    assert [one.name for one in organisations_listed(words="shore")] == ["Shore Union"]
    assert organisations_listed(words="lake") == []
    with pytest.raises(NoName):
        organisations.change_organisation(
            organisation=union,
            about=organisations.About(name=" ", kind=OrganisationKind.CSO),
            by=staff,
        )


def test_an_address_shared_with_a_person_stays_theirs(
    union: Organisation, new_person: NewPerson, staff: User
) -> None:
    person = new_person("Amina Otieno", email="amina@post.example")
    point = organisations.add_contact(
        organisation=union, kind=ContactKind.EMAIL, value="amina@post.example", by=staff
    )
    own = organisations.add_contact(
        organisation=union, kind=ContactKind.EMAIL, value="info@lwu.example", by=staff
    )

    for one in (point, own):
        organisations.remove_contact(organisation=union, contact_point=one, by=staff)

    assert person.contact_points.get() == point
    assert not ContactPoint.objects.filter(pk=own.pk).exists()


def test_whoever_is_known_where_it_is_reached_answers_for_it_else_somebody_in_its_name(
    union: Organisation, new_person: NewPerson, staff: User, now: datetime
) -> None:
    person = new_person("Amina Otieno", email="amina@post.example")
    shared, own = (
        organisations.add_contact(organisation=union, kind=ContactKind.EMAIL, value=value, by=staff)
        for value in ("amina@post.example", "info@lwu.example")
    )
    asked = {"organisation": union, "by": staff, "now": now}

    known = organisations.who_answers_there(contact_point=shared, **asked)
    made = organisations.who_answers_there(contact_point=own, **asked)
    again = organisations.who_answers_there(contact_point=own, **asked)

    assert known == person
    assert (made.name, again) == ("Lake Women’s Union", made)
    assert union.relations.count() == 2


def test_two_of_one_name_or_one_address_may_be_the_same(
    union: Organisation, staff: User, now: datetime
) -> None:
    same_name = new("LAKE WOMEN’S UNION", staff, now)
    same_point = new("Women of the Lake", staff, now)
    new("Hill School", staff, now)
    for one in (union, same_point):
        organisations.add_contact(
            organisation=one, kind=ContactKind.PHONE, value="+254711000111", by=staff
        )

    assert set(same_organisations(organisation=union)) == {same_name, same_point}


def test_a_merge_loses_nothing_and_is_undone_whole(
    union: Organisation, new_person: NewPerson, staff: User, now: datetime
) -> None:
    other = new("Women of the Lake", staff, now, website="https://lake.example")
    both, theirs = new_person("Amina Otieno"), new_person("Ruth Achieng")
    for person, organisation in ((both, union), (both, other), (theirs, other)):
        belonging.relate(
            person=person,
            kind=RelationKind.WORKS_FOR,
            organisation=organisation,
            role=organisation.name,
            by=staff,
            now=now,
        )
    organisations.add_contact(
        organisation=other, kind=ContactKind.EMAIL, value="info@lake.example", by=staff
    )
    note = organisations.write_note(organisation=other, text="Meets on Mondays.", by=staff, now=now)
    before = _all(other)

    merge = organisations.merge_organisations(kept=union, merged=other, by=staff, now=now)
    union.refresh_from_db()

    assert union.relations.count() == 2
    assert union.notes.get() == note
    assert union.contact_points.get().value == "info@lake.example"
    assert union.website == "https://lake.example"
    assert [one.pk for one in organisations_listed(words="women of the lake")] == [union.pk]

    organisations.undo_merge(merge=merge, by=staff, now=now)

    union.refresh_from_db()
    assert _all(other) == before
    assert (union.website, union.relations.count(), union.notes.count()) == ("", 1, 0)
    assert union.other_names == ["LWU", "اتحاد البحيرة"]
    with pytest.raises(organisations.AlreadyUndone):
        organisations.undo_merge(merge=merge, by=staff, now=now)


def _all(organisation: Organisation) -> list[object]:
    organisation.refresh_from_db()
    return [
        organisation.name,
        organisation.merged_into_id,
        sorted(organisation.relations.values_list("person", "kind", "role")),
        sorted(organisation.contact_links.values_list("contact_point", flat=True)),
        sorted(organisation.notes.values_list("pk", flat=True)),
    ]


def test_what_was_changed_since_stays_when_a_merge_is_undone(
    union: Organisation, staff: User, now: datetime
) -> None:
    other = new("Women of the Lake", staff, now, website="https://lake.example")
    merge = organisations.merge_organisations(kept=union, merged=other, by=staff, now=now)
    union.refresh_from_db()
    union.website = "https://new.example"
    union.save()

    organisations.undo_merge(merge=merge, by=staff, now=now)

    union.refresh_from_db()
    assert union.website == "https://new.example"


def test_one_with_itself_or_one_merged_before_cannot_be_merged(
    union: Organisation, staff: User, now: datetime
) -> None:
    other = new("Women of the Lake", staff, now)
    organisations.merge_organisations(kept=union, merged=other, by=staff, now=now)

    for one in (union, other):
        with pytest.raises(organisations.CannotMerge):
            organisations.merge_organisations(kept=union, merged=one, by=staff, now=now)
    assert OrganisationMerge.objects.count() == 1


def test_each_act_leaves_a_row_in_the_trail(
    union: Organisation, staff: User, now: datetime
) -> None:
    other = new("Women of the Lake", staff, now)
    merge = organisations.merge_organisations(kept=union, merged=other, by=staff, now=now)
    organisations.undo_merge(merge=merge, by=staff, now=now)

    acts = AuditEntry.objects.filter(object_kind="people.organisation", object_id=union.pk)

    assert list(acts.order_by("pk").values_list("act", flat=True)) == [
        "added", "merged", "merge_undone"
    ]  # fmt: skip
