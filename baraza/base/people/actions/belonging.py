"""Households, organisations, relations and groups."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.actions.records import ContactValue, normal_contact
from baraza.base.people.models import (
    ContactPoint,
    Group,
    GroupMember,
    Household,
    Organisation,
    OrganisationContact,
    OrganisationKind,
    Person,
    Relation,
    RelationKind,
)


class NameTaken(ValueError):
    """There is a group of that name."""


class NotToThemselves(ValueError):
    """Nobody is related to themselves."""


@transaction.atomic
def move_into_household(
    *, person: Person, with_person: Person, by: User | None, now: datetime
) -> Household:
    """They live under one roof: the other's household, or a new one with both in it."""
    household = with_person.household
    if household is None:
        household = Household.objects.create(
            name=with_person.name, address=with_person.address, added_at=now
        )
        with_person.household = household
        with_person.save(update_fields=["household"])
    person.household = household
    person.save(update_fields=["household"])
    record(
        actor=by, act="household_joined", obj=person, now=now, detail={"household": household.pk}
    )
    return household


@transaction.atomic
def leave_household(*, person: Person, by: User | None) -> None:
    """They live elsewhere; a household of one is none."""
    household = person.household
    if household is None:
        return
    person.household = None
    person.save(update_fields=["household"])
    if household.people.current().count() < 2:
        household.delete()
    record(actor=by, act="household_left", obj=person)


@transaction.atomic
def add_organisation(
    *,
    name: str,
    kind: OrganisationKind,
    by: User | None,
    now: datetime,
    address: str = "",
    website: str = "",
    language: str = "",
    other_names: Collection[str] = (),
    contacts: Collection[ContactValue] = (),
) -> Organisation:
    """A body that is not a person; several may have one name. Raises NotAContactPoint."""
    organisation = Organisation(
        kind=kind,
        address=address,
        website=website,
        language=language,
        other_names=[name.strip()[:200] for name in other_names if name.strip()],
        added_at=now,
    )
    organisation.rename(name.strip())
    organisation.save()
    for contact_kind, value in contacts:
        point, _ = ContactPoint.objects.get_or_create(
            kind=contact_kind, value=normal_contact(kind=contact_kind, value=value)
        )
        OrganisationContact.objects.get_or_create(organisation=organisation, contact_point=point)
    record(actor=by, act="added", obj=organisation, now=now)
    return organisation


@transaction.atomic
def relate(
    *,
    person: Person,
    kind: RelationKind,
    by: User | None,
    now: datetime,
    other_person: Person | None = None,
    organisation: Organisation | None = None,
    role: str = "",
) -> Relation:
    """That `person` is `kind` (guardian of, leader of …) the other; said again, the role changes.

    Exactly one of the two others is given. Raises NotToThemselves.
    """
    if other_person is not None and other_person.pk == person.pk:
        raise NotToThemselves
    relation, _ = Relation.objects.update_or_create(
        person=person,
        kind=kind,
        other_person=other_person,
        organisation=organisation,
        defaults={"role": role[:100]},
        create_defaults={"role": role[:100], "added_at": now},
    )
    record(actor=by, act="related", obj=person, now=now, detail={"relation": kind})
    return relation


@transaction.atomic
def end_relation(*, relation: Relation, by: User | None) -> None:
    """It is no longer so, or never was."""
    person = relation.person
    relation.delete()
    record(actor=by, act="relation_ended", obj=person)


@transaction.atomic
def add_group(*, name: str, by: User | None, purpose: str = "") -> Group:
    """A set of people with a name of its own. Raises NameTaken."""
    try:
        with transaction.atomic():
            group = Group.objects.create(name=name.strip()[:100], purpose=purpose.strip()[:200])
    except IntegrityError as error:
        raise NameTaken from error
    record(actor=by, act="added", obj=group)
    return group


@transaction.atomic
def add_to_group(*, group: Group, people: Collection[int], by: User | None, now: datetime) -> int:
    """Put people (ids) into a group, in a few queries; returns how many were not in it."""
    known = set(group.memberships.filter(person__in=people).values_list("person_id", flat=True))
    new = [pk for pk in dict.fromkeys(people) if pk not in known]
    GroupMember.objects.bulk_create(
        [GroupMember(group=group, person_id=pk, added_by=by, added_at=now) for pk in new],
        ignore_conflicts=True,
    )
    record(actor=by, act="group_joined", obj=group, now=now, count=len(new), detail={"people": new})
    return len(new)


@transaction.atomic
def remove_from_group(*, group: Group, person: Person, by: User | None) -> None:
    """They are no longer in it."""
    GroupMember.objects.filter(group=group, person=person).delete()
    record(actor=by, act="group_left", obj=group, detail={"people": [person.pk]})
