"""Which kind of case something is, as far as its topic and its words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from baraza.common.folding import fold
from baraza.engagement.casework.models import CaseKind

_WORD = re.compile(r"[^\W\d_]{4,}")
# Words are the same where they begin the same: pension, pensions, pensioner.
_BEGINNING = 5
# A name says more than the text under it.
_IN_NAME, _IN_HELP = 3.0, 1.0
# A single word of the help, which anybody may use, is no reason yet.
_LEAST = 2.0
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


def suggested_kind(*, topic_id: int | None, words: str, language: str) -> Suggested | None:
    """The kind that is for the topic; else the one whose own name and help have most words in
    common with what was written. None where neither tells. One query.
    """
    kinds = list(kinds_offered())
    if topic_id is not None:
        of_topic = [kind for kind in kinds if kind.topic_id == topic_id]
        if len(of_topic) == 1:
            return Suggested(of_topic[0], Why.TOPIC)
        # Several kinds for one topic: the words choose among them.
        kinds = of_topic or kinds
    said = _stems(words)
    scores = []
    for kind in kinds:
        in_name = _stems(kind.said("name", language))
        in_help = _stems(kind.said("help", language)) - in_name
        scores.append((_IN_NAME * len(said & in_name) + _IN_HELP * len(said & in_help), kind))
    scores.sort(key=lambda each: each[0], reverse=True)
    if not scores or scores[0][0] < _LEAST:
        return None
    if len(scores) > 1 and scores[0][0] == scores[1][0]:
        return None
    return Suggested(scores[0][1], Why.WORDS)


def _stems(text: str) -> set[str]:
    found = _WORD.findall(fold(text[:20_000]))[:MOST_WORDS]
    return {word.removeprefix(ARTICLE)[:_BEGINNING] for word in found}
