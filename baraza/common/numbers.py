"""Numbers of rows as addresses and forms carry them, written by whoever likes to."""

from __future__ import annotations

from collections.abc import Iterable

# Whatever has no more of them fits where the database keeps the numbers of rows.
MOST_DIGITS = 18


def is_number(text: str) -> bool:
    """Whether it may be the number of a row."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def number(text: str | None) -> int:
    """The number of a row; 0, which no row has, for anything else."""
    return int(text) if text and is_number(text) else 0


def numbers(texts: Iterable[str]) -> list[int]:
    """Those that may be numbers of rows."""
    return [int(text) for text in texts if is_number(text)]
