"""What the public reads that nobody has looked at for too long. Each area adds a `Check`.

It stands here because the desk shows it and the site's areas fill it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Stale:
    """One thing that is old: what it is, since when, and the address on the desk to mend it."""

    title: str
    since: datetime.date
    mend: str


@dataclass(frozen=True, slots=True)
class Check:
    """Finds what is old of one kind, the oldest first, as of a day."""

    label: str | Promise
    find: Callable[[datetime.date], Iterable[Stale]]


CHECKS: list[Check] = []


def everything_stale(*, today: datetime.date) -> list[tuple[str | Promise, list[Stale]]]:
    """(label, what is old) of each check that found something."""
    found = [(check.label, list(check.find(today))) for check in CHECKS]
    return [(label, stale) for label, stale in found if stale]
