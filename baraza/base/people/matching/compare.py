"""Two records weighed against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from baraza.base.people.matching.known import Known
from baraza.base.people.matching.naming import compare_names
from baraza.base.people.matching.reasons import Reason

# From here on a pair is worth a person's look. Tuned on generated pairs (benchmarks/people_pairs).
SUGGESTED = 5.0
# The most that two names can weigh, rarity included: what else there is must make up the rest.
MOST_FROM_NAMES = 5.2
# A word that so many are called is a name of its own, not a slip of another.
COMMON_FROM = 5
# More people than this at one address or number: an office, a school, a shop.
SHARED_FROM = 4
GENERATION = 14


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much speaks for one person, and what."""

    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """What is usual among the people compared: what they are called, what they share."""

    size: int
    bones: Counter[str]
    contacts: Counter[str]
    common: frozenset[str]

    @classmethod
    def of(cls, people: Iterable[Known]) -> Population:
        """Counted once, before any comparison."""
        size = 0
        bones: Counter[str] = Counter()
        spellings: Counter[str] = Counter()
        contacts: Counter[str] = Counter()
        for person in people:
            size += 1
            words = {word for name in person.names for word in name}
            bones.update({word.bones for word in words})
            spellings.update(word.written for word in words)
            contacts.update(person.contacts)
        common = frozenset(word for word, count in spellings.items() if count >= COMMON_FROM)
        return cls(size=size, bones=bones, contacts=contacts, common=common)

    def namesakes(self, person: Known) -> float:
        """How many others would have such a name by chance."""
        if not person.names:
            return float(self.size)
        shares = (self.bones[word.bones] / self.size for word in person.names[0])
        return reduce(float.__mul__, shares, float(self.size))


def compare(one: Known, other: Known, population: Population) -> Verdict | None:
    """None where a person's look would be wasted."""
    evidence, reasons = _apart_from_names(one, other, population)
    if evidence + MOST_FROM_NAMES < SUGGESTED:
        return None
    names = compare_names(one, other, common=population.common)
    if not names.weight:
        return None
    score = evidence + names.weight
    if names.weight >= 3:
        score += _rarity(max(population.namesakes(one), population.namesakes(other)))
    if score < SUGGESTED:
        return None
    return Verdict(round(score, 2), (*names.reasons, *reasons))


def _apart_from_names(
    one: Known, other: Known, population: Population
) -> tuple[float, tuple[Reason, ...]]:
    if one.generation != other.generation and one.generation and other.generation:
        return -9.0, ()
    score, reasons = _birth(one.birth_year, other.birth_year)
    if one.generation != other.generation:
        score -= 2.0
    shared = one.contacts & other.contacts
    for contact in shared:
        reason = Reason(contact.partition(":")[0])
        is_own = population.contacts[contact] < SHARED_FROM
        if reason not in reasons:
            score += (3.0 if reason == Reason.EMAIL else 2.5) if is_own else 0.8
            reasons = (*reasons, reason)
    if not shared and one.contacts and other.contacts:
        score -= _contact_conflict(one, other)
    weight = _addresses(one.address, other.address)
    if weight > 0:
        reasons = (*reasons, Reason.ADDRESS)
    return score + weight, reasons


def _contact_conflict(one: Known, other: Known) -> float:
    kinds = {contact.partition(":")[0] for contact in one.contacts}
    return 0.3 * len(kinds & {contact.partition(":")[0] for contact in other.contacts})


def _birth(one: int | None, other: int | None) -> tuple[float, tuple[Reason, ...]]:
    if one is None or other is None:
        return 0.0, ()
    apart = abs(one - other)
    if apart == 0:
        return 1.5, (Reason.BIRTH_YEAR,)
    if sorted(str(one)) == sorted(str(other)) or apart in (1, 10):
        return -0.2, ()
    return (-2.0, ()) if apart < GENERATION else (-6.0, ())


def _addresses(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    shared, numbers = one & other, {word for word in one if word.isdecimal()}
    others_numbers = {word for word in other if word.isdecimal()}
    if numbers and others_numbers and numbers.isdisjoint(others_numbers):
        return -0.4
    if len(shared) < 2:
        return -0.4
    left, left_there = len(one - shared), len(other - shared)
    if numbers & others_numbers and not (left and left_there):
        return 2.0
    return 1.0 if len(shared) / max(len(one), len(other)) >= 0.6 else -0.4


def _rarity(namesakes: float) -> float:
    """How much a common name takes away, and a rare one adds."""
    return next(
        weight
        for most, weight in ((0.1, 1.0), (0.5, 0.5), (3.0, 0.0), (10.0, -0.4), (float("inf"), -0.8))
        if namesakes <= most
    )
