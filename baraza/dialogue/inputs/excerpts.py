"""What is shown of a text that was found: a few words around what matched, and which these are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from baraza.base.channels.email.decode import clean_text
from baraza.common.folding import fold
from baraza.dialogue.inputs.search import INSIDE_WORDS, STEMMERS, WrittenQuery


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    text: str
    is_match: bool = False


SHOWN_WORDS = 26
WORDS_BEFORE = 6
READ_FOR_EXCERPT = 20_000
_BEGINS, _ENDS = "\x01", "\x02"


def marked_excerpts(
    *, texts: Sequence[tuple[str, str]], words: str, query: WrittenQuery | None
) -> list[list[Piece]]:
    """A few words around the first match of each (text, language), by the query made of the words;
    one statement, none for nothing.

    What matched by its stem is marked too, in the text as it was written.
    """
    if not texts or query is None:
        return [_around(text[:READ_FOR_EXCERPT].split(), set()) for text, _ in texts]
    asked, values = [], []
    for text, language in texts:
        asked.append("ts_headline(%s::regconfig, %s, %s::tsquery, %s)")
        folded = fold(clean_text(text[:READ_FOR_EXCERPT]))
        how = f'HighlightAll=true, StartSel="{_BEGINS}", StopSel="{_ENDS}"'
        values += [STEMMERS.get(language, "simple"), folded, query.text, how]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", values)
        marked = cursor.fetchone()
    found = []
    for (text, _), folded in zip(texts, marked, strict=True):
        written, held = text[:READ_FOR_EXCERPT].split(), folded.split(" ")
        if len(written) == len(held):
            at = {place for place, word in enumerate(held) if _BEGINS in word}
        else:
            at = _places(written, words)
        found.append(_around(written, at))
    return found


def marked_words(*, text: str, words: str) -> list[Piece]:
    """The whole text, words that begin as one of those looked for marked."""
    written = text.split()
    return _pieces(written, _places(written, words))


def _places(written: Sequence[str], words: str) -> set[int]:
    wanted = tuple(INSIDE_WORDS.findall(fold(clean_text(words))))
    if not wanted:
        return set()
    return {
        place
        for place, word in enumerate(written)
        if any(inner.startswith(wanted) for inner in INSIDE_WORDS.findall(fold(word)))
    }


def _around(written: Sequence[str], at: set[int]) -> list[Piece]:
    first = max(min(at, default=0) - WORDS_BEFORE, 0)
    last = first + SHOWN_WORDS
    pieces = _pieces(written[first:last], {place - first for place in at if first <= place < last})
    if first:
        pieces.insert(0, Piece("… "))
    if last < len(written):
        pieces.append(Piece(" …"))
    return pieces


def _pieces(written: Sequence[str], at: set[int]) -> list[Piece]:
    """Words beside each other that are alike become one piece."""
    pieces: list[Piece] = []
    for place, word in enumerate(written):
        is_match = place in at
        if pieces and pieces[-1].is_match == is_match:
            pieces[-1] = Piece(f"{pieces[-1].text} {word}", is_match)
        elif pieces and is_match:
            pieces[-1] = Piece(f"{pieces[-1].text} ")
            pieces.append(Piece(word, True))
        else:
            pieces.append(Piece(f" {word}" if pieces else word, is_match))
    return pieces
