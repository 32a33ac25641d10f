"""What a visitor asks for in the address: only what is there to be chosen."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

LONGEST = 9


def number_of(request: HttpRequest, name: str, known: Iterable[int]) -> int | None:
    """The number given under this name, if it is one of these."""
    asked = request.GET.get(name, "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST):
        return None
    return int(asked) if int(asked) in set(known) else None


def word_of(request: HttpRequest, name: str, known: Iterable[str]) -> str:
    """The word given under this name, if it is one of these."""
    asked = request.GET.get(name, "")
    return asked if asked in set(known) else ""


def page_of(request: HttpRequest) -> int:
    """Which page of a long list; the first unless said."""
    asked = request.GET.get("page", "")
    if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST:
        return max(int(asked), 1)
    return 1
