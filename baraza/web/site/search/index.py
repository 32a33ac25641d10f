"""What is published, made searchable in memory: whole words, beginnings, and slips of the pen.

An office publishes hundreds of pages, a few thousand in years: no database is asked for words.
Ranking is BM25 over three fields, where a word of the title counts most.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from baraza.common.folding import fold
from baraza.web.site.parts import Found, Words
from baraza.web.site.search.words import likeness, stem, words_of

TITLE, NAME, TEXT = 4.0, 3.0, 1.0
# BM25: how soon a repeated word stops counting more, and how much long texts are held back.
SATURATION, LENGTH = 1.2, 0.5
# How alike a misspelt word must be.
ALIKE = 0.65
# Of a word's weight, for its beginning only and for one that is merely alike.
BEGUN, SLIPPED = 0.7, 0.5
MOST_WORDS = 20
SHORTEST_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Document:
    """Something published, and of which kind it is."""

    found: Found
    kind: Words
    # Counted apart, so that a change of one document leaves the others as they are.
    weights: dict[str, float]
    length: int


@dataclass(frozen=True, slots=True)
class Match:
    """A document, how well it fits, and the words of it that do."""

    document: Document
    score: float
    words: frozenset[str]
    # Whether each word that was asked for is met.
    whole: bool


def read(found: Found, kind: Words) -> Document:
    """A document taken apart."""
    weights: dict[str, float] = defaultdict(float)
    length = 0
    for text, weight in (
        (found.title, TITLE),
        (" ".join(found.names), NAME),
        (found.text, TEXT),
    ):
        for word in words_of(text):
            weights[word] += weight
            length += 1
    return Document(found, kind, dict(weights), length)


class Index:
    """All documents of an office in one language."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents: Sequence[Document] = list(documents)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for at, document in enumerate(self.documents):
            for word in document.weights:
                self._holding[word].append(at)
        self._words = sorted(self._holding)
        lengths = [document.length for document in self.documents]
        self._usual_length = sum(lengths) / len(lengths) if lengths else 1.0

    def search(self, text: str, *, most: int = 50) -> list[Match]:
        """What fits, best first: whatever has all the words, and only if nothing has, what has
        some. The last word may be unfinished."""
        asked = words_of(text)[:MOST_WORDS]
        if not asked:
            return []
        scores: dict[int, float] = defaultdict(float)
        met: dict[int, set[int]] = defaultdict(set)
        words: dict[int, set[str]] = defaultdict(set)
        last = fold(text).rpartition(" ")[2]
        for place, word in enumerate(asked):
            begun = last if place == len(asked) - 1 else ""
            for known, share in self._meant(word, begun).items():
                holding = self._holding[known]
                rarity = math.log(1 + len(self.documents) / len(holding))
                for at in holding:
                    scores[at] += share * rarity * self._weight(at, known)
                    met[at].add(place)
                    words[at].add(known)
        full = len(set(range(len(asked))))
        found = [
            Match(self.documents[at], score, frozenset(words[at]), len(met[at]) == full)
            for at, score in scores.items()
        ]
        if any(match.whole for match in found):
            found = [match for match in found if match.whole]
        found.sort(key=lambda match: (-match.score, match.document.found.title))
        return found[:most]

    def _weight(self, at: int, word: str) -> float:
        document = self.documents[at]
        count = document.weights[word]
        held_back = 1 - LENGTH + LENGTH * document.length / self._usual_length
        return count * (SATURATION + 1) / (count + SATURATION * held_back)

    def _meant(self, word: str, begun: str) -> dict[str, float]:
        """The words of the documents that may be meant by one, and how surely (0 to 1)."""
        meant = {word: 1.0} if word in self._holding else {}
        if len(begun) >= SHORTEST_BEGINNING:
            for known in self._beginning(stem(begun)) + self._beginning(begun):
                meant.setdefault(known, BEGUN)
        if not meant and len(word) > SHORTEST_BEGINNING + 1:
            for known in self._beginning(word):
                meant[known] = BEGUN
        if not meant:
            for known in self._words:
                if abs(len(known) - len(word)) > 2 or known.isdecimal():
                    continue
                alike = likeness(word, known)
                if alike >= ALIKE:
                    meant[known] = SLIPPED * alike
        return meant

    def _beginning(self, start: str) -> list[str]:
        at = bisect_left(self._words, start)
        found = []
        while at < len(self._words) and self._words[at].startswith(start):
            found.append(self._words[at])
            at += 1
        return found
