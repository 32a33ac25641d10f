"""What each package keeps about persons: how it is shown, how it is erased, how long it is kept.

Filled by each package in `ready()`, lowest package first; `flows.data_held` works through it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from baraza.base.accounts.models import User
from baraza.base.people.models import Person

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of an entry; `read` is called once, when it is written."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is held: a letter, an address. Labels of `facts` are for reading."""

    title: str
    happened_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    files: Sequence[HeldFile] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """What one package keeps about a person.

    `export(person, user)` yields what that member of staff may see, in the language active then.
    `hidden(person, user)` counts what they may not. `erase(person, now)` takes away every content
    and returns how many of what; it runs inside a transaction, which a preview rolls back, so
    files are removed only `on_commit`. `obstacles(person, now)` says why it must not be erased.
    """

    name: str
    label: str | Promise
    export: Callable[[Person, User], Iterable[Entry]]
    erase: Callable[[Person, datetime], Counts]
    hidden: Callable[[Person, User], int] = lambda person, user: 0
    obstacles: Callable[[Person, datetime], Sequence[str]] = lambda person, now: ()


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that is kept for a number of days.

    `due(before, now)` gives the rows whose time has run out and which still have content, those
    under a legal hold left out; `erase(ids, now)` takes their content away, in any batches.
    """

    name: str
    label: str | Promise
    usual_days: int
    due: Callable[[datetime, datetime], QuerySet]
    erase: Callable[[Sequence[int], datetime], Counts]


# The ids that a hold known to a package above protects in a model of a package below.
Protection = Callable[[datetime], QuerySet]

_holdings: list[Holding] = []
_kinds: dict[str, Kind] = {}
_protections: dict[type[Model], list[Protection]] = {}


def register_holding(holding: Holding) -> None:
    """Make what a package keeps about persons part of every export and erasure."""
    _holdings.append(holding)


def holdings() -> list[Holding]:
    """Lowest package first. Erase from the end: upper packages know where lower ones look."""
    return list(_holdings)


def register_kind(kind: Kind) -> None:
    """Let the office set how long this is kept."""
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Everything whose days can be set."""
    return list(_kinds.values())


def protect(model: type[Model], protection: Protection) -> None:
    """Keep the rows of `model` whose ids the query gives from being erased by a rule."""
    _protections.setdefault(model, []).append(protection)


def protected(model: type[Model], *, now: datetime) -> list[QuerySet]:
    """Queries of the ids in `model` that holds known to the packages above protect."""
    return [protection(now) for protection in _protections.get(model, [])]


def unprotected(rows: QuerySet, *, now: datetime) -> QuerySet:
    """`rows` without those that a hold protects."""
    for ids in protected(rows.model, now=now):
        rows = rows.exclude(pk__in=ids)
    return rows
