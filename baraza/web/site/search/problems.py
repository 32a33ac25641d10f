"""What a trouble is about, from somebody's own words: `problems.toml`, and what the office wrote.

Nothing here decides for anybody: it orders the office's own kinds of help so that the likely ones
stand first, and says by which words.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from baraza.web.site.search.words import forms_of, runs_of, words_of

SURE, ALSO = 3.0, 1.0
# What the office itself wrote of a kind: its name, and what it is for.
NAME, HELP = 2.5, 0.8
# Two words that stand together say more than each of them.
TOGETHER = 1.4
# Below this nothing is offered, and beside a better one only what is nearly as likely.
ENOUGH, NEARLY = 1.0, 0.45
MOST = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of help as its office wrote it, in every language it has."""

    id: int
    names: tuple[str, ...]
    helps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaning:
    """That a text is likely about a kind, how much so, and by which of its words."""

    kind_id: int
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Word or run of words → topic → weight; and the words by which a topic is named."""

    of_words: Mapping[str, Mapping[str, float]]
    named: Mapping[str, frozenset[str]]


@cache
def table() -> Weights:
    """The words that come with Baraza, read once."""
    read = tomllib.loads(Path(__file__).with_name("problems.toml").read_text(encoding="utf-8"))
    of_words: dict[str, dict[str, float]] = defaultdict(dict)
    for topic, words in read.items():
        for weight, listed in ((ALSO, words["also"]), (SURE, words["sure"])):
            for said in listed:
                stems = words_of(said)
                if stems:
                    of_words[" ".join(stems)][topic] = weight
    named = {topic: frozenset(words_of(words["named"])) for topic, words in read.items()}
    return Weights(dict(of_words), named)


def topic_of(names: Iterable[str]) -> str:
    """Which topic of the table something with these names is about; "" for none of them."""
    words = {word for name in names for word in words_of(name)}
    fits = [(len(words & named), topic) for topic, named in table().named.items()]
    most, topic = max(fits, default=(0, ""))
    return topic if most else ""


def leanings(text: str, kinds: Sequence[Kind]) -> list[Leaning]:
    """The kinds a text is likely about, best first, at most three; none where nothing speaks for
    any."""
    said = _said(text)
    if not said:
        return []
    of_topics = _of_topics(said)
    own = _own_words(kinds)
    found = []
    for kind in kinds:
        score, why = of_topics.get(topic_of(kind.names), (0.0, {}))
        why = dict(why)
        for stem, word in said.items():
            if weight := own.get(stem, {}).get(kind.id):
                score += weight
                why[word] = why.get(word, 0.0) + weight
        if score >= ENOUGH:
            words = sorted(why, key=lambda word: -why[word])
            found.append(Leaning(kind.id, score, tuple(dict.fromkeys(words))[:4]))
    found.sort(key=lambda leaning: -leaning.score)
    return [one for one in found if one.score >= NEARLY * found[0].score][:MOST]


def _said(text: str) -> dict[str, str]:
    """Stem, or run of stems → the words as they were written."""
    said: dict[str, str] = {}
    for run in runs_of(text[:2_000]):
        for form in forms_of(run):
            said.setdefault(form.stem, form.word)
    return said


def _of_topics(said: Mapping[str, str]) -> dict[str, tuple[float, dict[str, float]]]:
    scores: dict[str, float] = defaultdict(float)
    why: dict[str, dict[str, float]] = defaultdict(dict)
    for stem, word in said.items():
        topics = table().of_words.get(stem)
        if not topics:
            continue
        for topic, weight in topics.items():
            # What is said of many topics says less of each.
            value = weight / math.sqrt(len(topics)) * (TOGETHER if " " in stem else 1.0)
            scores[topic] += value
            why[topic][word] = max(why[topic].get(word, 0.0), value)
    return {topic: (score, why[topic]) for topic, score in scores.items()}


def _own_words(kinds: Sequence[Kind]) -> dict[str, dict[int, float]]:
    """Stem → kind → how much it speaks for it: rare words more than those of many kinds."""
    weights: dict[str, dict[int, float]] = defaultdict(dict)
    for kind in kinds:
        for texts, weight in ((kind.helps, HELP), (kind.names, NAME)):
            for text in texts:
                for stem in words_of(text):
                    weights[stem][kind.id] = weight
    return {
        stem: {kind: weight / len(of_kinds) for kind, weight in of_kinds.items()}
        for stem, of_kinds in weights.items()
    }
