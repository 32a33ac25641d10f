"""Answer a conversation; for ten seconds the answer can be taken back."""

from datetime import datetime, timedelta

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.actions.outbox import Outgoing, cancel_outgoing, put_in_outbox
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.models import Channel, OutgoingKind
from baraza.base.people.models import ContactKind, ContactPoint, ContactState
from baraza.dialogue.conversations.actions.filing import excerpt_of
from baraza.dialogue.conversations.actions.settling import settle
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Draft,
    Message,
    ThreadMark,
)
from baraza.dialogue.inputs.actions import Answer, record_responses, withdraw_response
from baraza.dialogue.letters.merging import unfilled
from baraza.dialogue.letters.models import LetterText

TIME_TO_TAKE_BACK = timedelta(seconds=10)
MAX_REFERENCES = 20


class NothingToSend(ValueError):
    """The answer has no words."""


class UnfilledFields(ValueError):
    """Merge fields without a value still stand in the text: `fields`, as written."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class NobodyToAnswer(ValueError):
    """There is no address an answer could be sent to."""


class AlreadyAnswered(Exception):
    """Somebody answered since this was opened: `message` is their answer."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


class TooLate(Exception):
    """The answer has left."""


@transaction.atomic
def reply(
    *,
    conversation: Conversation,
    author: User,
    text: str,
    now: datetime,
    subject: str = "",
    letter_text: LetterText | None = None,
    last_seen_id: int | None = None,
) -> Message:
    """Send an answer by e-mail; it leaves ten seconds from now and threads back when answered.

    `last_seen_id` is the newest message the author had before their eyes: if the office has
    answered after it, AlreadyAnswered is raised and nothing is sent. Raises NothingToSend,
    UnfilledFields, NobodyToAnswer.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    text = clean_text(text).strip()
    if not text:
        raise NothingToSend
    if fields := unfilled(text):
        raise UnfilledFields(fields)
    messages = list(conversation.messages.order_by("happened_at", "pk"))
    if last_seen_id is not None:
        for message in messages:
            if message.pk > last_seen_id and message.direction == Direction.OUTGOING:
                raise AlreadyAnswered(message)
    letters = [message for message in messages if message.direction == Direction.INCOMING]
    address, name = answer_address(conversation=conversation, letters=letters)
    if not address:
        raise NobodyToAnswer

    identifiers = [message.message_id for message in messages if message.message_id]
    last_letter = next((m.message_id for m in reversed(letters) if m.message_id), "")
    subject = one_line(subject, limit=500) or _reply_subject(conversation.subject)[:500]
    # Behind the letters it answers, even if the clock was set back since.
    moment = max([now, *(message.happened_at for message in messages)])
    [item] = put_in_outbox(
        letters=[
            Outgoing(
                kind=OutgoingKind.PERSONAL,
                recipient=address,
                recipient_name=name,
                subject=subject,
                text=text,
                language=letter_text.language if letter_text else conversation.language,
                conversation_id=conversation.pk,
                in_reply_to=last_letter,
                references=tuple(identifiers[-MAX_REFERENCES:]),
                circle_id=conversation.circle_id,
                wait=TIME_TO_TAKE_BACK,
            )
        ],
        now=now,
    )
    [response] = record_responses(
        answers=[
            Answer(
                text=text,
                given_at=now,
                language=item.language,
                given_by=author,
                circle_id=conversation.circle_id,
            )
        ]
    )
    message = Message.objects.create(
        conversation=conversation,
        direction=Direction.OUTGOING,
        channel=Channel.EMAIL,
        happened_at=moment,
        author_name=author.name,
        author_address=item.from_address,
        subject=subject,
        message_id=item.message_id,
        said=text,
        response=response,
        outgoing=item,
        written_by=author,
    )
    ThreadMark.objects.create(
        identifier=item.message_id, is_written=True, conversation=conversation
    )
    conversation.drafts.filter(author=author).delete()
    conversation.message_count += 1
    conversation.last_message_at = moment
    conversation.excerpt = excerpt_of(text)
    conversation.save(update_fields=["message_count", "last_message_at", "excerpt"])
    settle(conversations=[conversation.pk])
    record(actor=author, act="answered", obj=conversation, now=now, detail={"message": message.pk})
    return message


def answer_address(*, conversation: Conversation, letters: list[Message]) -> tuple[str, str]:
    """Where the constituent is answered, and their name: where they wrote from last.

    ("", "") when they left no e-mail address.
    """
    for letter in reversed(letters):
        # A letter that another address added to the thread does not draw the answer to itself.
        if "@" in letter.author_address and not letter.sender_warning:
            return letter.answer_to or letter.author_address, letter.author_name
    if conversation.person_id:
        point = (
            ContactPoint.objects.filter(people=conversation.person_id, kind=ContactKind.EMAIL)
            .exclude(state=ContactState.BOUNCING)
            .first()
        )
        if point:
            return point.value, conversation.person.name if conversation.person else ""
    return next(
        ((m.author_address, m.author_name) for m in reversed(letters) if "@" in m.author_address),
        ("", ""),
    )


@transaction.atomic
def take_back(*, message: Message, author: User, now: datetime) -> Draft:
    """The answer does not leave; its words are the author's draft again, before whatever they
    have begun since. Raises TooLate.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).get(
        pk=message.conversation_id
    )
    item = message.outgoing
    if item is None or not cancel_outgoing(item_id=item.pk, now=now):
        raise TooLate
    begun = conversation.drafts.filter(author=author).first()
    draft, _ = Draft.objects.update_or_create(
        conversation=conversation,
        author=author,
        defaults={
            "text": "\n\n".join(filter(None, [message.said, begun.text if begun else ""])),
            "subject": message.subject,
            "saved_at": now,
        },
    )
    response = message.response
    ThreadMark.objects.filter(identifier=message.message_id).delete()
    message.delete()
    if response is not None:
        withdraw_response(response=response)
    last = conversation.messages.order_by("-happened_at", "-pk").first()
    conversation.message_count = conversation.messages.count()
    if last is not None:
        conversation.last_message_at = last.happened_at
        conversation.excerpt = excerpt_of(last.said)
    if conversation.state == ConversationState.CLOSED:
        # Whether it is still answered, by an earlier letter, is settled now.
        conversation.state = ConversationState.ANSWERED
    conversation.save(update_fields=["message_count", "last_message_at", "excerpt", "state"])
    settle(conversations=[conversation.pk])
    record(actor=author, act="took_back", obj=conversation, now=now)
    return draft


def save_draft(
    *,
    conversation: Conversation,
    author: User,
    text: str,
    now: datetime,
    subject: str = "",
    letter_text: LetterText | None = None,
) -> Draft:
    """Keep what is being written; each author has their own draft in a conversation."""
    draft, _ = Draft.objects.update_or_create(
        conversation=conversation,
        author=author,
        defaults={
            "text": clean_text(text),
            "subject": one_line(subject, limit=500),
            "letter_text": letter_text,
            "saved_at": now,
        },
    )
    return draft


def discard_draft(*, conversation: Conversation, author: User) -> None:
    """Throw away one's own draft."""
    Draft.objects.filter(conversation=conversation, author=author).delete()


def _reply_subject(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
