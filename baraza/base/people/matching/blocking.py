"""Which pairs are worth comparing: those that share a key. Everybody with everybody would be five
thousand million comparisons for 100,000 people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from baraza.base.people.matching.known import Known, Word
from baraza.base.people.matching.nicknames import groups_of

# A key that more people share tells nothing; they share a rarer one too if they are the same.
MOST_TOGETHER = 60


def candidate_pairs(
    people: Iterable[Known], *, about: frozenset[int] | None = None
) -> Iterator[tuple[Known, Known]]:
    """Pairs with the lower id first, each once; with `about`, only those with one of these ids."""
    blocks: dict[str, list[Known]] = defaultdict(list)
    for person in people:
        for key in keys_of(person):
            blocks[key].append(person)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if not 1 < len(block) <= MOST_TOGETHER:
            continue
        for one, other in combinations(block, 2):
            if about is not None and one.id not in about and other.id not in about:
                continue
            low, high = (one, other) if one.id < other.id else (other, one)
            pair = low.id, high.id
            if pair not in seen:
                seen.add(pair)
                yield low, high


def keys_of(person: Known) -> set[str]:
    """What one of their records would share with another of theirs, mistakes and all."""
    keys = {f"c{contact}" for contact in person.contacts}
    house = "".join(sorted(word for word in person.address if word.isdecimal()))
    street = max((word for word in person.address if word.isalpha()), key=len, default="")
    for name in person.names:
        whole = "".join(sorted(word.bones for word in name))
        keys.add(f"w{whole}")
        tokens = sorted({token for word in name for token in _tokens(word)})
        initials = sorted({word.bones[:1] for word in name})
        for one, other in combinations(tokens, 2):
            keys.add(f"n{one}|{other}")
            if person.birth_year:
                keys.add(f"m{one}|{other}|{person.birth_year}")
            if house:
                keys.add(f"o{one}|{other}|{house}")
        for token in tokens:
            keys.update(f"i{token}|{initial}" for initial in initials)
            if person.birth_year:
                keys.add(f"b{token}|{person.birth_year}")
            if house:
                keys.add(f"a{token}|{house}|{street[:4]}")
        if person.birth_year and house:
            keys.update(f"x{initial}|{person.birth_year}|{house}" for initial in initials)
    return keys


def _tokens(word: Word) -> list[str]:
    groups = groups_of(word.written)
    return [f"#{number}" for number in groups] or ([word.bones[:5]] if len(word.bones) > 1 else [])
