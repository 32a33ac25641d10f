"""Agencies as a table other programs read and write: one form, in CSV or XLSX, both ways.

A row says one thing more of an agency: what it is responsible for, somebody to turn to, or both;
the name of the agency stands in each of its rows. What is written out is read back unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, zip_longest
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from baraza.base.people.exchange.tables import open_table
from baraza.base.places.models import Area
from baraza.common.folding import fold
from baraza.engagement.casework.models import Agency, Level

MOST_ROWS = 5_000
BELOW = " > "

FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("Agency"),
    "other_names": gettext_lazy("Other names"),
    "level": gettext_lazy("Level"),
    "what_for": gettext_lazy("What they help with"),
    "phone": gettext_lazy("Telephone"),
    "hours": pgettext_lazy("heading of opening hours", "Open"),
    "website": gettext_lazy("Website"),
    "address": gettext_lazy("Address"),
    "how_it_really_goes": gettext_lazy("How it really goes"),
    "is_public": gettext_lazy("Shown on the website"),
    "kind": gettext_lazy("Responsible for"),
    "area": gettext_lazy("Area"),
    "what": gettext_lazy("What exactly"),
    "contact_name": gettext_lazy("Contact"),
    "contact_role": gettext_lazy("Contact for what"),
    "contact_email": gettext_lazy("Contact’s e-mail address"),
    "contact_phone": gettext_lazy("Contact’s telephone"),
    "contact_confirmed": gettext_lazy("Contact last confirmed"),
}
# Of the agency itself; the others differ from row to row.
OF_AGENCY = [
    "other_names", "level", "what_for", "phone", "hours", "website", "address",
    "how_it_really_goes", "is_public",
]  # fmt: skip

Row = dict[str, str]


class NoNames(ValueError):
    """No column of the table is the name of an agency."""


class TooManyRows(ValueError):
    """More than 5,000."""


def read_rows(path: Path) -> list[Row]:
    """The rows with something in them: field → words, and "number" as a spreadsheet counts.

    Headings may be in any language of the screens. Raises NotATable, NoNames, TooManyRows.
    """
    meant = _headings()
    with open_table(path) as sheet:
        fields = [meant.get(_folded(column), "") for column in sheet.columns]
        if "name" not in fields:
            raise NoNames
        found = []
        for number, cells in enumerate(islice(sheet.rows, MOST_ROWS + 1), start=2):
            row = {
                field: _unquoted(cell)
                for field, cell in zip(fields, cells, strict=False)
                if field and cell
            }
            if row:
                found.append({"number": str(number), **row})
    if len(found) > MOST_ROWS:
        raise TooManyRows
    return found


def level_called(words: str) -> Level | None:
    """By its own word, or as a screen in any language calls it."""
    wanted = fold(words)
    for level in Level:
        if wanted in {level.value, *(fold(label) for label in _in_every_language(level.label))}:
            return level
    return None


def table_of(agencies: Iterable[Agency], *, areas: Mapping[int, str]) -> Iterator[list[str]]:
    """Lines for a file, a heading first; responsibilities and contacts must be fetched with the
    agencies. `areas` as `area_paths` gives them."""
    yield [str(label) for label in FIELDS.values()]
    for agency in agencies:
        organisation = agency.organisation
        about = [
            "; ".join(organisation.other_names),
            agency.get_level_display(),
            agency.what_for,
            agency.phone,
            agency.hours,
            organisation.website,
            organisation.address,
            agency.how_it_really_goes,
            _("yes") if agency.is_public else _("no"),
        ]
        duties = [
            [row.kind.said("name"), areas.get(row.area_id, ""), row.what]
            for row in agency.responsibilities.all()
        ]
        contacts = [
            [one.name, one.role, one.email, one.phone, _day(one.confirmed_date)]
            for one in agency.contacts.all()
        ]
        for place, (duty, contact) in enumerate(
            zip_longest(duties or [[]], contacts, fillvalue=[])
        ):
            yield [
                organisation.name,
                *(about if not place else [""] * len(about)),
                *(duty or [""] * 3),
                *(contact or [""] * 5),
            ]


def area_paths(areas: Iterable[Area]) -> dict[int, str]:
    """Area (id) → its name where nothing else is called so, else its number, else the names of
    all it lies in: what leads to no other area."""
    areas = list(areas)
    called = Counter(area.folded for area in areas)
    names = {area.pk: area.name for area in areas}
    return {
        area.pk: area.name
        if called[area.folded] == 1
        else area.code or BELOW.join(names[pk] for pk in area.lineage if pk in names)
        for area in areas
    }


def _headings() -> dict[str, str]:
    meant = {_folded(field): field for field in FIELDS}
    for field, label in FIELDS.items():
        for words in _in_every_language(label):
            meant.setdefault(_folded(words), field)
    return meant


def _in_every_language(label: str | Promise) -> list[str]:
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(str(label))
    return found


def _folded(heading: str) -> str:
    return fold(heading.replace("_", " ").replace("'", "’")).strip(" *:")


def _unquoted(cell: str) -> str:
    # So spreadsheets keep what might be taken for a formula.
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" else cell


def _day(day: object) -> str:
    return day.isoformat() if day else ""
