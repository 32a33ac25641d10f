"""People as a file that other programs read: CSV, XLSX and vCard."""

import io
from collections.abc import Iterable, Iterator

from baraza.base.people.exchange.mapping import FIELDS
from baraza.base.people.models import ContactKind, Person
from baraza.common.lazily import Lazily
from baraza.common.spreadsheets import csv_lines, safe_cell

openpyxl = Lazily("openpyxl")
vobject = Lazily("vobject")

# Read back by an import as they are written.
COLUMNS = [
    "name", "given_name", "family_name", "other_names", "email", "phone", "address", "language",
    "birth_year", "access_needs", "do_not_contact", "group", "external_id",
]  # fmt: skip


def as_csv(people: Iterable[Person]) -> Iterator[str]:
    """Lines of CSV with a heading; contact points and groups must be fetched with the people."""
    return csv_lines(_rows(people))


def as_xlsx(people: Iterable[Person]) -> bytes:
    """A spreadsheet with the same columns."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _rows(people):
        sheet.append([safe_cell(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_vcards(people: Iterable[Person]) -> Iterator[str]:
    """One vCard 3.0 a person (RFC 2426, which telephones read best)."""
    for person in people:
        card = vobject.vCard()
        card.add("fn").value = person.name
        card.add("n").value = vobject.vcard.Name(
            family=person.family_name, given=person.given_name or person.name
        )
        for point in person.contact_points.all():
            kind = {ContactKind.EMAIL: "email", ContactKind.PHONE: "tel"}.get(point.kind)
            if kind:
                card.add(kind).value = point.value
        if person.address:
            card.add("adr").value = vobject.vcard.Address(street=person.address)
        if person.language:
            card.add("lang").value = person.language
        groups = [group.name for group in person.groups.all()]
        if groups:
            card.add("categories").value = groups
        card.add("uid").value = f"person-{person.pk}"
        yield card.serialize()


def _rows(people: Iterable[Person]) -> Iterator[list[object]]:
    yield [str(FIELDS[column]) for column in COLUMNS]
    for person in people:
        points = list(person.contact_points.all())
        of = {
            kind: "; ".join(point.value for point in points if point.kind == kind)
            for kind in (ContactKind.EMAIL, ContactKind.PHONE)
        }
        yield [
            person.name,
            person.given_name,
            person.family_name,
            "; ".join(person.other_names),
            of[ContactKind.EMAIL],
            of[ContactKind.PHONE],
            person.address,
            person.language,
            person.birth_year,
            person.access_needs,
            "x" if person.do_not_contact else "",
            "; ".join(group.name for group in person.groups.all()),
            f"person-{person.pk}",
        ]
