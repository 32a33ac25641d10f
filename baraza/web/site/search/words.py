"""Words as the search compares them: folded, without their endings, in any of the languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from baraza.common.folding import fold

_WORD = re.compile(r"\w+")
# Written together with an Arabic word: and, so, with, like, for; the article.
_ARABIC_STARTS = ("وال", "فال", "بال", "كال", "لل", "ال")
_ARABIC_LETTERS = "وفبلك"
_ARABIC_ENDS = ("ات", "ون", "ين", "ان", "تي", "ها", "هم", "نا", "كم", "ه", "ي")
_ARABIC = re.compile("[\u0600-\u06ff]")
# From the longest: what falls off for the comparison. Rough, and the same on both sides.
_LATIN_ENDS = (
    "issements", "issement", "ations", "ation", "aciones", "acion", "ements", "ement", "ments",
    "ment", "mente", "iendo", "ando", "ings", "ing", "ees", "ee", "ies", "ied", "ado", "ada",
    "idos", "idas", "ido", "ida", "ers", "er", "ed", "es", "os", "as", "s", "e", "o", "a", "y",
    "x", "i",
)  # fmt: skip
SHORTEST_STEM = 3

STOP = frozenset(
    fold(
        """
    a an and are as at be been but by can did do does for from had has have he her his how i if in
    is it its me my no not of on or our she so that the their them they this to was we were what
    when where which who why will with would you your about after am any because get got just
    need want us there very out up who
    au aux avec ce ces cela dans de des du elle en est et eu il ils je j l la le les leur lui ma
    mais me mes mon n ne nos notre nous on ou par pas plus pour qu que qui quoi quand sa se ses son
    sont suis sur ta te tu un une vos votre vous y d c s m t ai a ete comment sans depuis tres
    al con como cuando de del desde donde el ella en era es esta este esto estoy fue ha han hay he
    la las le les lo los mas me mi mis muy no nos o para pero por porque que quien se sin sobre son
    su sus te tengo un una y ya yo
    في من الى على عن ان لم لا ما هل هذا هذه التي الذي انا نحن هو هي كان كانت قد مع او ولا وما لي
    لنا ثم كيف متى اين بعد قبل منذ يا كل لقد عند الان
    na ya wa kwa ni la za cha katika au kama yangu yake yetu hii hiyo huyu sana mimi sisi
    """
    ).split()
)


def words_of(text: str) -> list[str]:
    """The words of a text that carry meaning, as they are compared. Empty for none."""
    return [stem(word) for word in _WORD.findall(fold(text)) if word not in STOP]


@dataclass(frozen=True, slots=True)
class Form:
    """A word, or words that stand together: as compared, and as written."""

    stem: str
    word: str


def runs_of(text: str, *, longest: int = 3) -> Iterator[Form]:
    """Each word that carries meaning, and each run of up to so many of them."""
    written = [
        Form(stem(folded), word)
        for word in _WORD.findall(text)
        if (folded := fold(word)) not in STOP
    ]
    for at in range(len(written)):
        for until in range(at + 1, min(at + longest, len(written)) + 1):
            run = written[at:until]
            yield Form(" ".join(one.stem for one in run), " ".join(one.word for one in run))


def forms_of(run: Form) -> Iterator[Form]:
    """As it is; and an Arabic word without the letter that may be written together with it."""
    yield run
    if _ARABIC.match(run.stem) and run.stem[0] in _ARABIC_LETTERS and len(run.stem) > SHORTEST_STEM:
        yield Form(stem(run.stem[1:]), run.word)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its ending: the same for "pensions" and "pension", "الطرق" and "طرق"."""
    if _ARABIC.match(word):
        for start in _ARABIC_STARTS:
            if word.startswith(start) and len(word) - len(start) >= SHORTEST_STEM:
                word = word[len(start) :]
                break
        for end in _ARABIC_ENDS:
            if word.endswith(end) and len(word) - len(end) >= SHORTEST_STEM:
                return word[: -len(end)]
        return word
    if word.isdecimal():
        return word
    for end in _LATIN_ENDS:
        if word.endswith(end) and len(word) - len(end) >= SHORTEST_STEM:
            return word[: -len(end)]
    return word


def likeness(one: str, other: str) -> float:
    """How alike two words are written, from 0 to 1: shared pairs of letters among all of both."""
    ours, theirs = _pairs(one), _pairs(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


@lru_cache(maxsize=50_000)
def _pairs(word: str) -> frozenset[str]:
    marked = f"^{word}$"
    return frozenset(marked[at : at + 2] for at in range(len(marked) - 1))
