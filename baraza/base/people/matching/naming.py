"""How alike two names are, word by word, in any order and script."""

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from baraza.base.people.matching.known import Known, Word
from baraza.base.people.matching.nicknames import groups_of
from baraza.base.people.matching.reasons import Reason

STRONG = 0.8
# From here on it is the same name, written otherwise on purpose.
_SAME_NAME = 0.92
_SHORTEST_TYPO = 4
_LONGEST_WHOLE = 6
# Spelt in turns at the beginning of a name: Eleni and Heleni, Giorgos and Yiorgos, Galina, Halyna.
_FIRST_SOUNDS = frozenset("ayhgk")
_SHORT_FORM = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a pair of names speaks for one person (0 to 4), and why."""

    weight: float
    reasons: tuple[Reason, ...]


NOTHING = Likeness(0.0, ())


def compare_names(one: Known, other: Known, *, common: frozenset[str]) -> Likeness:
    """The best that any of their names say together.

    `common` are words that many people are called: one is not taken for a misspelt other.
    """
    best = NOTHING
    for words in one.names:
        for others in other.names:
            found = _compare(words, others, common)
            if found.weight > best.weight:
                best = found
    return best


def _compare(words: tuple[Word, ...], others: tuple[Word, ...], common: frozenset[str]) -> Likeness:
    pairs = sorted(
        (
            (*_alike(word, other, common), -abs(i - j), i, j)
            for i, word in enumerate(words)
            for j, other in enumerate(others)
        ),
        key=lambda pair: (pair[0], pair[2]),
        reverse=True,
    )
    mine: set[int] = set()
    theirs: set[int] = set()
    matched: list[tuple[float, Reason, int, int]] = []
    for score, reason, _, i, j in pairs:
        if score and i not in mine and j not in theirs:
            mine.add(i)
            theirs.add(j)
            matched.append((score, reason, i, j))
    strong = [one for one in matched if one[0] >= STRONG]
    weak = len(matched) - len(strong)
    left, left_there = len(words) - len(matched), len(others) - len(matched)
    reasons = tuple(dict.fromkeys(reason for _, reason, _, _ in matched))
    weight = _weight(strong, weak, left, left_there)
    if weight < 3 and _same_as_a_whole(words, others):
        across = _scripts_differ(words, others)
        return Likeness(3.4, (Reason.OTHER_SCRIPT if across else Reason.SIMILAR_NAME,))
    if left and left_there:
        reasons = (Reason.GIVEN_NAME,)
    return Likeness(weight, reasons if weight else ())


def _weight(
    strong: list[tuple[float, Reason, int, int]], weak: int, left: int, left_there: int
) -> float:
    exact = sum(score == 1 for score, *_ in strong)
    slips = sum(score < _SAME_NAME for score, *_ in strong)
    if left and left_there:
        # Something differs: a name taken in marriage, or a brother, a son, a wife.
        first = any(i == j == 0 and score >= 0.9 for score, _, i, j in strong)
        if not first:
            return 0.0
        return 2.4 if len(strong) > 1 else 2.0
    if len(strong) == 1 and not weak:
        # A single word: all there is, or all that one of them gives.
        return 2.2 if exact else 1.2
    if weak:
        return (2.6 if exact else 2.2) - 0.4 * (weak - 1) if strong else 0.0
    variants = len(strong) - exact - slips
    weight = 4.0 - 0.6 * slips - 0.25 * variants + 0.2 * (len(strong) - 2)
    if left or left_there:
        weight -= 0.4
    return min(weight, 4.2)


def _alike(word: Word, other: Word, common: frozenset[str]) -> tuple[float, Reason]:
    if word.written == other.written:
        return (1.0 if len(word.written) > 1 else 0.6), Reason.NAME
    if len(word.latin) == 1 or len(other.latin) == 1:
        fits = word.latin[:1] == other.latin[:1]
        return (0.6 if fits else 0.0), Reason.INITIALS
    groups, others = groups_of(word.written), groups_of(other.written)
    same_script = word.written.isascii() == other.written.isascii()
    if groups & others:
        return 0.95, Reason.NICKNAME if same_script else Reason.OTHER_SCRIPT
    if groups and others:
        return 0.0, Reason.SIMILAR_NAME
    if not same_script:
        return _alike_across(word, other), Reason.OTHER_SCRIPT
    return _alike_spelt(word, other, common), Reason.SIMILAR_NAME


def _alike_across(word: Word, other: Word) -> float:
    if word.bones == other.bones:
        return 0.93 if len(word.bones) > 1 else 0.0
    firsts, rest = (word.bones[:1], other.bones[:1]), word.bones[1:]
    if _FIRST_SOUNDS.issuperset(firsts) and len(rest) > 1 and rest == other.bones[1:]:
        return 0.9
    if len(word.bones) > 3 and len(other.bones) > 3:
        return 0.82 if OSA.distance(word.bones, other.bones, score_cutoff=1) == 1 else 0.0
    return 0.0


def _alike_spelt(word: Word, other: Word, common: frozenset[str]) -> float:
    longest = max(len(word.latin), len(other.latin))
    distance = OSA.distance(word.latin, other.latin, score_cutoff=2)
    same_sound = word.bones == other.bones
    if _is_short_form(word.latin, other.latin):
        return 0.85
    if distance > 2 or longest < _SHORTEST_TYPO:
        return 0.0
    if word.written in common and other.written in common and not (same_sound and distance == 1):
        return 0.0
    if _differ_in_ending(word.latin, other.latin):
        return 0.7
    if distance == 1:
        return 0.9
    if longest > 6 or same_sound:
        return 0.85
    return 0.0


def _differ_in_ending(word: str, other: str) -> bool:
    """Mario and Maria, Daniel and Daniela: another person more often than a slip."""
    short, long = sorted((word, other), key=len)
    if len(short) == len(long):
        return short[:-1] == long[:-1] and short[-1] in "aeiou" and long[-1] in "aeiou"
    return len(long) == len(short) + 1 and long[:-1] == short and long[-1] in "ao"


def _is_short_form(word: str, other: str) -> bool:
    """Rafa and Rafael, Dom and Dominic."""
    short, long = sorted((word, other), key=len)
    return len(short) >= _SHORT_FORM and len(long) > len(short) + 1 and long.startswith(short)


def _same_as_a_whole(words: tuple[Word, ...], others: tuple[Word, ...]) -> bool:
    """Abd Allah and Abdallah, Mac Donald and Macdonald: the same letters, parted otherwise."""
    if len(words) == len(others):
        return False
    one, other = ("".join(word.latin for word in several) for several in (words, others))
    if one == other:
        return True
    bones, more = ("".join(word.bones for word in several) for several in (words, others))
    return len(bones) >= _LONGEST_WHOLE and bones == more


def _scripts_differ(words: tuple[Word, ...], others: tuple[Word, ...]) -> bool:
    return words[0].written.isascii() != others[0].written.isascii()
