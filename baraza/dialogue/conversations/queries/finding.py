"""Letters, answers and notes that hold some words, or came in on some days: for the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.office.queries import profile
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
    Note,
)
from baraza.dialogue.inputs.models import Input, Response
from baraza.dialogue.inputs.search import (
    Hit,
    Piece,
    marked_excerpts,
    newest_matching,
    search_query,
)

# A conversation may hold the words many times, and is shown once.
MORE = 2


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """A conversation, and the newest place in it where the words stand."""

    conversation: Conversation
    happened_at: datetime
    # Who wrote that place: the constituent's name as they gave it, or a colleague's.
    author: str
    is_ours: bool
    is_note: bool
    subject: list[Piece]
    excerpt: list[Piece]


@dataclass(frozen=True, slots=True)
class _Place:
    conversation: Conversation
    happened_at: datetime
    author: str
    text: str
    is_ours: bool = False
    is_note: bool = False


def find_letters(*, user: User, words: str, limit: int) -> list[FoundLetter]:
    """Conversations this person may see, the newest first, by what was written to the office, by
    the office, and among staff. At most 18 statements, however much there is.
    """
    languages = profile().languages
    query = search_query(words=words, languages=languages)
    if query is None:
        return []
    wanted = limit * MORE
    inputs = newest_matching(
        rows=Input.objects.visible_to(user).counted(),
        moment="received_at",
        query=query,
        limit=wanted,
    )
    # With so many letters to show, what else there is counts only where it is newer.
    oldest = inputs[-1][1] if len(inputs) == wanted else None
    answers = newest_matching(
        rows=Response.objects.visible_to(user),
        moment="given_at",
        query=query,
        limit=wanted,
        after=oldest,
    )
    notes = newest_matching(
        rows=Note.objects.filter(conversation__in=_visible(user)),
        moment="written_at",
        query=query,
        limit=wanted,
        after=oldest,
    )
    places = [*_messages(user, inputs=inputs, answers=answers), *_notes(notes)]
    return _found(places, words=words, languages=languages, limit=limit)


def letters_between(*, user: User, first: date, last: date, limit: int) -> list[FoundLetter]:
    """The last conversations in which somebody wrote on one of these days. Three queries."""
    begins = timezone.make_aware(datetime.combine(first, time.min))
    ends = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    inputs = (
        Input.objects.visible_to(user)
        .counted()
        .filter(received_at__gte=begins, received_at__lt=ends)
        .order_by("-received_at")
        .values_list("pk", "received_at")[: limit * MORE]
    )
    places = _messages(user, inputs=list(inputs), answers=[])
    return _found(places, words="", languages=[], limit=limit)


def _visible(user: User) -> QuerySet[Conversation]:
    return Conversation.objects.visible_to(user).exclude(state=ConversationState.JUNK)


def _messages(user: User, *, inputs: Sequence[Hit], answers: Sequence[Hit]) -> list[_Place]:
    if not inputs and not answers:
        return []
    rows = (
        Message.objects.filter(
            Q(input__in=[pk for pk, _ in inputs]) | Q(response__in=[pk for pk, _ in answers]),
            conversation__in=_visible(user),
        )
        .select_related("conversation__person", "written_by")
        .defer("quoted")
    )
    return [
        _Place(
            conversation=row.conversation,
            happened_at=row.happened_at,
            author=str(row.written_by or "") if _is_ours(row) else row.author_name,
            text=row.said,
            is_ours=_is_ours(row),
        )
        for row in rows
    ]


def _is_ours(message: Message) -> bool:
    return message.direction != Direction.INCOMING


def _notes(hits: Sequence[Hit]) -> list[_Place]:
    if not hits:
        return []
    rows = Note.objects.filter(pk__in=[pk for pk, _ in hits])
    return [
        _Place(
            conversation=note.conversation,
            happened_at=note.written_at,
            author=str(note.author or ""),
            text=note.text,
            is_note=True,
        )
        for note in rows.select_related("conversation__person", "author")
    ]


def _found(
    places: list[_Place], *, words: str, languages: Sequence[str], limit: int
) -> list[FoundLetter]:
    newest: dict[int, _Place] = {}
    for place in sorted(places, key=lambda one: one.happened_at, reverse=True):
        newest.setdefault(place.conversation.pk, place)
    shown = list(newest.values())[:limit]
    texts = [
        (text, place.conversation.language)
        for place in shown
        for text in (place.conversation.subject, place.text)
    ]
    marked = marked_excerpts(texts=texts, words=words, languages=languages)
    return [
        FoundLetter(
            conversation=place.conversation,
            happened_at=place.happened_at,
            author=place.author,
            is_ours=place.is_ours,
            is_note=place.is_note,
            subject=subject,
            excerpt=excerpt,
        )
        for place, subject, excerpt in zip(shown, marked[::2], marked[1::2], strict=True)
    ]
