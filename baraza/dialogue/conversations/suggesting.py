"""What words say of a topic: figures only, with no question to the database.

Complement naive Bayes, of which only what speaks for a topic is kept: on the office's own filing it
does as well as what is far heavier (docs/suggestions.md), and it can say why.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baraza.common.folding import fold

# How much is held possible that was never seen.
SMOOTHING = 0.3
LEAST_WEIGHT = 0.2
MOST_WORDS = 2_000
# A word of a topic's own name says this much, until the office's filing says it better.
NAME_WEIGHT = 3.0
ENOUGH_EXAMPLES = 10
LEAST_CONFIDENCE = 0.5
WORDS_SHOWN = 3
LONGEST_WORD = 60
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A topic, how sure it is (0 to 1), and the words for it, the strongest first."""

    topic_id: int
    confidence: float
    words: list[str]


def weigh(counts: Mapping[int, Mapping[str, int]]) -> dict[int, dict[str, float]]:
    """Topic → word → how much it speaks for the topic, from how many filed letters held it."""
    total: Counter[str] = Counter()
    for held in counts.values():
        total.update(held)
    everywhere, words = total.total(), len(total)
    weights = {}
    for topic, held in counts.items():
        here = sum(held.values())
        scored = {}
        for word, count in held.items():
            inside = (count + SMOOTHING) / (here + SMOOTHING * words)
            elsewhere = everywhere - here + SMOOTHING * words
            outside = (total[word] - count + SMOOTHING) / elsewhere
            if (weight := math.log(inside / outside)) >= LEAST_WEIGHT:
                scored[word] = weight
        strongest = sorted(scored, key=lambda word: scored[word] * held[word], reverse=True)
        weights[topic] = {word: scored[word] for word in strongest[:MOST_WORDS]}
    return weights


def choose(
    spoken: Mapping[int, Mapping[str, float]],
    *,
    topics: int,
    known: int,
    letters: Mapping[tuple[int, str], int],
) -> Suggestion | None:
    """The topic that the words of one letter speak for; None where that is not sure enough.

    `spoken` is topic → word of the letter → weight, `topics` how many could have been spoken for,
    `known` how many of the letter's words speak for any. `letters` says for (topic, word) how many
    filed letters held it: what many used is the better reason.
    """
    scores = {topic: sum(words.values()) for topic, words in spoken.items()}
    if not scores:
        return None
    # Words of one letter repeat each other: a long letter is not surer than it seems.
    spread = max(1.0, math.sqrt(known))
    best = max(scores, key=lambda topic: (scores[topic], -topic))
    against = sum(math.exp((score - scores[best]) / spread) for score in scores.values())
    against += (topics - len(scores)) * math.exp(-scores[best] / spread)
    confidence = 1 / against
    if confidence < LEAST_CONFIDENCE:
        return None
    words = sorted(
        spoken[best],
        key=lambda word: spoken[best][word] * math.log(2 + letters.get((best, word), 0)),
        reverse=True,
    )
    return Suggestion(best, confidence, words)


def as_written(stems: Sequence[str], *, text: str) -> list[str]:
    """Words of the text that these stems stand for, the first few that are found."""
    written: dict[str, str] = {}
    for word in _WORD.findall(text):
        written.setdefault(fold(word), word)
    found: list[str] = []
    for stem in stems:
        # An ending may have changed the last letters: "city" stands as "citi".
        for beginning in (stem, stem[:-1]) if len(stem) > 3 else (stem,):
            word = next((written[one] for one in written if one.startswith(beginning)), "")
            if word:
                break
        if word and word.lower() not in (one.lower() for one in found):
            found.append(word[:LONGEST_WORD])
        if len(found) == WORDS_SHOWN:
            break
    return found
