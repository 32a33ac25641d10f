"""Who is reached where, what they agreed to, and how long things are kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from django.db.models import Count, Max

from baraza.base.people.models import (
    Consent,
    ConsentWording,
    ContactKind,
    ContactPoint,
    LegalHold,
    Person,
    Purpose,
    RetentionApproval,
    RetentionRule,
)
from baraza.base.people.registry import kinds
from baraza.common.prepared import prepared
from baraza.common.rows import Statement, ask, columns, instances

# Written out: asked for each letter, it would cost more to put together than to answer.
_PEOPLE_AT = """
SELECT {columns}, point.value
FROM people_contactpoint AS point
JOIN people_contactlink AS link ON link.contact_point_id = point.id
JOIN people_person AS person ON person.id = link.person_id
WHERE point.kind = %s AND point.value = ANY(%s)
ORDER BY person.id
"""


def people_at(*, kind: ContactKind, values: Iterable[str]) -> dict[str, list[Person]]:
    """For each contact point that is known, the people reached there, oldest first.

    One query, however many values.
    """
    return people_found(*ask(people_asked(kind=kind, values=values)))


def people_asked(*, kind: ContactKind, values: Iterable[str]) -> Statement:
    """For whoever asks for more at the same time; `people_found` understands the answer."""
    return prepared(_people_at()), [kind, list(values)]


@cache
def _people_at() -> str:
    return _PEOPLE_AT.format(columns=columns(Person, "person"))


def people_found(rows: Sequence[Sequence[object]]) -> dict[str, list[Person]]:
    """What was answered to `people_asked`."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person, row in zip(instances(Person, rows), rows, strict=True):
        found[row[-1]].append(person)
    return dict(found)


def own_addresses(person: Person) -> list[str]:
    """E-mail addresses and numbers at which nobody but this person is reached."""
    return list(
        ContactPoint.objects.alias(reached=Count("contact_links"))
        .filter(reached=1, pk__in=person.contact_links.values("contact_point"))
        .values_list("value", flat=True)
    )


def has_consent(*, person: Person, purpose: Purpose) -> bool:
    """Whether they agree now."""
    return Consent.objects.filter(
        person=person, purpose=purpose, withdrawn_at__isnull=True
    ).exists()


def current_wording(*, purpose: Purpose) -> dict[str, ConsentWording]:
    """Language → the words asked with now; empty where none were written yet."""
    rows = ConsentWording.objects.filter(purpose=purpose)
    newest = rows.aggregate(newest=Max("version"))["newest"]
    return {wording.language: wording for wording in rows.filter(version=newest)}


def retention_days() -> dict[str, int | None]:
    """Kind → days it is kept in this office, None for ever."""
    own = dict(RetentionRule.objects.values_list("kind", "days"))
    return {kind.name: own.get(kind.name, kind.usual_days) for kind in kinds()}


def retention_approval() -> RetentionApproval | None:
    """The approval in force: None where there is none, or the days were changed since."""
    approval = RetentionApproval.objects.select_related("approved_by").first()
    return approval if approval and approval.rules == retention_days() else None


def current_record(*, person: Person) -> Person:
    """The record that this one is part of now; itself where it was never merged."""
    while person.merged_into_id is not None:
        person = Person.objects.get(pk=person.merged_into_id)
    return person


def merged_records(*, person: Person) -> list[Person]:
    """Every record that became part of this one, and of those."""
    found: list[Person] = []
    level = [person.pk]
    while level:
        children = list(Person.objects.filter(merged_into__in=level))
        found += children
        level = [child.pk for child in children]
    return found


def holds_of(*, person: Person, now: datetime) -> list[LegalHold]:
    """Legal holds in force on the person, newest first."""
    return list(person.holds.in_force(now).select_related("placed_by"))


def current_wordings() -> dict[str, dict[str, ConsentWording]]:
    """Purpose → language → the words asked with now; one query."""
    found: dict[str, dict[str, ConsentWording]] = {}
    newest: dict[str, int] = {}
    for wording in ConsentWording.objects.order_by("purpose", "-version", "language"):
        if wording.version == newest.setdefault(wording.purpose, wording.version):
            found.setdefault(wording.purpose, {})[wording.language] = wording
    return found
