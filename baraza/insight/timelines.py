"""What was said with somebody, whatever the channel, newest first."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from baraza.base.accounts.models import User
from baraza.base.people.models import Person, PersonNote
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.inputs.models import Input

PAGE = 30

# Where a page ended: when, which kind of entry, which one.
Before = tuple[datetime, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter (theirs or ours, a call too), something said elsewhere, or a note of staff."""

    happened_at: datetime
    rank: int
    number: int
    message: Message | None = None
    said: Input | None = None
    note: PersonNote | None = None

    @property
    def place(self) -> Before:
        """For the next page."""
        return self.happened_at, self.rank, self.number


def timeline(
    *, user: User, person: Person, before: Before | None = None, limit: int = PAGE
) -> list[Entry]:
    """Entries the user may see; three queries, however many there are."""
    conversations = _conversations(user, person)
    messages = (
        Message.objects.filter(conversation__in=conversations)
        .select_related("conversation", "conversation__topic", "outgoing")
        .defer("quoted")
    )
    in_a_letter = Message.objects.filter(input=OuterRef("pk"))
    said = (
        Input.objects.visible_to(user)
        .counted()
        .filter(~Exists(in_a_letter), person=person)
        .select_related("topic", "response")
    )
    notes = PersonNote.objects.visible_to(user).filter(person=person).select_related("written_by")
    sources: list[tuple[str, str, QuerySet[Any]]] = [
        ("note", "written_at", notes),
        ("said", "received_at", said),
        ("message", "happened_at", messages),
    ]
    entries = [
        Entry(getattr(row, moment), rank, row.pk, **{kind: row})
        for rank, (kind, moment, rows) in enumerate(sources)
        for row in _next(rows, moment, rank, before).order_by(f"-{moment}", "-pk")[:limit]
    ]
    return sorted(entries, key=attrgetter("place"), reverse=True)[:limit]


def open_conversations(*, user: User, person: Person, most: int = 10) -> list[Conversation]:
    """What still needs an answer, the one that waits longest first; one query."""
    return list(
        _conversations(user, person)
        .filter(state=ConversationState.TO_ANSWER)
        .select_related("topic")
        .order_by("last_message_at", "pk")[:most]
    )


def _conversations(user: User, person: Person) -> QuerySet[Conversation]:
    return (
        Conversation.objects.visible_to(user)
        .filter(person=person)
        .exclude(state=ConversationState.JUNK)
    )


def _next(rows: QuerySet[Any], moment: str, rank: int, before: Before | None) -> QuerySet[Any]:
    if before is None:
        return rows
    when, last_rank, number = before
    earlier = Q(**{f"{moment}__lt": when})
    if rank < last_rank:
        return rows.filter(earlier | Q(**{moment: when}))
    if rank == last_rank:
        return rows.filter(earlier | Q(**{moment: when, "pk__lt": number}))
    return rows.filter(earlier)
