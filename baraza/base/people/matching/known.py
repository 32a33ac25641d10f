"""What is known of somebody, ready to be compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from baraza.base.people.names import name_words, romanise, skeleton
from baraza.common.folding import fold

# Words of a name that name nobody.
_PARTICLES = frozenset({
    "al", "el", "bin", "ibn", "ben", "bint", "de", "la", "las", "los", "del", "van", "von", "der",
    "den", "da", "dos", "das", "di", "du", "le", "y", "e", "the", "mr", "mrs", "ms", "miss", "dr",
    "prof", "hon", "sir", "madam", "mzee", "mama", "bwana", "bi", "sheikh", "haji", "hajj",
    "alhaji", "hajia", "eng", "rev", "pastor", "don", "dona", "monsieur", "madame", "mme", "sra",
})  # fmt: skip
_GENERATIONS = {
    "jr": 2, "junior": 2, "ii": 2, "iii": 3, "fils": 2, "hijo": 2, "mdogo": 2, "neto": 3,
    "senior": 1, "pere": 1, "padre": 1, "mkubwa": 1,
}  # fmt: skip
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name."""

    written: str
    latin: str
    bones: str


@dataclass(frozen=True, slots=True)
class Known:
    """A record: `contacts` as "email:…", `address` as folded words."""

    id: int
    names: tuple[tuple[Word, ...], ...]
    generation: int = 0
    birth_year: int | None = None
    contacts: frozenset[str] = frozenset()
    address: frozenset[str] = frozenset()


def known(
    *,
    id: int,
    names: Iterable[str],
    birth_year: int | None = None,
    contacts: Iterable[str] = (),
    address: str = "",
) -> Known:
    """A record made of plain words."""
    parted, generation = [], 0
    for name in names:
        words = []
        # An address in place of a name says nothing.
        for word in name_words(name) if "@" not in name else []:
            if word in _GENERATIONS:
                generation = _GENERATIONS[word]
            elif word not in _PARTICLES:
                words.append(_word(word))
        if words:
            parted.append(tuple(words[:_LONGEST]))
    return Known(
        id=id,
        names=tuple(parted),
        generation=generation,
        birth_year=birth_year,
        contacts=frozenset(contacts),
        address=_address_words(address),
    )


@lru_cache(maxsize=100_000)
def _word(word: str) -> Word:
    if len(word) > 4 and word.startswith("ال"):
        word = word[2:]
    return Word(written=word, latin=romanise(word), bones=skeleton(word))


_STREET_WORDS = {
    "street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "drive": "dr", "rue": "st",
    "calle": "st", "house": "", "flat": "", "apartment": "", "apt": "", "no": "", "po": "",
}  # fmt: skip


def _address_words(address: str) -> frozenset[str]:
    words = fold("".join(sign if sign.isalnum() else " " for sign in address)).split()
    return frozenset(filter(None, (_STREET_WORDS.get(word, word) for word in words)))
