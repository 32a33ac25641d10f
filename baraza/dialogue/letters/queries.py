"""Which letters suit, and which words acknowledge."""

from django.db.models import Case, IntegerField, Value, When

from baraza.dialogue.letters.models import LetterText, Purpose


def offered(*, topic_id: int | None, language: str) -> list[LetterText]:
    """Letters for a reply: those on the topic first, those in the language first."""
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
        .order_by(rank, "letter__name", "language")
    )


def acknowledgements() -> dict[str, LetterText]:
    """The office's own words by language."""
    return {
        text.language: text
        for text in LetterText.objects.filter(
            letter__purpose=Purpose.ACKNOWLEDGEMENT, letter__retired_at__isnull=True
        ).order_by("-letter__pk")
    }
