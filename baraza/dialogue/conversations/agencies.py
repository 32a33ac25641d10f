"""What a thread with an agency must know of the case it is for: asked from above.

A package above registers itself in `ready()`; without one nobody is known.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from baraza.base.accounts.models import User
from baraza.dialogue.conversations.models import Approval, Message


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who may speak for the agency in one thread; all in lower case."""

    addresses: frozenset[str] = frozenset()
    # Any address there is theirs: never the domain of a public mail service.
    domains: frozenset[str] = frozenset()
    # Of the people the case is about: what they write is theirs, whatever it answers.
    constituents: frozenset[str] = frozenset()

    def knows(self, address: str) -> bool:
        """Whether a letter from there is the agency's."""
        address = address.lower()
        return address in self.addresses or address.rpartition("@")[2] in self.domains


class Asking(Protocol):
    """The package that asks agencies."""

    def correspondents(self, conversations: Collection[int]) -> Mapping[int, Correspondent]:
        """Thread id → who may speak there; a constant number of queries."""

    def send_approved(self, approval: Approval, *, author: User, now: datetime) -> Message:
        """The approved letter leaves, as its author wrote it."""

    def tell_author(self, approval: Approval, *, by: User, now: datetime) -> None:
        """Its author hears that somebody has read it."""


_asking: list[Asking] = []


def register_asking(asking: Asking) -> None:
    """Make known who asks agencies; the last one counts."""
    _asking[:] = [asking]


def asking() -> Asking | None:
    """Who asks agencies here."""
    return _asking[0] if _asking else None


def correspondents(*, conversations: Collection[int]) -> Mapping[int, Correspondent]:
    """Thread id → who may speak there."""
    return _asking[0].correspondents(conversations) if _asking else {}
