"""Erase one person: every content goes, the counts stay."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.models import Erasure, Person
from baraza.base.people.registry import holdings
from baraza.flows.data_held.ledger import remember_erasure


class CannotErase(Exception):
    """Something stands against it: `obstacles`, a sentence each."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would do: how many of what, or why it cannot be done."""

    counts: Mapping[str, int]
    obstacles: list[str]


def preview_erasure(*, person: Person, now: datetime) -> Preview:
    """The erasure itself, undone before anybody can see it: its counts are exact."""
    obstacles = _obstacles(person, now)
    with transaction.atomic():
        counts = _erase(Person.objects.get(pk=person.pk), now)
        transaction.set_rollback(True)
    return Preview(counts=counts, obstacles=obstacles)


def erase_person(*, person: Person, by: User | None, now: datetime) -> Mapping[str, int]:
    """Everything they wrote, were written, and are reached by is gone, for good.

    Rows without content stay, so that figures stay true; what others wrote stays theirs. Returns
    how many of what. Raises CannotErase.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if obstacles := _obstacles(person, now):
            raise CannotErase(obstacles)
        added_at = person.added_at
        counts = _erase(person, now)
        Erasure.objects.create(person=person, erased_by=by, erased_at=now, counts=dict(counts))
        transaction.on_commit(
            lambda: remember_erasure(person_id=person.pk, added_at=added_at, now=now)
        )
        record(actor=by, act="erased", obj=person, now=now, detail=dict(counts))
    return counts


def _obstacles(person: Person, now: datetime) -> list[str]:
    return [words for holding in holdings() for words in holding.obstacles(person, now)]


def _erase(person: Person, now: datetime) -> Mapping[str, int]:
    # From the top down: conversations know which raw items and outgoing rows are a person's,
    # and everybody asks for their addresses, which go last.
    counts: Counter[str] = Counter()
    for holding in reversed(holdings()):
        counts.update(holding.erase(person, now))
    return {name: number for name, number in counts.items() if number}
