"""The media list as a table other programs read and write: one form, in CSV or XLSX, both ways.

What is written out is read back unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from baraza.base.people.exchange.headed import Row, read_headed
from baraza.engagement.press.models import Outlet

MOST_ROWS = 5_000

FIELDS: dict[str, str | Promise] = {
    "outlet": gettext_lazy("Outlet"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "reach": gettext_lazy("Reach"),
    "website": gettext_lazy("Website"),
    "name": gettext_lazy("Name"),
    "role": gettext_lazy("For what"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Telephone"),
    "confirmed_date": gettext_lazy("Last confirmed"),
}


def read_rows(path: Path) -> list[Row]:
    """The rows of a file. Raises NotATable, NoSuchColumn, TooManyRows."""
    return read_headed(path, fields=FIELDS, needs="outlet", most=MOST_ROWS)


def table_of(outlets: Iterable[Outlet]) -> Iterator[list[object]]:
    """Lines for a file, a heading first: one for each contact. `outlets` with their contacts."""
    yield [str(label) for label in FIELDS.values()]
    for outlet in outlets:
        first = [
            outlet.name,
            str(outlet.get_kind_display()),
            outlet.language,
            str(outlet.get_reach_display()),
            outlet.website,
        ]
        contacts = list(outlet.contacts.all())
        if not contacts:
            yield [*first, "", "", "", "", ""]
        for one in contacts:
            day = one.confirmed_date.isoformat() if one.confirmed_date else ""
            yield [*first, one.name, one.role, one.email, one.phone, day]
