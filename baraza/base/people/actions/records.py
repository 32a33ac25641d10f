"""Add a person by hand, change what is known of them, and where they are reached."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.actions.placing import PLACE_PEOPLE
from baraza.base.people.models import (
    LONGEST_NAME,
    AreaSource,
    ContactKind,
    ContactLink,
    ContactPoint,
    Person,
)
from baraza.base.people.phones import normal_phone
from baraza.common.jobs import enqueue

ContactValue = tuple[ContactKind, str]


class NoName(ValueError):
    """A person needs a name, in any script."""


class NotAContactPoint(ValueError):
    """This is no address or number anybody could be reached at."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person, as they say it themselves. No party, no vote (P7)."""

    name: str
    other_names: tuple[str, ...] = ()
    given_name: str = ""
    family_name: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()
    preferred_channel: str = ""
    access_needs: str = ""
    birth_year: int | None = None
    address: str = ""
    do_not_contact: bool = False
    is_deceased: bool = False


@transaction.atomic
def add_person(
    *,
    details: Details,
    by: User | None,
    now: datetime,
    contacts: Sequence[ContactValue] = (),
) -> Person:
    """Somebody new; nobody is merged with anybody. Raises NoName, NotAContactPoint."""
    person = Person(added_at=now)
    _fill(person, details)
    person.save()
    for kind, value in contacts:
        _link(person, kind, value)
    record(actor=by, act="added", obj=person, now=now)
    return person


@transaction.atomic
def change_person(*, person: Person, details: Details, by: User | None) -> None:
    """Say anew what is known of them. Raises NoName.

    Who moved is placed anew, unless the office said itself where they live.
    """
    has_moved = person.address != details.address and person.area_source != AreaSource.HAND
    _fill(person, details)
    if has_moved:
        person.area, person.area_source = None, ""
        enqueue(PLACE_PEOPLE, person_id=person.pk)
    person.save()
    record(actor=by, act="changed", obj=person)


@transaction.atomic
def note_birth_year(*, person: Person, year: int, by: User | None) -> None:
    """When they were born, where nobody knew; what is known is not changed."""
    if Person.objects.filter(pk=person.pk, birth_year__isnull=True).update(birth_year=year):
        person.birth_year = year
        record(actor=by, act="changed", obj=person)


@transaction.atomic
def add_contact_point(
    *, person: Person, kind: ContactKind, value: str, by: User | None
) -> ContactPoint:
    """That they are reached there, perhaps with others. Raises NotAContactPoint."""
    point = _link(person, kind, value)
    record(actor=by, act="contact_added", obj=person, detail={"contact_point": point.pk})
    return point


@transaction.atomic
def remove_contact_point(*, person: Person, contact_point: ContactPoint, by: User | None) -> None:
    """They are no longer reached there; others who are, still are."""
    if not ContactLink.objects.filter(person=person, contact_point=contact_point).delete()[0]:
        return
    ContactPoint.objects.filter(
        pk=contact_point.pk, contact_links__isnull=True, organisation_links__isnull=True
    ).delete()
    record(actor=by, act="contact_removed", obj=person)


def normal_contact(*, kind: ContactKind, value: str) -> str:
    """The value as it is kept and compared. Raises NotAContactPoint."""
    value = " ".join(value.split())[:320]
    if kind == ContactKind.EMAIL:
        value = value.lower()
        local, _, domain = value.rpartition("@")
        found = value if local and "." in domain and " " not in value else ""
    elif kind == ContactKind.PHONE:
        found = normal_phone(value)
    else:
        found = value
    if not found:
        raise NotAContactPoint(value)
    return found


def contacts_of(*, phone: str, email: str) -> list[ContactValue]:
    """Where somebody is reached, as far as what was typed can be understood."""
    found = []
    for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email)):
        try:
            found.append((kind, normal_contact(kind=kind, value=value)))
        except NotAContactPoint:
            continue
    return found


def _link(person: Person, kind: ContactKind, value: str) -> ContactPoint:
    point, _ = ContactPoint.objects.get_or_create(
        kind=kind, value=normal_contact(kind=kind, value=value)
    )
    ContactLink.objects.get_or_create(person=person, contact_point=point)
    return point


def _fill(person: Person, details: Details) -> None:
    if not details.name.strip():
        raise NoName
    for field, value in asdict(details).items():
        setattr(person, field, list(value) if isinstance(value, tuple) else value)
    person.other_names = [
        name.strip()[:LONGEST_NAME] for name in details.other_names if name.strip()
    ]
    person.rename(details.name.strip())
