"""Add people and say what became of their contact points."""

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of somebody who writes for the first time."""

    name: str
    language: str = ""


@transaction.atomic
def add_people(
    *, kind: ContactKind, newcomers: Mapping[str, Newcomer], now: datetime
) -> dict[str, Person]:
    """One new person for each contact point, which must lead to nobody yet.

    Set-based: three queries however many. Returns contact point value → person.
    """
    people = {}
    for value, newcomer in newcomers.items():
        person = Person(language=newcomer.language, added_at=now)
        person.rename(newcomer.name or value)
        people[value] = person
    Person.objects.bulk_create(people.values())
    ContactPoint.objects.bulk_create(
        [ContactPoint(kind=kind, value=value) for value in people], ignore_conflicts=True
    )
    points = dict(
        ContactPoint.objects.filter(kind=kind, value__in=people).values_list("value", "pk")
    )
    ContactLink.objects.bulk_create(
        [
            ContactLink(person=person, contact_point_id=points[value])
            for value, person in people.items()
        ]
    )
    return people


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
