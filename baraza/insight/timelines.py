"""What was said with somebody, or with an organisation's people, whatever the channel, newest
first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from baraza.base.accounts.models import User
from baraza.base.people.models import Organisation, OrganisationNote, Person, PersonNote
from baraza.dialogue.audiences.models import Addressee
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.inputs.models import Input

PAGE = 30

# Where a page ended: when, which kind of entry, which one.
Before = tuple[datetime, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter (theirs or ours, a call too), one that went to many, something said elsewhere, or
    a note of staff."""

    happened_at: datetime
    rank: int
    number: int
    message: Message | None = None
    to_many: Addressee | None = None
    said: Input | None = None
    note: PersonNote | OrganisationNote | None = None

    @property
    def place(self) -> Before:
        """For the next page."""
        return self.happened_at, self.rank, self.number


def timeline(
    *, user: User, person: Person, before: Before | None = None, limit: int = PAGE
) -> list[Entry]:
    """Entries the user may see; four queries, however many there are."""
    notes = PersonNote.objects.visible_to(user).filter(person=person)
    return _entries(user, [person.pk], notes, before, limit)


def timeline_of_organisation(
    *,
    user: User,
    organisation: Organisation,
    people: Collection[int],
    before: Before | None = None,
    limit: int = PAGE,
) -> list[Entry]:
    """The same of everybody (ids) who speaks for it, with the notes about itself."""
    notes = OrganisationNote.objects.visible_to(user).filter(organisation=organisation)
    return _entries(user, people, notes, before, limit)


def _entries(
    user: User,
    people: Collection[int],
    notes: QuerySet[Any],
    before: Before | None,
    limit: int,
) -> list[Entry]:
    conversations = _conversations(user, people)
    if before is None:
        # Each of these has one letter at least that is newer than any of the others'.
        newest = conversations.order_by("-last_message_at").values_list("last_message_at")
        oldest = newest[limit - 1 : limit]
        conversations = conversations.filter(
            Q(last_message_at__gte=Subquery(oldest)) | ~Exists(oldest)
        )
    messages = (
        Message.objects.filter(conversation__in=conversations)
        .select_related("conversation__person", "conversation__topic", "outgoing")
        .defer("quoted")
    )
    in_a_letter = Message.objects.filter(input=OuterRef("pk"))
    said = (
        Input.objects.visible_to(user)
        .counted()
        .filter(~Exists(in_a_letter), person__in=people)
        .select_related("topic", "response", "person")
    )
    to_many = Addressee.objects.filter(person__in=people).select_related(
        "mailing", "outgoing__words", "person"
    )
    rows = {
        "note": notes.select_related("written_by"),
        "said": said,
        "message": messages,
        "to_many": to_many,
    }
    entries: list[Entry] = []
    since: datetime | None = None
    for kind in ("message", "note", "said", "to_many"):
        entries += _entries_of_kind(kind, rows[kind], before, since, limit)
        if kind == "message" and len(entries) == limit:
            # Nothing older is on this page; to look for it would mean to go through everything.
            since = entries[-1].happened_at
    return sorted(entries, key=attrgetter("place"), reverse=True)[:limit]


# By kind: which comes first of what happened at one moment, and where that moment stands.
_KINDS = {
    "note": (0, "written_at"),
    "said": (1, "received_at"),
    "message": (2, "happened_at"),
    "to_many": (3, "mailing__begun_at"),
}


def _entries_of_kind(
    kind: str, rows: QuerySet[Any], before: Before | None, since: datetime | None, limit: int
) -> list[Entry]:
    rank, moment = _KINDS[kind]
    rows = _next(rows, moment, rank, before)
    if since is not None:
        rows = rows.filter(**{f"{moment}__gte": since})
    return [
        Entry(_moment(row, moment), rank, row.pk, **{kind: row})
        for row in rows.order_by(f"-{moment}", "-pk")[:limit]
    ]


def open_conversations(
    *, user: User, people: Collection[int], most: int = 10
) -> list[Conversation]:
    """What still needs an answer, the one that waits longest first; one query."""
    return list(
        _conversations(user, people)
        .filter(state=ConversationState.TO_ANSWER)
        .select_related("topic", "person")
        .order_by("last_message_at", "pk")[:most]
    )


def _conversations(user: User, people: Collection[int]) -> QuerySet[Conversation]:
    return (
        Conversation.objects.visible_to(user)
        .filter(person__in=people)
        .exclude(state=ConversationState.JUNK)
    )


def _moment(row: Model, path: str) -> datetime:
    return attrgetter(path.replace("__", "."))(row)


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
