"""Projects as a table other programs read and write: one form, in CSV or XLSX, both ways.

What is written out is read back unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baraza.base.people.exchange.headed import Row, read_headed
from baraza.engagement.projects.models import Project

MOST_ROWS = 5_000

FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("Project"),
    "external_id": gettext_lazy("Number"),
    "what": gettext_lazy("What is done"),
    "area": gettext_lazy("Area"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "amount": gettext_lazy("Money"),
    "currency": gettext_lazy("Currency"),
    "source": gettext_lazy("Paid by"),
    "source_name": gettext_lazy("Name of the payer"),
    "body": gettext_lazy("Responsible body"),
    "topic": gettext_lazy("Topic"),
    "status": gettext_lazy("Status"),
    "status_date": gettext_lazy("Status since"),
    "began_date": gettext_lazy("Begun"),
    "due_date": gettext_lazy("To be finished by"),
    "is_public": gettext_lazy("Shown on the website"),
}


def read_rows(path: Path) -> list[Row]:
    """The rows of a file. Raises NotATable, NoSuchColumn, TooManyRows."""
    return read_headed(path, fields=FIELDS, needs="name", most=MOST_ROWS)


def table_of(projects: Iterable[Project], *, areas: Mapping[int, str]) -> Iterator[list[object]]:
    """Lines for a file, a heading first. `areas` as `places.naming.area_paths` gives them."""
    yield [str(label) for label in FIELDS.values()]
    for one in projects:
        yield [
            one.name,
            one.external_id,
            one.what,
            areas.get(one.area_id, ""),
            "" if one.latitude is None else repr(one.latitude),
            "" if one.longitude is None else repr(one.longitude),
            "" if one.amount is None else str(one.amount),
            one.currency,
            str(one.get_source_display()),
            one.source_name,
            one.body.name if one.body else "",
            one.topic.name if one.topic else "",
            str(one.get_status_display()),
            _day(one.status_date),
            _day(one.began_date),
            _day(one.due_date),
            _("yes") if one.is_public else _("no"),
        ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
