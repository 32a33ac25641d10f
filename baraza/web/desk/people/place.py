"""Where a reader is in a long list, as part of an address; nonsense falls back to the start."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest

from baraza.base.people.search import After
from baraza.common.numbers import is_number
from baraza.insight.timelines import Before

LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Which people are asked for."""

    search: str = ""
    group: int | None = None
    organisation: int | None = None
    language: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Choice:
        """What a request asks for."""

        def number(name: str) -> int | None:
            value = request.GET.get(name, "")
            return int(value) if is_number(value) else None

        return cls(
            search=request.GET.get("search", "").replace("\0", "")[:LONGEST_SEARCH],
            group=number("group"),
            organisation=number("organisation"),
            language=request.GET.get("language", "")[:10],
        )

    @property
    def query(self) -> str:
        """The part of an address that asks for the same."""
        parts = {
            "search": self.search,
            "group": self.group,
            "organisation": self.organisation,
            "language": self.language,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def is_everybody(self) -> bool:
        """Whether nothing was asked for."""
        return not self.query


def write_after(after: After) -> str:
    """A row's place in the list of people."""
    return _write(after)


def read_after(text: str) -> After | None:
    """The opposite of `write_after`."""
    match _read(text, parts=2):
        case [key, number] if number.isdecimal():
            return key, int(number)
    return None


def write_before(before: Before) -> str:
    """An entry's place in a timeline."""
    moment, rank, number = before
    return _write((moment.isoformat(), rank, number))


def read_before(text: str) -> Before | None:
    """The opposite of `write_before`."""
    match _read(text, parts=3):
        case [moment, rank, number] if rank.isdecimal() and number.isdecimal():
            try:
                when = datetime.fromisoformat(moment)
            except ValueError:
                return None
            return (when, int(rank), int(number)) if when.tzinfo else None
    return None


def _write(parts: Sequence[object]) -> str:
    joined = "|".join(map(str, parts))
    return urlsafe_b64encode(joined.encode()).decode().rstrip("=")


def _read(text: str, *, parts: int) -> list[str]:
    try:
        joined = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (ValueError, binascii.Error):
        return []
    found = joined.rsplit("|", parts - 1)
    return found if len(found) == parts and "\0" not in joined else []
