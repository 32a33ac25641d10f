"""Letters, answers and notes that hold some words, or came in on some days: for the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.common.rows import among
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
    Note,
)
from baraza.dialogue.inputs.excerpts import Piece, marked_excerpts
from baraza.dialogue.inputs.models import Input, Response
from baraza.dialogue.inputs.search import Hit, WrittenQuery, newest_matching
from baraza.dialogue.inputs.sought import Sought

# A conversation may hold the words many times, and is shown once.
MORE = 2


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """A conversation, and the newest place in it where the words stand."""

    conversation_id: int
    # Whose conversation it is, as the office calls them; empty where nobody is known.
    person: str
    happened_at: datetime
    # Who wrote that place: the constituent's name as they gave it, or a colleague's.
    author: str
    is_ours: bool
    is_note: bool
    subject: list[Piece]
    excerpt: list[Piece]


@dataclass(frozen=True, slots=True)
class _Place:
    conversation_id: int
    subject: str
    language: str
    person: str
    happened_at: datetime
    author: str
    text: str
    is_ours: bool = False
    is_note: bool = False


def find_letters(*, user: User, sought: Sought, limit: int) -> list[FoundLetter]:
    """Conversations this person may see, the newest first, by what was written to the office, by
    the office, and among staff. At most eight statements, however much there is.
    """
    if sought.query is None:
        return []
    inputs, answers, notes = newest_matching(
        kinds=[
            (Input.objects.visible_to(user).counted(), "received_at"),
            (Response.objects.visible_to(user), "given_at"),
            (Note.objects.filter(conversation__in=_visible(user)), "written_at"),
        ],
        query=sought.query,
        limit=limit * MORE,
    )
    places = [*_messages(user, inputs=inputs, answers=answers), *_notes(notes)]
    return _found(places, words=sought.words, query=sought.query, limit=limit)


def letters_between(*, user: User, first: date, last: date, limit: int) -> list[FoundLetter]:
    """The last conversations in which somebody wrote on one of these days. Two queries."""
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
    return _found(places, words="", query=None, limit=limit)


def _visible(user: User) -> QuerySet[Conversation]:
    return Conversation.objects.visible_to(user).exclude(state=ConversationState.JUNK)


# Of its conversation, as `_Place` begins.
_OF_CONVERSATION = (
    "conversation",
    "conversation__subject",
    "conversation__language",
    "conversation__person__name",
)


def _messages(user: User, *, inputs: Sequence[Hit], answers: Sequence[Hit]) -> list[_Place]:
    if not inputs and not answers:
        return []
    held = among("input", (pk for pk, _ in inputs)) | among("response", (pk for pk, _ in answers))
    rows = Message.objects.filter(held, conversation__in=_visible(user)).order_by()
    values = rows.values_list(
        *_OF_CONVERSATION, "happened_at", "said", "direction", "author_name",
        "written_by__name", "written_by__email",
    )  # fmt: skip
    places = []
    for number, subject, language, person, at, said, direction, writer, name, email in values:
        is_ours = direction != Direction.INCOMING
        author = (name or email or "") if is_ours else writer
        places.append(_Place(number, subject, language, person or "", at, author, said, is_ours))
    return places


def _notes(hits: Sequence[Hit]) -> list[_Place]:
    if not hits:
        return []
    rows = Note.objects.filter(among("pk", (pk for pk, _ in hits))).order_by()
    values = rows.values_list(
        *_OF_CONVERSATION, "written_at", "text", "author__name", "author__email"
    )
    return [
        _Place(number, subject, language, person or "", at, name or email or "", text, is_note=True)
        for number, subject, language, person, at, text, name, email in values
    ]


def _found(
    places: list[_Place], *, words: str, query: WrittenQuery | None, limit: int
) -> list[FoundLetter]:
    newest: dict[int, _Place] = {}
    for place in sorted(places, key=lambda one: one.happened_at, reverse=True):
        newest.setdefault(place.conversation_id, place)
    shown = list(newest.values())[:limit]
    texts = [(text, place.language) for place in shown for text in (place.subject, place.text)]
    marked = marked_excerpts(texts=texts, words=words, query=query)
    return [
        FoundLetter(
            conversation_id=place.conversation_id,
            person=place.person,
            happened_at=place.happened_at,
            author=place.author,
            is_ours=place.is_ours,
            is_note=place.is_note,
            subject=subject,
            excerpt=excerpt,
        )
        for place, subject, excerpt in zip(shown, marked[::2], marked[1::2], strict=True)
    ]
