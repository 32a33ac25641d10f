"""Read holidays from a calendar (.ics, RFC 5545) or a table (CSV), as authorities publish them."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from charset_normalizer import from_bytes

LARGEST = 1_000_000
MOST_DAYS = 1000
LONGEST_NAME = 100
# A calendar may say "every year": so many years of it are entered.
YEARS_AHEAD = 5
FIRST_YEAR, LAST_YEAR = 2000, 2100
# A public holiday lasts no longer; a recess is no holiday of the office.
LONGEST_HOLIDAY = timedelta(days=31)
_CALENDAR = re.compile(r"^BEGIN:V(CALENDAR|EVENT)", re.MULTILINE | re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_WRITTEN_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


class NoHolidays(ValueError):
    """Nothing in the file is a day."""


@dataclass(frozen=True, slots=True)
class HolidayFile:
    """The days a file names, in order, and how many lines of it could not be read."""

    days: dict[date, str]
    unread: int


def read_holidays(content: bytes) -> HolidayFile:
    """Raises NoHolidays for what is neither a calendar nor a table with a day in it."""
    if len(content) > LARGEST:
        raise NoHolidays
    text = _text(content).lstrip("\ufeff")
    found: dict[date, str] = {}
    unread = 0
    for day, name in _of_calendar(text) if _CALENDAR.search(text) else _of_table(text):
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR or len(found) >= MOST_DAYS:
            unread += 1
        else:
            found.setdefault(day, " ".join(name.split())[:LONGEST_NAME])
    if not found:
        raise NoHolidays
    return HolidayFile(dict(sorted(found.items())), unread)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        return str(best) if best else content.decode("latin-1")


def _of_calendar(text: str) -> Iterator[tuple[date | None, str]]:
    for event in _FOLD.sub("", text).replace("\r", "").split("BEGIN:VEVENT")[1:]:
        fields = {}
        for line in event.partition("END:VEVENT")[0].splitlines():
            name, _, value = line.partition(":")
            fields.setdefault(name.partition(";")[0].strip().upper(), value.strip())
        name = re.sub(r"\\([,;\\])", r"\1", fields.get("SUMMARY", "").replace("\\n", " "))
        first = _iso(fields.get("DTSTART", ""))
        if first is None:
            yield None, name
            continue
        # The end is the first day after it.
        end = _iso(fields.get("DTEND", "")) or first
        length = max(min(end - first, LONGEST_HOLIDAY).days, 1)
        every_year = "FREQ=YEARLY" in fields.get("RRULE", "").upper()
        for year in range(YEARS_AHEAD if every_year else 1):
            for ahead in range(length):
                yield _years_later(first + timedelta(days=ahead), year), name


def _years_later(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return None


def _of_table(text: str) -> Iterator[tuple[date | None, str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    delimiter = max(";\t,", key=text.count)
    rows = list(csv.reader(lines, delimiter=delimiter))
    # Where a second number is past twelve, the month stands first.
    month_first = any(
        int(found[2]) > 12
        for row in rows
        for cell in row
        if (found := _WRITTEN_DAY.fullmatch(cell.strip()))
    )
    for row in rows:
        days = [_day(cell, month_first=month_first) for cell in row]
        day = next((one for one in days if one), None)
        names = [cell for cell, one in zip(row, days, strict=True) if one is None and cell.strip()]
        if day is not None:
            yield day, names[0].strip() if names else ""
        elif row is not rows[0]:  # a heading is no trouble
            yield None, ""


def _day(cell: str, *, month_first: bool) -> date | None:
    cell = cell.strip()
    if found := _WRITTEN_DAY.fullmatch(cell):
        one, two, year = map(int, found.groups())
        return _date(year, one, two) if month_first else _date(year, two, one)
    return _iso(cell)


def _iso(text: str) -> date | None:
    found = _DAY.match(text)
    return _date(*map(int, found.groups())) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
