"""Part a record that holds two people."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.actions.records import NoName
from baraza.base.people.models import ContactLink, DuplicatePair, PairState, Person


@transaction.atomic
def split_person(
    *, person: Person, name: str, contact_points: Collection[int], by: User | None, now: datetime
) -> Person:
    """A new person with a name and some of the contact points (ids); returns them.

    The two are not suggested as one again. Merging them undoes it. Raises NoName.
    """
    if not name.strip():
        raise NoName
    other = Person(added_at=now, language=person.language)
    other.rename(name.strip())
    other.save()
    ContactLink.objects.filter(person=person, contact_point__in=contact_points).update(person=other)
    DuplicatePair.objects.create(
        first=person,
        second=other,
        score=0,
        reasons=[],
        state=PairState.REJECTED,
        suggested_at=now,
        decided_by=by,
        decided_at=now,
    )
    record(actor=by, act="split", obj=person, now=now, detail={"other": other.pk})
    return other
