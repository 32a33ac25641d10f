"""What is kept of conversations: a person's letters, how long words stay, and what holds them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.channels.email.parse import UnreadableMail, attachment_content
from baraza.base.channels.models import Channel, OutgoingFile, OutgoingItem, RawItem
from baraza.base.people.models import LegalHold, Person
from baraza.base.people.registry import (
    Counts,
    Entry,
    HeldFile,
    Holding,
    Kind,
    protect,
    protected,
    register_holding,
    register_kind,
)
from baraza.dialogue.conversations.actions import emptying
from baraza.dialogue.conversations.models import (
    Attachment,
    Conversation,
    ConversationHold,
    ConversationKind,
    ConversationState,
    Draft,
    Message,
    Note,
)

ENDED = (ConversationState.ANSWERED, ConversationState.CLOSED)


def export(person: Person, user: User) -> Iterator[Entry]:
    """Each letter with its words, the original as it arrived, and its files."""
    visible = Conversation.objects.visible_to(user)
    rows = (
        emptying.messages_of(person)
        .filter(conversation__in=visible, erased_at__isnull=True)
        .select_related("paper")
        .prefetch_related(
            "attachments", Prefetch("outgoing__files", OutgoingFile.objects.defer("content"))
        )
        .order_by("conversation_id", "happened_at", "pk")
    )
    for message in rows.iterator(chunk_size=100):
        facts = {
            gettext("Direction"): message.get_direction_display(),
            gettext("Channel"): message.get_channel_display(),
        }
        if message.author_name or message.author_address:
            facts[gettext("From")] = f"{message.author_name} {message.author_address}".strip()
        paper = getattr(message, "paper", None)
        if paper and paper.address:
            facts[gettext("To")] = paper.address
        yield Entry(
            title=message.subject,
            happened_at=message.happened_at,
            facts=facts,
            text="\n\n".join(filter(None, (message.said, message.quoted))),
            files=list(_files(message)),
        )
    yield from _notes(person, visible)


def _notes(person: Person, visible: QuerySet[Conversation]) -> Iterator[Entry]:
    """What staff noted among themselves about their letters."""
    theirs = Note.objects.filter(conversation__person=person, conversation__in=visible)
    for note in theirs.filter(erased_at__isnull=True).order_by("written_at", "pk"):
        yield Entry(title=gettext("Note"), happened_at=note.written_at, text=note.text)


def _files(message: Message) -> Iterator[HeldFile]:
    for file in message.outgoing.files.all() if message.outgoing else ():
        yield HeldFile(file.name, partial(_enclosed, file))
    if message.raw_item_id is None:
        return
    ending = "eml" if message.channel == Channel.EMAIL else "txt"
    yield HeldFile(f"original.{ending}", partial(_raw, message.raw_item_id))
    for attached in message.attachments.all():
        yield HeldFile(attached.filename, partial(_attached, message.raw_item_id, attached))


def _enclosed(file: OutgoingFile) -> bytes:
    return bytes(file.content)


def _raw(raw_id: int) -> bytes:
    return bytes(RawItem.objects.get(pk=raw_id).content)


def _attached(raw_id: int, attached: Attachment) -> bytes:
    try:
        return attachment_content(_raw(raw_id), attached.part)
    except UnreadableMail:
        return b""


def hidden(person: Person, user: User) -> int:
    """Letters within other circles."""
    rows = emptying.messages_of(person)
    visible = Conversation.objects.visible_to(user)
    return rows.count() - rows.filter(conversation__in=visible).count()


def erase(person: Person, now: datetime) -> Counts:
    """Every letter from and to them."""
    return emptying.forget_person(person=person, now=now)


def obstacles(person: Person, now: datetime) -> list[str]:
    """Legal holds on conversations they take part in; not why, which may be for a circle only."""
    theirs = emptying.messages_of(person)
    held = (
        ConversationHold.objects.in_force(now)
        .filter(conversation__in=theirs.values("conversation"))
        .exists()
    )
    return [gettext("A conversation of theirs is under a legal hold.")] if held else []


def _held(now: datetime) -> QuerySet[Conversation]:
    """Conversations that a hold, their own or a person's, or a package above keeps whole."""
    people = LegalHold.objects.in_force(now).values("person")
    conversations = ConversationHold.objects.in_force(now).values("conversation")
    wrote = Message.objects.filter(input__person__in=people).values("conversation")
    kept = Q(pk__in=conversations) | Q(person__in=people) | Q(pk__in=wrote)
    for ids in protected(Conversation, now=now):
        kept |= Q(pk__in=ids)
    return Conversation.objects.filter(kept)


def _held_part(field: str, now: datetime) -> QuerySet:
    rows = Message.objects.filter(
        conversation__in=_held(now).values("pk"), **{f"{field}__isnull": False}
    )
    return rows.values(field)


def _old(states: Sequence[ConversationState], before: datetime, now: datetime) -> QuerySet:
    """Only where words are left: an emptied conversation is not due again. What an agency was
    asked stays as long as its case.
    """
    with_words = Message.objects.filter(erased_at__isnull=True).values("conversation")
    return Conversation.objects.filter(
        kind=ConversationKind.CONSTITUENT,
        state__in=states,
        last_message_at__lt=before,
        pk__in=with_words,
    ).exclude(pk__in=_held(now).values("pk"))


def _empty(ids: Sequence[int], now: datetime) -> Counts:
    return emptying.empty_conversations(conversations=ids, now=now)


def _old_drafts(before: datetime, now: datetime) -> QuerySet:
    return Draft.objects.filter(saved_at__lt=before).exclude(
        conversation__in=_held(now).values("pk")
    )


def _throw_away(ids: Sequence[int], now: datetime) -> Counts:
    return {"drafts": emptying.empty_drafts(drafts=ids, now=now)}


register_holding(
    Holding(
        name="conversations",
        label=gettext_lazy("Letters"),
        export=export,
        erase=erase,
        hidden=hidden,
        obstacles=obstacles,
    )
)
for kind in (
    # What still waits for an answer is never erased by a rule.
    Kind(
        "letters",
        gettext_lazy("Words of letters and answers, after the conversation ended"),
        730,
        partial(_old, ENDED),
        _empty,
    ),
    Kind(
        "junk_letters",
        gettext_lazy("Words of junk"),
        30,
        partial(_old, (ConversationState.JUNK,)),
        _empty,
    ),
    Kind("drafts", gettext_lazy("Drafts nobody touches"), 90, _old_drafts, _throw_away),
):
    register_kind(kind)
protect(RawItem, partial(_held_part, "raw_item"))
protect(OutgoingItem, partial(_held_part, "outgoing"))
