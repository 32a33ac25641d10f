"""What would become of each row of an address book; nothing is changed here."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from uuid import UUID

from baraza.base.people.exchange.mapping import PersonRow, values_by_field
from baraza.base.people.exchange.tables import is_vcard, open_table
from baraza.base.people.exchange.understanding import understand
from baraza.base.people.exchange.vcards import cards_in
from baraza.base.people.models import (
    ContactKind,
    ContactLink,
    ImportedRow,
    ImportState,
    Outcome,
    Person,
)
from baraza.common.folding import fold

SAID = [field.name for field in fields(PersonRow) if field.name not in ("number", "notes")]


@dataclass(slots=True)
class Decision:
    """What is to become of a row. A person without a primary key is yet to be added."""

    row: PersonRow
    digest: UUID
    outcome: Outcome
    person: Person | None = None


def understood_rows(path: Path, *, mapping: Mapping[int, str]) -> Iterator[PersonRow]:
    """Every row of a table or vCard file that is not blank. Raises NotATable."""
    if is_vcard(path):
        for number, values in enumerate(cards_in(path), start=1):
            yield understand(values, number=number)
        return
    with open_table(path) as sheet:
        for number, cells in enumerate(sheet.rows, start=2):
            if any(cells):
                yield understand(values_by_field(cells, mapping), number=number)


def decide(rows: Sequence[PersonRow], *, seen: dict[UUID, Person | None]) -> list[Decision]:
    """What would become of each row; a handful of queries however many, nothing is changed.

    A row whose very words were brought in before is known, so that a file may be brought again. A
    known number of the other program, or the same name at the same contact point, is the same
    person. Nothing else is ever taken for the same: a father and a son may share name and roof.
    `seen` carries the rows of the same file from batch to batch.
    """
    digests = [_digest(row) for row in rows]
    before = dict(
        ImportedRow.objects.filter(digest__in=digests, person__isnull=False)
        .exclude(people_import__state=ImportState.UNDONE)
        .values_list("digest", "person_id")
    )
    numbers = [row.external_id for row in rows if row.external_id]
    by_number = dict(
        ImportedRow.objects.filter(external_id__in=numbers, person__isnull=False)
        .exclude(people_import__state=ImportState.UNDONE)
        .values_list("external_id", "person_id")
    )
    at_point = _people_at_points(rows)
    people = Person.objects.current().in_bulk({*before.values(), *by_number.values()})
    decisions = []
    for row, digest in zip(rows, digests, strict=True):
        if not row.name:
            decisions.append(Decision(row, digest, Outcome.UNUSABLE))
            continue
        if digest in seen:
            decisions.append(Decision(row, digest, Outcome.KNOWN, seen[digest]))
            continue
        person = people.get(before.get(digest, 0))
        if person is not None:
            decision = Decision(row, digest, Outcome.KNOWN, person)
        else:
            known = people.get(by_number.get(row.external_id, 0)) or _same_name(row, at_point)
            outcome = Outcome.COMPLETED if known else Outcome.ADDED
            decision = Decision(row, digest, outcome, known or _new_person(row))
        seen[digest] = decision.person
        decisions.append(decision)
    return decisions


def _people_at_points(rows: Iterable[PersonRow]) -> dict[tuple[str, str], list[Person]]:
    points = {point for row in rows for point in points_of(row)}
    links = ContactLink.objects.filter(
        contact_point__value__in={value for _, value in points},
        person__in=Person.objects.current(),
    ).select_related("person", "contact_point")
    found: dict[tuple[str, str], list[Person]] = {}
    for link in links:
        key = (link.contact_point.kind, link.contact_point.value)
        found.setdefault(key, []).append(link.person)
    return found


def _same_name(row: PersonRow, at_point: Mapping[tuple[str, str], list[Person]]) -> Person | None:
    name = fold(row.name)
    found = {
        person.pk: person
        for point in points_of(row)
        for person in at_point.get(point, [])
        if fold(person.name) == name
        and not (row.birth_year and person.birth_year and row.birth_year != person.birth_year)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def points_of(row: PersonRow) -> Iterator[tuple[str, str]]:
    """Where the row says somebody is reached: kind and value."""
    yield from ((ContactKind.EMAIL.value, value) for value in row.emails)
    yield from ((ContactKind.PHONE.value, value) for value in row.phones)


def _new_person(row: PersonRow) -> Person:
    person = Person(
        other_names=list(row.other_names),
        given_name=row.given_name,
        family_name=row.family_name,
        language=row.language,
        address=row.address,
        birth_year=row.birth_year,
        access_needs=row.access_needs,
        do_not_contact=row.do_not_contact,
    )
    person.rename(row.name)
    return person


def _digest(row: PersonRow) -> UUID:
    """Of everything the row says, wherever it stands in its file."""
    words = repr([getattr(row, name) for name in SAID])
    return UUID(
        bytes=hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    )
