"""Who wrote: recognised by contact point, else made; two people are never taken for one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.models import ContactKind, Person
from baraza.base.people.phones import normal_phone
from baraza.base.people.queries import current_record
from baraza.common.folding import fold
from baraza.common.rows import Later
from baraza.dialogue.conversations.actions.keys import Keys
from baraza.dialogue.conversations.reading import Reading

Point = tuple[ContactKind, str]
# Where people are reached, and who they are.
Reached = dict[Point, list[Person]]


@dataclass(slots=True)
class Sender:
    """One person, or nobody yet: then `candidates` wait for a human to choose among them."""

    person: Person | None = None
    candidates: list[Person] = field(default_factory=list)


def points_of(
    letters: Iterable[Reading], *, own_addresses: frozenset[str]
) -> dict[ContactKind, set[str]]:
    """Where whoever these letters are with is reached: `recognise_senders` is to know who that is.
    Kinds without any are left out.
    """
    points: dict[ContactKind, set[str]] = {}
    for reading in letters:
        if point := _contact_point(reading, own_addresses):
            points.setdefault(point[0], set()).add(point[1])
    return points


def recognise_senders(
    letters: Sequence[Reading],
    *,
    reached: Reached,
    keys: Mapping[int, Keys],
    own_addresses: frozenset[str],
    now: datetime,
    later: Later,
) -> list[Sender]:
    """For each letter the constituent it is with: its sender, or the recipient of our own.

    `reached`: who is known at their `points_of`. `keys` by the ids of raw items. Whoever is new is
    added to `later`.
    """
    said = _said_to_be(letters)
    points = [
        None if reading.person_id in said else _contact_point(reading, own_addresses)
        for reading in letters
    ]
    known = dict(reached)
    newcomers = [
        (newcomer, position)
        for newcomer, position in _newcomers(letters, points, known, keys)
        if letters[position].person_id not in said
    ]
    people = add_people(newcomers=[newcomer for newcomer, _ in newcomers], now=now, later=later)
    made: dict[int, Person] = {}
    for person, (newcomer, position) in zip(people, newcomers, strict=True):
        made[position] = person
        if newcomer.contact_value:
            known[newcomer.contact_kind, newcomer.contact_value] = [person]

    return [
        Sender(person=said[reading.person_id])
        if reading.person_id in said
        else Sender(person=made[position])
        if position in made
        else _match(_name(reading, point), known.get(point, []) if point else [])
        for position, (reading, point) in enumerate(zip(letters, points, strict=True))
    ]


def _said_to_be(letters: Sequence[Reading]) -> dict[int | None, Person]:
    """The people whom staff named, as their records stand now; no query where nobody was named."""
    named = {reading.person_id for reading in letters if reading.person_id is not None}
    if not named:
        return {}
    return {
        pk: current_record(person=person)
        for pk, person in Person.objects.filter(erased_at__isnull=True).in_bulk(named).items()
    }


def _contact_point(reading: Reading, own_addresses: frozenset[str]) -> Point | None:
    if reading.is_outgoing:
        others = (address for address in reading.recipients if address not in own_addresses)
        address = next(others, "")
    else:
        address = "" if reading.is_from_us else reading.author_address
    if address:
        return ContactKind.EMAIL, address
    number = normal_phone(reading.author_phone)
    return (ContactKind.PHONE, number) if number else None


def _name(reading: Reading, point: Point | None) -> str:
    if reading.is_outgoing:
        return reading.recipient_names.get(point[1], "") if point else ""
    return "" if reading.is_from_us else reading.author_name


def _newcomers(
    letters: Sequence[Reading],
    points: Sequence[Point | None],
    known: dict[Point, list[Person]],
    keys: Mapping[int, Keys],
) -> list[tuple[Newcomer, int]]:
    """Whoever writes from a contact point nobody had; with the position of their first letter."""
    newcomers = []
    seen = set(known)
    for position, (reading, point) in enumerate(zip(letters, points, strict=True)):
        name = _name(reading, point)
        if point in seen or not (point or name):
            continue
        kind, value = point or (ContactKind.EMAIL, "")
        newcomer = Newcomer(
            key=keys[reading.raw.pk].person,
            name=name,
            language="" if reading.is_outgoing else reading.language,
            contact_kind=kind,
            contact_value=value,
            address="" if reading.is_outgoing else reading.author_postal_address,
        )
        newcomers.append((newcomer, position))
        if point:
            seen.add(point)
    return newcomers


def _match(name: str, people: list[Person]) -> Sender:
    """Exactly one person fits, or a human decides."""
    fitting = [person for person in people if _may_be(name, person.name)]
    exact = [person for person in people if name and fold(person.name) == fold(name)]
    for choice in (exact, fitting):
        if len(choice) == 1 and (choice is exact or len(people) == 1):
            return Sender(person=choice[0])
    return Sender(candidates=people)


def _may_be(name: str, known_name: str) -> bool:
    """False where two names have no word in common: a couple sharing an address, say."""
    words, known_words = _words(name), _words(known_name)
    return not words or not known_words or bool(words & known_words)


def _words(name: str) -> set[str]:
    if "@" in name:
        return set()  # an address in place of a name says nothing
    return set(_split(fold(name)))


def _split(name: str) -> Iterable[str]:
    return (word for word in name.replace(".", " ").replace(",", " ").replace("-", " ").split())
