"""Is this easy to read? What makes a text hard, said with the place and the reason.

Sentence length counts in every language. Long words and the passive are looked for where a simple
rule holds (English, French, Spanish). Nothing is guessed beyond that, and nothing is rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

# Easy to read is a sentence of at most 20 words (Europe's "Information for all" says 15, most
# guides of public offices 20 to 25).
MOST_WORDS = 20
MOST_LETTERS = {"en": 13, "fr": 14, "es": 14}
MOST_FINDINGS = 30
MOST_TEXT = 100_000
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…؟۔])[\"»”)\]]*\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_PASSIVE = {
    "en": re.compile(
        r"\b(?:am|is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?"
        r"(?:\w{2,}ed|made|done|given|taken|sent|held|kept|paid|told|written|built|brought|found|"
        r"known|seen|shown|spent|said|set|put|cut|chosen|drawn|driven|heard|left|lost|met|read)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:est|sont|était|étaient|sera|seront|fut|furent|soit|soient|être|été)\s+"
        r"(?:\w+ment\s+)?\w{2,}(?:é|ée|és|ées|ite|ites|its|ise|ises|ue|ues)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:es|son|era|eran|fue|fueron|será|serán|sea|sean|ser|sido)\s+"
        r"(?:\w+mente\s+)?\w{2,}(?:ado|ada|ados|adas|ido|ida|idos|idas|cho|cha|chos|chas)\b",
        re.IGNORECASE,
    ),
}
_NOT_PASSIVE = {
    "en": re.compile(r"\b(?:interested|concerned|tired|worried|need|indeed|red|bed)$", re.I),
    "fr": re.compile(r"\b(?:côté|santé|année|idée|vue|rue|liberté)s?$", re.I),
    "es": re.compile(r"\b(?:lado|partido|mercado|estado|vida)s?$", re.I),
}


class Hard(StrEnum):
    """What makes a place hard to read."""

    LONG_SENTENCE = "long_sentence"
    LONG_WORD = "long_word"
    PASSIVE = "passive"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place: its words as they stand, and for a sentence how many words it has."""

    kind: Hard
    excerpt: str
    words: int = 0


def looked_for(language: str) -> list[Hard]:
    """What is looked for in a language."""
    kinds = [Hard.LONG_SENTENCE]
    if language in MOST_LETTERS:
        kinds.append(Hard.LONG_WORD)
    if language in _PASSIVE:
        kinds.append(Hard.PASSIVE)
    return kinds


def hard_places(text: str, language: str) -> list[Finding]:
    """What makes a text hard to read, in the order of the text; each long word once."""
    found: list[Finding] = []
    seen: set[str] = set()
    for sentence in sentences(text[:MOST_TEXT]):
        found.extend(_in_sentence(sentence, language, seen))
        if len(found) >= MOST_FINDINGS:
            break
    return found[:MOST_FINDINGS]


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line of its own is one as well."""
    return [each.strip() for each in _SENTENCE_ENDS.split(text) if each.strip()]


def _in_sentence(sentence: str, language: str, seen: set[str]) -> Iterator[Finding]:
    words = _WORD.findall(sentence)
    if len(words) > MOST_WORDS:
        yield Finding(Hard.LONG_SENTENCE, sentence, len(words))
    limit = MOST_LETTERS.get(language)
    for word in words if limit else []:
        # Names are as long as they are; parts of joined words count by themselves.
        longest = max(re.split(r"['’-]", word), key=len)
        if len(longest) > limit and word.islower() and word not in seen:
            seen.add(word)
            yield Finding(Hard.LONG_WORD, word)
    if language in _PASSIVE:
        for match in _PASSIVE[language].finditer(sentence):
            if not _NOT_PASSIVE[language].search(match.group()):
                yield Finding(Hard.PASSIVE, match.group())
