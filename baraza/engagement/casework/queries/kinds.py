"""Which kind of case something is, as far as its topic and its words tell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from baraza.common.folding import fold
from baraza.engagement.casework.models import CaseKind

_WORD = re.compile(r"[^\W\d_]{4,}")
# Words are the same where they begin the same: pension, pensions, pensioner.
_BEGINNING = 5
# A name says more than the text under it, a subject more than the letter.
_IN_NAME, _IN_HELP = 3.0, 1.0
_IN_SUBJECT = 2.0
# A single word that several kinds share is no reason yet, nor is a kind hardly ahead of the next.
_LEAST, _AHEAD = 2.0, 1.25
MOST_WORDS = 400
ARTICLE = "ال"


class Why(StrEnum):
    """What a kind is suggested by."""

    TOPIC = "topic"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A kind that fits, and why."""

    kind: CaseKind
    why: Why


def kinds_offered() -> QuerySet[CaseKind]:
    """Those that can be chosen, in the office's order."""
    return CaseKind.objects.in_use()


def suggested_kind(
    *, topic_id: int | None, words: str, language: str, subject: str = ""
) -> Suggested | None:
    """The kind that is for the topic; else the one whose name, help and questions have most words
    in common with what was written, each the more telling the fewer kinds have it. None where
    neither tells. Two queries.
    """
    kinds = list(kinds_offered().prefetch_related("fields"))
    if topic_id is not None:
        of_topic = [kind for kind in kinds if kind.topic_id == topic_id]
        if len(of_topic) == 1:
            return Suggested(of_topic[0], Why.TOPIC)
        # Several kinds for one topic: the words choose among them.
        kinds = of_topic or kinds
    described = {kind: _described(kind, language) for kind in kinds}
    shared = Counter(stem for weights in described.values() for stem in weights)
    said = dict.fromkeys(_stems(words), 1.0) | dict.fromkeys(_stems(subject), _IN_SUBJECT)
    scores = sorted(
        (
            (sum(weights[stem] * said[stem] / shared[stem] for stem in weights.keys() & said), kind)
            for kind, weights in described.items()
        ),
        key=lambda each: each[0],
        reverse=True,
    )
    best = scores[0][0] if scores else 0
    if best < _LEAST or (len(scores) > 1 and best < scores[1][0] * _AHEAD):
        return None
    return Suggested(scores[0][1], Why.WORDS)


def _described(kind: CaseKind, language: str) -> dict[str, float]:
    """The words a kind is told by, and how much each tells."""
    parts = [kind.said("help", language)]
    for one in kind.fields.all():
        parts += [one.said("label", language), *(label for _, label in one.choices_in(language))]
    weights = dict.fromkeys(_stems("\n".join(parts)), _IN_HELP)
    return weights | dict.fromkeys(_stems(kind.said("name", language)), _IN_NAME)


def _stems(text: str) -> set[str]:
    found = _WORD.findall(fold(text[:20_000]))[:MOST_WORDS]
    return {word.removeprefix(ARTICLE)[:_BEGINNING] for word in found}
