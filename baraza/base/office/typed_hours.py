"""Hours as people type and read them: "9-12, 14-17:30"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import time
from itertools import pairwise

Span = tuple[time, time]

_CLOSED = {"", "-", "–", "—", "x", "0", "closed", "fermé", "cerrado", "مغلق"}
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\bà\b|\ba\b|إلى)\s*", re.IGNORECASE)
_PARTS = re.compile(r"[,;،؛&+\n]|\band\b|\bet\b|\by\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(\d{1,2})(?:\s*[:.h٫]\s*(\d{2})?|(?<=\d)(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE
)
MOST_SPANS = 6


class UnreadableHours(ValueError):
    """This is no time of the day, or the spans lie across one another."""


def read_hours(typed: str) -> list[Span]:
    """The spans somebody typed, in order; none for a day that is closed. Times may be written as
    `9`, `9:30`, `9.30`, `9h30`, `930` or `2pm`, in the digits of any script.

    Raises UnreadableHours.
    """
    text = "".join(_digit(sign) for sign in typed).strip().lower()
    if text in _CLOSED:
        return []
    spans = [_span(part) for part in _PARTS.split(text) if part.strip()]
    spans.sort()
    if len(spans) > MOST_SPANS:
        raise UnreadableHours(typed)
    for (opens, closes), (following, _until) in pairwise(spans):
        # Only the last of a day may go past midnight.
        if closes > following or closes <= opens:
            raise UnreadableHours(typed)
    return spans


def write_hours(spans: Iterable[Sequence[time]]) -> str:
    """The same, as `read_hours` takes it back."""
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans)


def minutes_of(span: Sequence[time]) -> int:
    """How long a span lasts by the clock on the wall; what closes no later than it opens closes
    the day after."""
    opens, closes = (each.hour * 60 + each.minute for each in span)
    return (closes - opens) % 1440 or 1440


def _span(part: str) -> Span:
    ends = _BETWEEN.split(part.strip())
    if len(ends) != 2:
        raise UnreadableHours(part)
    (opens, first_half), (closes, second_half) = _clock(ends[0]), _clock(ends[1])
    # "2-5pm" means both.
    if second_half == "p" and not first_half and opens.hour < 12 and opens.hour + 12 < closes.hour:
        opens = opens.replace(hour=opens.hour + 12)
    if opens == closes and opens != time(0):
        raise UnreadableHours(part)
    return opens, closes


def _clock(text: str) -> tuple[time, str]:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise UnreadableHours(text)
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    half = (found[4] or "")[:1]
    if half and not 1 <= hour <= 12:
        raise UnreadableHours(text)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        # Midnight at the end of a day is 0:00 of the next.
        return time(0 if hour == 24 and minute == 0 else hour, minute), half
    except ValueError as error:
        raise UnreadableHours(text) from error


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
