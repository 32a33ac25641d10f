"""A conversation with everything its screen shows, and the files in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch

from baraza.base.accounts.models import User
from baraza.base.channels.email.html import clean_html
from baraza.base.channels.email.parse import attachment_content, parse_letter
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.common.folding import fold
from baraza.dialogue.conversations.models import (
    Attachment,
    Conversation,
    ConversationState,
    Direction,
    Draft,
    Message,
    Note,
)
from baraza.dialogue.letters.merging import greeting


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have written a letter, and what speaks for them."""

    person: Person
    # The address they share with others.
    address: str
    signs_so: bool
    signs_alike: bool
    letters: int
    last_wrote_at: datetime | None


@dataclass(slots=True)
class Thread:
    """Everything the letter's screen shows."""

    conversation: Conversation
    messages: list[Message]
    notes: list[Note]
    candidates: list[Candidate]
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
        .select_related("person", "topic", "assigned_to", "suggested_topic")
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
        notes=list(conversation.notes.select_related("author")),
        candidates=_candidates(user, conversation, messages) if conversation.candidates else [],
        other_conversations=list(others),
        own_draft=next((d for d in drafts if d.author_id == user.pk), None),
        drafts_of_others=[d for d in drafts if d.author_id != user.pk],
    )


def _candidates(user: User, conversation: Conversation, messages: list[Message]) -> list[Candidate]:
    """Whom the office knows best first. Three queries."""
    letter = next((m for m in messages if m.direction == Direction.INCOMING), None)
    people = Person.objects.filter(pk__in=conversation.candidates)
    written = {
        number: (count, last)
        for number, count, last in Conversation.objects.visible_to(user)
        .filter(person__in=conversation.candidates)
        .values_list("person")
        .annotate(Count("pk"), Max("last_message_at"))
        .order_by()
    }
    signed = fold(letter.author_name) if letter else ""
    found = []
    for person in people.prefetch_related("contact_points"):
        names = [fold(name) for name in (person.name, *person.other_names)]
        values = {point.value for point in person.contact_points.all()}
        count, last = written.get(person.pk, (0, None))
        alike = any({*signed.split()} & {*name.split()} for name in names)
        found.append(
            Candidate(
                person=person,
                address=letter.author_address if letter and letter.author_address in values else "",
                signs_so=bool(signed) and signed in names,
                signs_alike=alike,
                letters=count,
                last_wrote_at=last,
            )
        )
    return sorted(found, key=lambda one: (one.signs_so, one.signs_alike, one.letters), reverse=True)


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


def newer_message(*, conversation: Conversation, user: User, seen: int) -> Message | None:
    """The newest that came or left after the one somebody has before their eyes (its id), but for
    what they wrote themselves."""
    newer = conversation.messages.filter(pk__gt=seen).exclude(written_by=user)
    return newer.select_related("written_by").order_by("-pk").first()


def joined_to(*, numbers: Collection[int]) -> dict[int, int]:
    """Conversation id → the id of the one it stands in now, for those that were joined."""
    found: dict[int, int] = {}
    asked = set(numbers)
    while asked:
        rows = dict(
            Conversation.objects.filter(pk__in=asked, merged_into__isnull=False).values_list(
                "pk", "merged_into_id"
            )
        )
        found.update(rows)
        asked = set(rows.values()) - found.keys()
    return {number: _last(number, found) for number in numbers if number in found}


def _last(number: int, found: dict[int, int]) -> int:
    while number in found:
        number = found[number]
    return number
