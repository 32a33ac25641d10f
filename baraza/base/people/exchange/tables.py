"""Tables as people send them: encoding, delimiter and heading are found, not asked for."""

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from baraza.base.people.exchange.mapping import field_of
from baraza.common.lazily import Lazily

openpyxl = Lazily("openpyxl")

MOST_COLUMNS = 200
LONGEST_CELL = 10_000
LONGEST_LINE = 1_000_000
SAMPLE_BYTES = 200_000
SAMPLE_LINES = 50
DELIMITERS = ",;\t|"
XLSX_BEGINS = b"PK\x03\x04"
VCARD_BEGINS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*BEGIN:VCARD", re.IGNORECASE)

EMPTY = noop("The file is empty.")
TOO_WIDE = noop("The table has %(columns)s columns; at most %(most)s can be read.")
NO_TABLE = noop("This is neither a table nor a list of contacts.")
_LOOKS_LIKE_DATA = re.compile(r"@|\d{3}")


class NotATable(ValueError):
    """The file cannot be read as a table; `str()` says why in the reader's language."""

    def __init__(self, words: str, **facts: object) -> None:
        super().__init__(words)
        self.words = words
        self.facts = facts

    def __str__(self) -> str:
        return gettext(self.words) % self.facts


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table being read: its headings, and its rows below them as lists of text."""

    columns: list[str]
    rows: Iterator[list[str]]
    encoding: str = ""


@contextmanager
def open_table(path: Path) -> Iterator[Sheet]:
    """Read a CSV or XLSX file row by row; memory does not grow with its size.

    Raises NotATable.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    if not sample.strip():
        raise NotATable(EMPTY)
    if sample.startswith(XLSX_BEGINS):
        with _spreadsheet(path) as rows:
            yield _sheet(rows, "")
        return
    encoding = _encoding(sample)
    try:
        text = sample.decode(encoding, "ignore")
    except LookupError as error:
        raise NotATable(NO_TABLE) from error
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        delimiter = _delimiter(text)
        yield _sheet(_csv_rows(lines, delimiter), encoding)


def is_vcard(path: Path) -> bool:
    """Whether a file holds vCards (RFC 6350)."""
    with path.open("rb") as file:
        return bool(VCARD_BEGINS.match(file.read(200)))


def _encoding(sample: bytes) -> str:
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if sample.startswith(mark):
            return name
    try:
        # The sample may end within a letter.
        sample[: len(sample) - 4 if len(sample) == SAMPLE_BYTES else None].decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(sample).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


def _delimiter(sample: str) -> str:
    """The sign that splits the first lines into the same number of cells, the most cells first."""
    lines = [line[:LONGEST_CELL] for line in sample.splitlines()[:SAMPLE_LINES] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=evenness)


def _lines(file: TextIO) -> Iterator[str]:
    """A line without end comes in parts: nothing is ever held whole."""
    while line := file.readline(LONGEST_LINE):
        yield line


def _csv_rows(lines: TextIO, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader((line.replace("\0", "") for line in _lines(lines)), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            # A cell without end: its line is one row nobody can use, reported as such.
            yield []


@contextmanager
def _spreadsheet(path: Path) -> Iterator[Iterator[list[str]]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (
        openpyxl.utils.exceptions.InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
    ) as error:
        raise NotATable(NO_TABLE) from error
    try:
        sheet = book.worksheets[0]
        yield (_filled(row) for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1))
    finally:
        book.close()


def _filled(row: Sequence[object]) -> list[str]:
    cells = ["" if cell is None else str(cell) for cell in row]
    while cells and not cells[-1]:  # asked for more columns than there are, it gives empty ones
        cells.pop()
    return cells


def _sheet(rows: Iterator[list[str]], encoding: str) -> Sheet:
    first = next((row for row in rows if any(cell.strip() for cell in row)), None)
    if first is None:
        raise NotATable(EMPTY)
    if len(first) > MOST_COLUMNS:
        raise NotATable(TOO_WIDE, columns=len(first), most=MOST_COLUMNS)
    if _is_heading(first):
        return Sheet([_cell(cell) for cell in first], _tidy(rows), encoding)
    columns = [gettext("Column %(number)s") % {"number": n + 1} for n in range(len(first))]
    return Sheet(columns, _tidy(_with(first, rows)), encoding)


def _is_heading(row: Sequence[str]) -> bool:
    if any(field_of(cell) for cell in row):
        return True
    return not any(_LOOKS_LIKE_DATA.search(cell) for cell in row)


def _with(first: list[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rows


def _tidy(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    return ([_cell(cell) for cell in row[:MOST_COLUMNS]] for row in rows)


def _cell(text: str) -> str:
    return text[:LONGEST_CELL].replace("\0", "").strip()
