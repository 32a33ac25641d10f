"""Agencies as a table other programs read and write: one form, in CSV or XLSX, both ways.

A row says one thing more of an agency: what it is responsible for, somebody to turn to, or both;
the name of the agency stands in each of its rows. What is written out is read back unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from baraza.base.people.exchange.headed import (
    NoSuchColumn,
    Row,
    choice_called,
    read_headed,
)
from baraza.engagement.casework.models import Agency, Level

MOST_ROWS = 5_000

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


class NoNames(ValueError):
    """No column of the table is the name of an agency."""


def read_rows(path: Path) -> list[Row]:
    """The rows with something in them: field → words, and "number" as a spreadsheet counts.

    Headings may be in any language of the screens. Raises NotATable, NoNames, TooManyRows.
    """
    try:
        return read_headed(path, fields=FIELDS, needs="name", most=MOST_ROWS)
    except NoSuchColumn as missing:
        raise NoNames from missing


def level_called(words: str) -> Level | None:
    """By its own word, or as a screen in any language calls it."""
    return choice_called(Level, words)


def table_of(agencies: Iterable[Agency], *, areas: Mapping[int, str]) -> Iterator[list[str]]:
    """Lines for a file, a heading first; responsibilities and contacts must be fetched with the
    agencies. `areas` as `places.naming.area_paths` gives them."""
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


def _day(day: object) -> str:
    return day.isoformat() if day else ""
