"""What staff see of conversations. Everything goes through `visible_to`."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from baraza.base.accounts.models import User
from baraza.base.channels.email.decode import clean_text
from baraza.base.channels.email.html import clean_html
from baraza.base.channels.email.parse import attachment_content, parse_letter
from baraza.base.channels.models import MachineKind, RawItem, RawState
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.base.people.search import people_matching
from baraza.dialogue.conversations.models import (
    Attachment,
    Conversation,
    ConversationState,
    Direction,
    Draft,
    Message,
)
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.search import search_query
from baraza.dialogue.letters.merging import greeting

PAGE = 30
Before = tuple[datetime, int]


def inbox(
    *,
    user: User,
    state: str = ConversationState.TO_ANSWER,
    search: str = "",
    before: Before | None = None,
    limit: int = PAGE,
) -> list[Conversation]:
    """Conversations newest first, with person and topic; `state` may also be "all" (never junk)
    or "ambiguous" (a human must choose the person).

    `before` is (last_message_at, id) of the last row already shown.
    """
    rows = _in_state(Conversation.objects.visible_to(user), state)
    if search.strip():
        rows = rows.filter(_matching(user, search))
    if before is not None:
        moment, number = before
        rows = rows.filter(Q(last_message_at__lt=moment) | Q(last_message_at=moment, pk__lt=number))
    return list(rows.select_related("person", "topic").order_by("-last_message_at", "-pk")[:limit])


def sender_names(*, conversations: Collection[int]) -> dict[int, str]:
    """What the sender of each conversation called themselves; no query for none.

    Asked for conversations the reader may see.
    """
    if not conversations:
        return {}
    return {
        number: name or address
        for number, name, address in Message.objects.filter(
            conversation__in=conversations, direction=Direction.INCOMING
        ).values_list("conversation_id", "author_name", "author_address")
    }


def _in_state(rows: QuerySet[Conversation], state: str) -> QuerySet[Conversation]:
    if state == "all":
        return rows.exclude(state=ConversationState.JUNK)
    if state == "ambiguous":
        return rows.filter(person__isnull=True, candidates__len__gt=0).exclude(
            state=ConversationState.JUNK
        )
    return rows.filter(state=state)


def _matching(user: User, search: str) -> Q:
    query = search_query(words=search, languages=profile().languages)
    if query is None:
        return Q(subject__icontains=clean_text(search).strip())
    inputs = Input.objects.visible_to(user).filter(search=query)
    said = Q(pk__in=Message.objects.filter(input__in=inputs).values("conversation"))
    if _has_words_and_numbers(search):
        return said  # no name: house numbers, dates, sums
    # A name in any script, an address or a number: also where the letter itself does not hold it.
    return said | Q(person__in=people_matching(search).values("pk"))


def _has_words_and_numbers(search: str) -> bool:
    return "@" not in search and any(map(str.isalpha, search)) and any(map(str.isdecimal, search))


def counts(*, user: User) -> dict[str, int]:
    """How many rows each place holds: conversation states, "ambiguous", "machine", "quarantine"."""
    conversations = Conversation.objects.visible_to(user)
    found = Counter(dict(conversations.values_list("state").annotate(Count("pk")).order_by()))
    found["ambiguous"] = _in_state(conversations, "ambiguous").count()
    raw = RawItem.objects.visible_to(user).filter(
        state__in=[RawState.MACHINE, RawState.QUARANTINE, RawState.DUPLICATE]
    )
    found.update(dict(raw.values_list("state").annotate(Count("pk")).order_by()))
    return found


@dataclass(slots=True)
class Thread:
    """Everything the letter's screen shows."""

    conversation: Conversation
    messages: list[Message]
    candidates: list[Person]
    other_conversations: list[Conversation]
    own_draft: Draft | None
    drafts_of_others: list[Draft]

    @property
    def newest_letter(self) -> Message | None:
        """The constituent's last letter."""
        incoming = [m for m in self.messages if m.direction == Direction.INCOMING]
        return incoming[-1] if incoming else None


def conversation_for(*, user: User, conversation_id: int) -> Conversation:
    """Raises Conversation.DoesNotExist, also for what this person may not see."""
    return (
        Conversation.objects.visible_to(user)
        .select_related("person", "topic")
        .get(pk=conversation_id)
    )


def thread(*, user: User, conversation_id: int) -> Thread:
    """A constant number of queries. Raises Conversation.DoesNotExist."""
    conversation = conversation_for(user=user, conversation_id=conversation_id)
    messages = list(
        conversation.messages.select_related("outgoing", "written_by").prefetch_related(
            Prefetch("attachments", Attachment.objects.order_by("part"))
        )
    )
    drafts = list(conversation.drafts.select_related("author"))
    others = Conversation.objects.none()
    if conversation.person_id:
        others = (
            Conversation.objects.visible_to(user)
            .filter(person=conversation.person_id)
            .exclude(pk=conversation.pk)
            .exclude(state=ConversationState.JUNK)
            .order_by("-last_message_at")[:10]
        )
    return Thread(
        conversation=conversation,
        messages=messages,
        candidates=list(
            Person.objects.filter(pk__in=conversation.candidates).prefetch_related("contact_points")
        )
        if conversation.candidates
        else [],
        other_conversations=list(others),
        own_draft=next((d for d in drafts if d.author_id == user.pk), None),
        drafts_of_others=[d for d in drafts if d.author_id != user.pk],
    )


def next_to_answer(*, user: User, after: Conversation) -> Conversation | None:
    """The next letter waiting, older than this one; else the newest waiting."""
    waiting = (
        Conversation.objects.visible_to(user)
        .filter(state=ConversationState.TO_ANSWER)
        .exclude(pk=after.pk)
        .order_by("-last_message_at", "-pk")
    )
    older = waiting.filter(
        Q(last_message_at__lt=after.last_message_at)
        | Q(last_message_at=after.last_message_at, pk__lt=after.pk)
    )
    return older.first() or waiting.first()


def message_for(*, user: User, message_id: int) -> Message:
    """Raises Message.DoesNotExist, also for what this person may not see."""
    return Message.objects.select_related("conversation", "outgoing", "raw_item").get(
        pk=message_id, conversation__in=Conversation.objects.visible_to(user)
    )


def original_html(*, message: Message, attachment_urls: dict[str, str]) -> str:
    """The letter's HTML made harmless, its own pictures at `attachment_urls` (content id → URL)."""
    if message.raw_item is None:
        return ""
    return clean_html(parse_letter(bytes(message.raw_item.content)).html, cid_urls=attachment_urls)


def attachment_for(*, user: User, public_id: UUID) -> Attachment:
    """Raises Attachment.DoesNotExist, also for what this person may not see."""
    return Attachment.objects.select_related("message__raw_item", "message__conversation").get(
        public_id=public_id, message__conversation__in=Conversation.objects.visible_to(user)
    )


def attachment_bytes(*, attachment: Attachment) -> bytes:
    """The file itself, cut out of the letter as it arrived. Raises UnreadableMail."""
    raw = attachment.message.raw_item
    return attachment_content(bytes(raw.content) if raw else b"", attachment.part)


def raw_items(
    *,
    user: User,
    state: RawState,
    kind: MachineKind | None = None,
    before_id: int | None = None,
    limit: int = PAGE,
) -> list[RawItem]:
    """Machine mail, quarantine or duplicates, newest first, without their bytes."""
    rows = RawItem.objects.visible_to(user).without_content().filter(state=state)
    if kind:
        rows = rows.filter(machine_kind=kind)
    if before_id:
        rows = rows.filter(pk__lt=before_id)
    return list(rows.order_by("-pk")[:limit])


def raw_item_for(*, user: User, raw_id: int) -> RawItem:
    """Raises RawItem.DoesNotExist, also for what this person may not see."""
    return RawItem.objects.visible_to(user).get(pk=raw_id)


def merge_fields(*, conversation: Conversation, author: User, language: str) -> dict[str, str]:
    """Values for a letter's merge fields, for the person this conversation is with."""
    office = profile()
    name = conversation.person.name if conversation.person else ""
    name = "" if "@" in name else name  # known by their address only
    return {
        "full_name": name,
        "first_name": name.split(" ")[0],
        "greeting": greeting(name=name, language=language),
        "topic": conversation.topic.name if conversation.topic else "",
        "member": office.member_name,
        "office": office.name,
        "staff_name": author.name,
    }
