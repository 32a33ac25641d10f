"""What would become of each row of an address book; nothing is changed here."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from uuid import UUID

from django.db import connection
from psycopg import sql

from baraza.base.people.exchange.mapping import PersonRow, values_by_field
from baraza.base.people.exchange.tables import is_vcard, open_table
from baraza.base.people.exchange.understanding import understand
from baraza.base.people.exchange.vcards import cards_in
from baraza.base.people.models import (
    ContactKind,
    ImportState,
    Outcome,
    Person,
)
from baraza.common.folding import fold

SAID = [field.name for field in fields(PersonRow) if field.name not in ("number", "notes")]

# Thousands of values as one array, which costs less to ask than a list of them.
_BROUGHT_BEFORE = """
    SELECT row.{column}, row.person_id FROM people_importedrow row
    JOIN people_peopleimport brought ON brought.id = row.people_import_id
    WHERE row.{column} = ANY(%s::{kind}[]) AND row.person_id IS NOT NULL AND brought.state <> %s
"""
_AT_POINTS = """
    SELECT point.kind, point.value, link.person_id FROM people_contactpoint point
    JOIN people_contactlink link ON link.contact_point_id = point.id
    WHERE point.value = ANY(%s::text[])
"""


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


def decide(rows: Sequence[PersonRow], *, seen: Container[UUID] = ()) -> list[Decision]:
    """What would become of each row; a handful of queries however many, nothing is changed.

    A row whose very words were brought in before is known, so that a file may be brought again. A
    known number of the other program, or the same name at the same contact point, is the same
    person. Nothing else is ever taken for the same: a father and a son may share name and roof.
    `seen`: digests of earlier rows that are not brought in yet.
    """
    digests = [_digest(row) for row in rows]
    before = _brought_before("digest", digests)
    by_number = _brought_before("external_id", [row.external_id for row in rows if row.external_id])
    at_point = _people_at_points(
        row for row, digest in zip(rows, digests, strict=True) if digest not in before
    )
    people = Person.objects.current().in_bulk({*before.values(), *by_number.values()})
    here: dict[UUID, Person | None] = {}
    decisions = []
    for row, digest in zip(rows, digests, strict=True):
        if not row.name:
            decisions.append(Decision(row, digest, Outcome.UNUSABLE))
            continue
        if digest in here or digest in seen:
            decisions.append(Decision(row, digest, Outcome.KNOWN, here.get(digest)))
            continue
        person = people.get(before.get(digest, 0))
        if person is not None:
            decision = Decision(row, digest, Outcome.KNOWN, person)
        else:
            known = people.get(by_number.get(row.external_id, 0)) or _same_name(row, at_point)
            outcome = Outcome.COMPLETED if known else Outcome.ADDED
            decision = Decision(row, digest, outcome, known or _new_person(row))
        here[digest] = decision.person
        decisions.append(decision)
    return decisions


def _brought_before(column: str, values: list) -> dict:
    """Digest or number of the other program → the person an import that stands made of it."""
    if not values:
        return {}
    kind = "uuid" if column == "digest" else "text"
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(_BROUGHT_BEFORE).format(column=sql.Identifier(column), kind=sql.SQL(kind)),
            [values, ImportState.UNDONE.value],
        )
        return dict(cursor.fetchall())


def _people_at_points(rows: Iterable[PersonRow]) -> dict[tuple[str, str], list[Person]]:
    values = {value for row in rows for _kind, value in points_of(row)}
    if not values:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_AT_POINTS, [list(values)])
        links = cursor.fetchall()
    people = Person.objects.current().in_bulk({person for _kind, _value, person in links})
    found: dict[tuple[str, str], list[Person]] = {}
    for kind, value, person in links:
        if person in people:
            found.setdefault((kind, value), []).append(people[person])
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
