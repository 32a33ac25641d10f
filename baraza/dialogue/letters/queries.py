"""Which letters suit, which words acknowledge, how a letter ends, and how the office sounds."""

from collections.abc import Mapping

from django.db.models import Case, IntegerField, Value, When
from django.utils import translation

from baraza.base.accounts.models import User
from baraza.dialogue.letters.merging import merge
from baraza.dialogue.letters.models import (
    LetterText,
    Purpose,
    Signature,
    TalkingPoints,
    ToneGuide,
)
from baraza.dialogue.letters.tone_words import USUAL_WORDS


def offered(*, topic_id: int | None, language: str, fallback: str = "") -> list[LetterText]:
    """Letters for a reply: those on the topic first, those in the language first; among equals, as
    the office made them, so that a letter keeps its digit when another is added. Of a letter that
    does not exist in the language, the words in `fallback` come first.
    """
    rank = Case(
        When(letter__topic_id=topic_id, language=language, then=Value(0)),
        When(letter__topic_id__isnull=True, language=language, then=Value(1)),
        When(letter__topic_id=topic_id, then=Value(2)),
        When(language=language, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return list(
        LetterText.objects.filter(letter__purpose=Purpose.REPLY, letter__retired_at__isnull=True)
        .select_related("letter")
        .order_by(rank, "letter_id", Case(When(language=fallback, then=0), default=1), "language")
    )


def acknowledgements() -> dict[str, LetterText]:
    """The office's own words by language."""
    return {
        text.language: text
        for text in LetterText.objects.filter(
            letter__purpose=Purpose.ACKNOWLEDGEMENT, letter__retired_at__isnull=True
        ).order_by("-letter__pk")
    }


def signature_for(*, user: User, language: str, fields: Mapping[str, str]) -> str:
    """How this person's letters in this language end; empty where the office has not said.

    The first of their roles that has one counts, else what is for everybody. One query.
    """
    by_role = dict(
        Signature.objects.filter(language=language, role__in=["", *user.roles]).values_list(
            "role", "text"
        )
    )
    found = next((by_role[role] for role in [*user.roles, ""] if role in by_role), "")
    return merge(found, fields)


def newest_tone(*, language: str) -> ToneGuide | None:
    """The version in force, or None while nothing was written."""
    return ToneGuide.objects.filter(language=language).order_by("-version").first()


def tone(*, language: str) -> str:
    """How to write in this language: the office's words, else those that come with Baraza."""
    written = newest_tone(language=language)
    if written and written.text:
        return written.text
    with translation.override(language):
        return "\n".join(str(words) for words in USUAL_WORDS)


def talking_points(*, topic_id: int | None) -> TalkingPoints | None:
    """What the office says on a topic."""
    if topic_id is None:
        return None
    return TalkingPoints.objects.filter(topic=topic_id).first()
