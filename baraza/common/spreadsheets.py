"""Cells and lines of spreadsheets that run nothing when they are opened."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

# Where a program starts to calculate (OWASP, CSV injection); the wide forms do so in East Asian
# editions, and spaces before them do not stop it.
_CALCULATES = re.compile(r"^[\s\0\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r]")
# Not allowed in XML 1.0, of which spreadsheets are made.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767
Cell = str | int | float | Decimal | bool | date | datetime | None


def safe_cell(value: object) -> Cell:
    """The value as it may stand in a cell of CSV or XLSX: text is never a formula.

    Numbers and dates stay what they are. Text that a program could calculate gets an apostrophe
    in front, which spreadsheets hide; characters XML forbids are left out; at most 32,767
    characters, the most a cell holds.
    """
    if value is None or isinstance(value, int | float | Decimal | date | datetime):
        return value
    text = _FORBIDDEN.sub("", str(value))
    if _CALCULATES.match(text):
        text = f"'{text}"
    return text[:LONGEST]


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of CSV (RFC 4180), one a row, each cell safe.

    Every cell is quoted: a program that splits at another sign finds no formula behind it. The
    first line opens with a byte order mark, or Excel would not take it for UTF-8.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    mark = "\ufeff"
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        yield mark + buffer.getvalue()
        mark = ""
        buffer.seek(0)
        buffer.truncate()
