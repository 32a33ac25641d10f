"""Add people and say what became of their contact points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from baraza.base.people.models import (
    ContactKind,
    ContactLink,
    ContactPoint,
    ContactState,
    Person,
)
from baraza.base.places.queries import gazetteer
from baraza.common.rows import Later, insert

# Whether it was made just now or was there already.
_POINT = "(SELECT id FROM people_contactpoint WHERE kind = %s AND value = %s)"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of somebody who writes for the first time."""

    name: str
    language: str = ""
    contact_kind: ContactKind = ContactKind.EMAIL
    # Empty where they left no way to reach them.
    contact_value: str = ""
    address: str = ""
    # A primary key from `next_key`.
    key: int | None = None


@transaction.atomic(savepoint=False)
def add_people(
    *, newcomers: Sequence[Newcomer], now: datetime, later: Later | None = None
) -> list[Person]:
    """One new person each, in the same order; nobody is merged with anybody.

    Set-based: three queries however many, three more where somebody says where they live. Added to
    `later`, where that is given: then each needs a key.
    """
    people = []
    leads = gazetteer(day=now.date()) if any(one.address for one in newcomers) else None
    for newcomer in newcomers:
        person = Person(pk=newcomer.key, language=newcomer.language, added_at=now)
        person.rename(newcomer.name or newcomer.contact_value)
        person.address = newcomer.address
        if leads and (place := leads.find(newcomer.address)):
            person.area_id, person.area_source = place.area_id, place.source
        people.append(person)
    insert(people, later=later)
    values = {(one.contact_kind, one.contact_value) for one in newcomers if one.contact_value}
    insert(
        [ContactPoint(kind=kind, value=value) for kind, value in values],
        unique=["kind", "value"],
        update=["value"],
        later=later,
    )
    insert(
        [
            ContactLink(person=person, contact_point_id=(one.contact_kind, one.contact_value))
            for person, one in zip(people, newcomers, strict=True)
            if one.contact_value
        ],
        computed={"contact_point_id": _POINT},
        later=later,
    )
    return people


@transaction.atomic
def add_contact(*, person: Person, kind: ContactKind, value: str) -> ContactPoint:
    """That this person, too, is reached there."""
    point, _ = ContactPoint.objects.get_or_create(kind=kind, value=value)
    ContactLink.objects.get_or_create(person=person, contact_point=point)
    return point


def mark_contact_point(
    *, kind: ContactKind, value: str, state: ContactState, reason: str, now: datetime
) -> bool:
    """Say that a contact point bounces, complained or works; False when it is not known.

    The person stays as they are: a dead address is not a dead person.
    """
    return bool(
        ContactPoint.objects.filter(kind=kind, value=value).update(
            state=state, state_reason=reason[:300], state_changed_at=now
        )
    )
