"""Pairs of generated records, half of them of one person, with the errors real address books have.

`python -m benchmarks.people_pairs [SEED]` prints how well duplicates are suggested. The people are
invented and so are the shares of each error: the figures say what the suggestions can do, not what
they do in one office. A pair of one person shares at least one thing beside the name: otherwise
nobody could tell. Precision counts every suggestion among all records, across pairs too.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from baraza.base.people.matching.blocking import candidate_pairs
from baraza.base.people.matching.compare import Population, compare
from baraza.base.people.matching.known import Known, known
from benchmarks import people_names as names

TUNED_ON = 1
REPORTED_ON = 2026
PAIRS = 10_000


@dataclass(frozen=True)
class Record:
    """A line of an address book; `given` and `family` hold each spelling, own script first."""

    given: list[str]
    family: list[str]
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    birth_year: int | None = None


@dataclass
class Outcome:
    """What was suggested, against what is true."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def precision(self) -> float:
        """Of what was suggested, how much is one person."""
        found = self.found.total()
        return found / (found + self.wrong.total())

    @property
    def recall(self) -> float:
        """Of what is one person, how much was suggested."""
        return self.found.total() / (self.found.total() + self.missed.total())


class Writer:
    """Everything drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._number = 0
        self._pools = [
            (names.spellings(given), names.spellings(family))
            for given, family in (
                (names.ARABIC_GIVEN, names.ARABIC_FAMILY),
                (names.CYRILLIC_GIVEN, names.CYRILLIC_FAMILY),
                (names.GREEK_GIVEN, names.GREEK_FAMILY),
            )
        ]
        self._latin = (
            [[name] for name in names.LATIN_GIVEN.split()],
            [[name] for name in names.LATIN_FAMILY.split()],
        )

    def person(self, like: Record | None = None, **given: object) -> Record:
        """Somebody new; of the same family and culture where `like` is given."""
        everywhere = [self._latin, *self._pools]
        pool = self.random.choices(everywhere, (60, 20, 14, 6))[0]
        if like is not None:
            pool = next(one for one in everywhere if like.family in one[1])
        first = self.random.choice([one for one in pool[0] if like is None or one != like.given])
        record = Record(first, like.family if like else self.random.choice(pool[1]), **given)
        record = replace(
            record,
            birth_year=record.birth_year or self.random.randint(1938, 2006),
            address=record.address or self.address(),
            phone=record.phone or f"+2547{self.random.randint(10_000_000, 99_999_999)}",
        )
        record = replace(record, email=record.email or self.email(record))
        return replace(record, name=f"{record.given[0]} {record.family[0]}")

    def another_given(self, record: Record) -> Record:
        """One of the same family."""
        return self.person(like=record)

    def address(self) -> str:
        """A house in a street."""
        number, street = self.random.randint(1, 180), self.random.choice(names.STREETS)
        return f"{number} {street}, {self.random.choice(names.TOWNS)}"

    def email(self, record: Record) -> str:
        """Made of the name as Latin letters have it, or of a nickname and a number."""
        self._number += 1
        given = _ascii(record.given[-1]).lower()
        family = _ascii(record.family[-1]).lower()
        local = self.random.choice([f"{given}.{family}", f"{given[:1]}{family}", f"{family}"])
        return f"{local}{self._number}@{self.random.choice(['post', 'inbox', 'letters'])}.example"

    def with_gaps(self, record: Record) -> Record:
        """A contact point always, the rest more often than not."""
        chance = self.random.random
        has_email = chance() < 0.6
        return replace(
            record,
            email=record.email if has_email else "",
            phone=record.phone if not has_email or chance() < 0.55 else "",
            address=record.address if chance() < 0.65 else "",
            birth_year=record.birth_year if chance() < 0.65 else None,
        )

    def later(self, record: Record) -> Record:
        """The same person in another list: some have moved, or have a new number."""
        chance = self.random.random
        other = self.person()
        return replace(
            record,
            email=self.email(record) if chance() < 0.2 else record.email,
            phone=other.phone if chance() < 0.15 else record.phone,
            address=other.address if chance() < 0.15 else self._written_otherwise(record.address),
            birth_year=self._misread(record.birth_year) if chance() < 0.04 else record.birth_year,
        )

    def _written_otherwise(self, address: str) -> str:
        for long, short in (("Road", "Rd"), ("Street", "St."), ("Avenue", "Ave"), ("Lane", "Ln")):
            if self.random.random() < 0.4:
                address = address.replace(long, short)
        return address.partition(",")[0] if self.random.random() < 0.3 else address

    def _misread(self, year: int | None) -> int | None:
        return year + self.random.choice([-10, -1, 1, 10]) if year else None

    def slip(self, word: str) -> str:
        """One key wrong: left out, doubled, swapped or another."""
        if len(word) < 4:
            return word
        at = self.random.randrange(1, len(word) - 1)
        return self.random.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + self.random.choice(word).lower() + word[at + 1 :],
            ]
        )


def _ascii(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if sign.isascii() and sign.isalpha())


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _named(record: Record, given: str, family: str) -> Record:
    return replace(record, name=f"{given} {family}")


# How one person is written down a second time.
SAME: dict[str, Callable[[Writer, Record], Record]] = {
    "as before": lambda w, r: r,
    "slip": lambda w, r: w.random.choice(
        [_named(r, w.slip(r.given[0]), r.family[0]), _named(r, r.given[0], w.slip(r.family[0]))]
    ),
    "two slips": lambda w, r: _named(r, w.slip(r.given[0]), w.slip(r.family[0])),
    "swapped": lambda w, r: _named(r, r.family[0], r.given[0]),
    "initial": lambda w, r: _named(r, f"{r.given[0][0]}.", r.family[0]),
    "other script or spelling": lambda w, r: _named(
        r, w.random.choice(r.given[1:] or r.given), w.random.choice(r.family[1:] or r.family)
    ),
    "without accents": lambda w, r: _named(r, _plain(r.given[0]), _plain(r.family[0])),
    "short form": lambda w, r: _named(
        r,
        next((names.SHORT[one] for one in r.given if one in names.SHORT), r.given[-1]),
        r.family[-1],
    ),
    "another family name": lambda w, r: _named(r, r.given[0], w.person().family[0]),
    "a middle name more": lambda w, r: _named(
        r, f"{r.given[0]} {w.another_given(r).given[0]}", r.family[0]
    ),
    "only one name": lambda w, r: replace(r, name=r.given[0]),
    "capitals": lambda w, r: _named(r, r.family[0].upper(), r.given[0].upper()),
}
SHARES = (14, 18, 3, 10, 8, 16, 8, 6, 5, 6, 2, 4)


def _same_name_younger(writer: Writer, record: Record) -> Record:
    younger = (record.birth_year or 1960) + writer.random.randint(18, 38)
    # The father's record may lack the year, the son's does not.
    return replace(
        writer.person(like=record, address=record.address, birth_year=younger),
        given=record.given,
        name=record.name,
    )


ALIKE = (
    ("Hassan", "Hussein"), ("Mario", "Maria"), ("Daniel", "Daniela"), ("Julián", "Juliana"),
    ("Ali", "Alia"), ("Omar", "Amir"), ("Samir", "Samira"), ("Marcel", "Marcela"),
)  # fmt: skip


def _almost(writer: Writer, record: Record) -> Record:
    """A brother or sister whose name is nearly the same."""
    given = next(two for one, two in ALIKE if one == record.given[0])
    other = writer.person(like=record, address=record.address, phone=record.phone)
    return _named(replace(other, given=[given]), given, record.family[0])


# Others who look alike.
OTHERS: dict[str, Callable[[Writer, Record], Record]] = {
    "father and son": lambda w, r: w.person(
        like=r, address=r.address, birth_year=(r.birth_year or 1960) + w.random.randint(18, 38)
    ),
    "father and son of one name": _same_name_younger,
    "twins": lambda w, r: w.person(like=r, address=r.address, birth_year=r.birth_year),
    "couple with one e-mail": lambda w, r: w.person(
        like=r if w.random.random() < 0.7 else None, email=r.email, address=r.address
    ),
    "siblings with one telephone": lambda w, r: w.person(like=r, phone=r.phone, address=r.address),
    "namesakes": lambda w, r: replace(w.person(), given=r.given, family=r.family, name=r.name),
    "neighbours of one age": lambda w, r: w.person(address=r.address, birth_year=r.birth_year),
    "same first name, same year": lambda w, r: (
        lambda other: _named(replace(other, given=r.given), r.given[0], other.family[0])
    )(w.person(birth_year=r.birth_year)),
    "strangers": lambda w, r: w.person(),
    "siblings of almost one name": _almost,
}
OTHER_SHARES = (16, 8, 12, 18, 12, 10, 8, 6, 8, 2)


def pairs(*, seed: int, count: int = PAIRS) -> list[tuple[str, bool, Record, Record]]:
    """(kind, is one person, record, record), half of them of one person."""
    writer = Writer(seed)
    made = []
    while len(made) < count:
        person = writer.person()
        is_same = len(made) % 2 == 0
        if is_same:
            [kind] = writer.random.choices(list(SAME), SHARES)
            second = SAME[kind](writer, writer.later(person))
        else:
            [kind] = writer.random.choices(list(OTHERS), OTHER_SHARES)
            if OTHERS[kind] is _almost:
                given = writer.random.choice(ALIKE)[0]
                person = _named(replace(person, given=[given]), given, person.family[0])
            second = OTHERS[kind](writer, person)
        one, other = writer.with_gaps(person), writer.with_gaps(second)
        if kind.startswith("couple"):
            one, other = replace(one, email=person.email), replace(other, email=person.email)
        if not is_same or _shares_something(one, other):
            made.append((kind, is_same, one, other))
    return made


def _shares_something(one: Record, other: Record) -> bool:
    return (
        bool(one.email and one.email == other.email)
        or bool(one.phone and one.phone == other.phone)
        or bool(one.birth_year and one.birth_year == other.birth_year)
        or bool(one.address and other.address and one.address[:6] == other.address[:6])
    )


def as_known(record: Record, number: int) -> Known:
    """A record as the matching takes it."""
    contacts = [
        f"{kind}:{value}"
        for kind, value in (("email", record.email), ("phone", record.phone))
        if value
    ]
    return known(
        id=number,
        names=[record.name],
        birth_year=record.birth_year,
        contacts=contacts,
        address=record.address,
    )


def measure(*, seed: int, count: int = PAIRS) -> Outcome:
    """All records of all pairs in one office, searched for duplicates."""
    truth: dict[tuple[int, int], tuple[str, bool]] = {}
    people: list[Known] = []
    for kind, is_same, one, other in pairs(seed=seed, count=count):
        number = len(people)
        people += [as_known(one, number), as_known(other, number + 1)]
        truth[number, number + 1] = kind, is_same
    started = time.perf_counter()
    population = Population.of(people)
    suggested = {
        (one.id, other.id)
        for one, other in candidate_pairs(people)
        if compare(one, other, population)
    }
    outcome = Outcome(seconds=time.perf_counter() - started)
    for pair, (kind, is_same) in truth.items():
        if is_same:
            (outcome.found if pair in suggested else outcome.missed)[kind] += 1
        elif pair in suggested:
            outcome.wrong[kind] += 1
    outcome.wrong["records of two pairs"] = len(suggested - truth.keys())
    return outcome


def main() -> None:
    """Print the figures of a seed."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else REPORTED_ON
    outcome = measure(seed=seed)
    print(f"{PAIRS:,} generated pairs (synthetic), seed {seed}, {outcome.seconds:.1f} s")
    print(f"precision {outcome.precision:.3f}  recall {outcome.recall:.3f}")
    for kind in SAME:
        found, missed = outcome.found[kind], outcome.missed[kind]
        print(f"  found   {found:5} of {found + missed:5}  {kind}")
    for kind, wrong in outcome.wrong.most_common():
        print(f"  wrongly {wrong:5}           {kind}")


if __name__ == "__main__":
    main()
