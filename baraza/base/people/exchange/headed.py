"""Tables with headings of our own, in whichever language of the screens they were made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import override

from baraza.base.people.exchange.tables import open_table
from baraza.common.folding import fold

# Field → what its column is called.
Fields = Mapping[str, str | Promise]
# Field → words, and "number" as a spreadsheet counts.
Row = dict[str, str]
Choice = TypeVar("Choice", bound=TextChoices)


class NoSuchColumn(ValueError):
    """The column that must be there is not."""


class TooManyRows(ValueError):
    """More than asked for at most."""


def read_headed(path: Path, *, fields: Fields, needs: str, most: int) -> list[Row]:
    """The rows with something in them.

    Raises NotATable, NoSuchColumn where no column is `needs`, and TooManyRows.
    """
    meant = _headings(fields)
    with open_table(path) as sheet:
        columns = [meant.get(_folded(column), "") for column in sheet.columns]
        if needs not in columns:
            raise NoSuchColumn(needs)
        found = []
        for number, cells in enumerate(islice(sheet.rows, most + 1), start=2):
            row = {
                field: _unquoted(cell)
                for field, cell in zip(columns, cells, strict=False)
                if field and cell
            }
            if row:
                found.append({"number": str(number), **row})
    if len(found) > most:
        raise TooManyRows
    return found


def choice_called(choices: type[Choice], words: str) -> Choice | None:
    """The one with this value, or that a screen in any language calls so."""
    return _called(choices).get(fold(words))


def in_every_language(label: str | Promise) -> list[str]:
    """What something is called in each language of the screens."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(str(label))
    return found


@cache
def _called(choices: type[Choice]) -> dict[str, Choice]:
    called = {fold(one): choice for choice in choices for one in in_every_language(choice.label)}
    return called | {fold(choice.value): choice for choice in choices}


def _headings(fields: Fields) -> dict[str, str]:
    meant = {_folded(field): field for field in fields}
    for field, label in fields.items():
        for words in in_every_language(label):
            meant.setdefault(_folded(words), field)
    return meant


def _folded(heading: str) -> str:
    return fold(heading.replace("_", " ").replace("'", "’")).strip(" *:")


def _unquoted(cell: str) -> str:
    # So spreadsheets keep what might be taken for a formula.
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" else cell
