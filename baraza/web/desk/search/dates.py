"""Days as people write them: "12 March 2026", "2026-03-12", "12/3/2026", "March 2026"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError

from baraza.common.folding import fold

Days = tuple[date, date]
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_NUMBER = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|e)?")
# What stands between the parts of a date.
_BETWEEN = {"de", "of", "the", "le", "del", "el", "la", "في", "من"}
MOST_PARTS = 5


def read_days(words: str, *, languages: Iterable[str], today: date) -> Days | None:
    """The first and the last day meant; None where it is no date. Without a year, the last such
    day there was."""
    text = fold(words).translate(str.maketrans("،,", "  "))
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part or 0) for part in found.groups())
        return _days(year, month, day)
    if found := _FIGURES.fullmatch(text):
        day, month, year = map(int, found.groups())
        return _days(year, month, day) if month <= 12 else _days(year, day, month)
    return _in_words(text.split(), tuple(languages), today)


def _in_words(parts: list[str], languages: tuple[str, ...], today: date) -> Days | None:
    if not 2 <= len(parts) <= MOST_PARTS:
        return None
    month = day = year = 0
    for part in parts:
        bare = part.strip(".")
        number = _NUMBER.fullmatch(bare)
        if bare in _BETWEEN:
            continue
        if number and len(number[1]) == 4 and not year:
            year = int(number[1])
        elif number and not day:
            day = int(number[1])
        elif not number and not month:
            month = next((_months(one)[bare] for one in languages if bare in _months(one)), 0)
            if not month:
                return None
        else:
            return None
    if not month or not (day or year):
        return None
    if year:
        return _days(year, month, day)
    is_to_come = (month, day) > (today.month, today.day)
    return _days(today.year - is_to_come, month, day)


def _days(year: int, month: int, day: int) -> Days | None:
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except ValueError:
        return None


@cache
def _months(language: str) -> dict[str, int]:
    """Folded names of the months, long and short."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        fold(name).strip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
    }
