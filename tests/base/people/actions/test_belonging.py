"""Households, organisations, relations and groups, each act in the trail."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from baraza.base.accounts.models import User
from baraza.base.audit.models import AuditEntry
from baraza.base.people.actions import belonging
from baraza.base.people.models import (
    ContactKind,
    Household,
    Organisation,
    OrganisationKind,
    Relation,
    RelationKind,
)
from tests.base.people.conftest import NewPerson


def test_people_of_one_household_keep_their_own_records(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    one, other, third = (new_person(name) for name in ("Ruth Okoth", "Otis Okoth", "Ida Okoth"))
    belonging.move_into_household(person=one, with_person=other, by=staff, now=now)
    belonging.move_into_household(person=third, with_person=one, by=staff, now=now)
    assert set(Household.objects.get().people.all()) == {one, other, third}

    belonging.leave_household(person=third, by=staff)
    assert Household.objects.get().people.count() == 2
    belonging.leave_household(person=one, by=staff)
    assert not Household.objects.exists()


def test_an_organisation_may_share_its_number_with_people(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    person = new_person("Ruth Okoth", phone="+254700000001")
    school = belonging.add_organisation(
        name=" Hill School ", kind=OrganisationKind.SCHOOL, by=staff, now=now,
        contacts=[(ContactKind.PHONE, "+254 700 000 001")],
    )  # fmt: skip
    assert school.name == "Hill School"
    assert school.contact_points.get() == person.contact_points.get()


def test_a_relation_said_twice_is_one_with_its_last_role(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    person = new_person("Ruth Okoth")
    union = belonging.add_organisation(
        name="Lake Union", kind=OrganisationKind.CSO, by=staff, now=now
    )
    for role in ("Secretary", "Chair"):
        belonging.relate(
            person=person, kind=RelationKind.LEADER, organisation=union, role=role,
            by=staff, now=now,
        )  # fmt: skip
    assert Relation.objects.get().role == "Chair"


def test_nobody_is_related_to_themselves_or_to_two_at_once(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    one, other = new_person("Ruth Okoth"), new_person("Otis Okoth")
    with pytest.raises(belonging.NotToThemselves):
        belonging.relate(person=one, kind=RelationKind.KNOWS, other_person=one, by=staff, now=now)
    union = belonging.add_organisation(
        name="Lake Union", kind=OrganisationKind.CSO, by=staff, now=now
    )
    for both in ({"other_person": other, "organisation": union}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            belonging.relate(person=one, kind=RelationKind.KNOWS, by=staff, now=now, **both)


def test_a_group_takes_each_person_once_in_a_few_queries(
    new_person: NewPerson, staff: User, now: datetime, django_assert_max_num_queries
) -> None:
    people = [new_person(f"Person {number}") for number in range(3)]
    group = belonging.add_group(name="Traders", by=staff)
    for ids, new in (([people[0].pk], 1), ([one.pk for one in people] * 2, 2)):
        with django_assert_max_num_queries(9):
            assert belonging.add_to_group(group=group, people=ids, by=staff, now=now) == new
    with pytest.raises(belonging.NameTaken):
        belonging.add_group(name="Traders", by=staff)
    belonging.remove_from_group(group=group, person=people[0], by=staff)
    assert group.members.count() == 2


def test_each_act_is_in_the_trail_with_who_did_it(
    new_person: NewPerson, staff: User, now: datetime
) -> None:
    one, other = new_person("Ruth Okoth"), new_person("Otis Okoth")
    belonging.move_into_household(person=one, with_person=other, by=staff, now=now)
    relation = belonging.relate(
        person=one, kind=RelationKind.GUARDIAN, other_person=other, by=staff, now=now
    )
    belonging.end_relation(relation=relation, by=staff)
    belonging.add_organisation(name="Lake Union", kind=OrganisationKind.CSO, by=staff, now=now)
    acts = AuditEntry.objects.filter(actor_id=staff.pk).order_by("number")
    assert [one.act for one in acts] == [
        "household_joined", "related", "relation_ended", "added"
    ]  # fmt: skip
    assert Organisation.objects.count() == 1
