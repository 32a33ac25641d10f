"""Who may speak in a thread with an agency: known to the package above that asks agencies.

It registers a function in `ready()`; without one nobody is known.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


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


# Ids of threads → who may speak in each; a constant number of queries.
Known = Callable[[Collection[int]], Mapping[int, Correspondent]]

_known: list[Known] = []


def register_correspondents(known: Known) -> None:
    """Make known who knows them; the last one counts."""
    _known[:] = [known]


def correspondents(*, conversations: Collection[int]) -> Mapping[int, Correspondent]:
    """Thread id → who may speak in it."""
    return _known[0](conversations) if _known else {}
