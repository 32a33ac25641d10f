"""What colleagues tell each other about a conversation, and who is at it right now."""

import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from baraza.base.accounts.actions.notifications import notify
from baraza.base.accounts.models import NotificationKind, User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text
from baraza.common.folding import fold
from baraza.dialogue.conversations.models import Conversation, Note, Presence, SavedView, ViewRoom
from baraza.dialogue.conversations.queries import readers_of
from baraza.dialogue.inputs.search import search_vector

HERE = timedelta(minutes=1)
LONGEST_NOTE = 10_000
LONGEST_NAME = 80


class NothingNoted(ValueError):
    """The note has no words."""


class NoName(ValueError):
    """A view needs a name to be found by."""


def be_present(
    *, conversation: Conversation, user: User, now: datetime, is_writing: bool = False
) -> list[Presence]:
    """Say that somebody has it open; returns who else has, by name. Two queries."""
    Presence.objects.bulk_create(
        [Presence(conversation=conversation, user=user, seen_at=now, is_writing=is_writing)],
        update_conflicts=True,
        unique_fields=["conversation", "user"],
        update_fields=["seen_at", "is_writing"],
    )
    others = Presence.objects.filter(conversation=conversation, seen_at__gt=now - HERE)
    return list(others.exclude(user=user).select_related("user").order_by("user__name"))


def be_gone(*, conversation: Conversation, user: User) -> None:
    """Say at once that somebody is done with it, so that nobody waits for what they write."""
    Presence.objects.filter(conversation=conversation, user=user).delete()


def forget_presence(*, before: datetime) -> int:
    """Who had what open is not kept. Returns how many rows went."""
    return Presence.objects.filter(seen_at__lt=before).delete()[0]


@transaction.atomic
def write_note(
    *,
    conversation: Conversation,
    author: User,
    text: str,
    now: datetime,
    tell: Collection[int] = (),
) -> Note:
    """Words among staff, seen by whoever sees the conversation. Whoever stands in it as @Name (the
    first name alone, where one colleague has it), and `tell` (ids), is told, if they may see it.
    Raises NothingNoted.
    """
    text = clean_text(text).strip()[:LONGEST_NOTE]
    if not text:
        raise NothingNoted
    readers = list(readers_of(circle_id=conversation.circle_id))
    called = {*tell, *_called(text, readers)}
    mentioned = [one for one in readers if one.pk in called]
    note = Note.objects.create(
        conversation=conversation,
        author=author,
        text=text,
        written_at=now,
        search=search_vector(text=text, language=author.language),
    )
    note.mentioned.set(mentioned)
    notify(kind=NotificationKind.MENTIONED, to=mentioned, about=conversation, by=author, now=now)
    record(actor=author, act="note_written", obj=conversation, now=now, detail={"note": note.pk})
    return note


def _called(text: str, readers: Collection[User]) -> set[int]:
    """Ids of those who stand in a text as @Name, however it is spelt."""
    words = fold(text)
    first_names = Counter(fold(one.get_short_name()) for one in readers)

    def stands(name: str) -> bool:
        return re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", words) is not None

    return {
        one.pk
        for one in readers
        if stands(fold(one.name))
        or (first_names[fold(one.get_short_name())] == 1 and stands(fold(one.get_short_name())))
    }


@transaction.atomic
def remove_note(*, note: Note, by: User) -> None:
    """Take it away, for whoever wrote it."""
    conversation = note.conversation
    number = note.pk
    note.delete()
    record(actor=by, act="note_removed", obj=conversation, detail={"note": number})


@transaction.atomic
def save_view(
    *,
    name: str,
    filters: dict[str, str],
    owner: User | None,
    by: User,
    room: ViewRoom = ViewRoom.INBOX,
) -> SavedView:
    """Keep a question to a list under a name, one's own or (no owner) the whole office's; the
    same name again replaces it. Raises NoName.
    """
    name = " ".join(clean_text(name).split())[:LONGEST_NAME]
    if not name:
        raise NoName
    view, _ = SavedView.objects.update_or_create(
        room=room, owner=owner, name=name, defaults={"filters": filters}
    )
    record(actor=by, act="view_kept", obj=view)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: User) -> None:
    """The question is no longer kept; nothing it finds is touched."""
    record_of = SavedView(pk=view.pk)
    view.delete()
    record(actor=by, act="view_removed", obj=record_of)
