"""What every answer goes through, whichever way it leaves: it is checked, and then written down."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, When

from baraza.base.accounts.models import User
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.models import Channel, OutgoingItem
from baraza.base.office.queries import needs_approval
from baraza.base.people.models import ContactKind, ContactPoint, ContactState
from baraza.dialogue.conversations.actions.filing import excerpt_of
from baraza.dialogue.conversations.actions.settling import settle
from baraza.dialogue.conversations.models import (
    Approval,
    Conversation,
    Direction,
    Message,
    ThreadMark,
)
from baraza.dialogue.conversations.queries import merge_fields
from baraza.dialogue.conversations.signals import answer_written
from baraza.dialogue.inputs.actions import Answer, record_responses
from baraza.dialogue.letters.merging import merge, unfilled
from baraza.dialogue.letters.models import LetterText

LONGEST_SUBJECT = 500


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


class LetterChanged(Exception):
    """The words were taken from a letter of the library that was changed since: `letter_text`."""

    def __init__(self, letter_text: LetterText) -> None:
        super().__init__()
        self.letter_text = letter_text


class NeedsApproval(Exception):
    """Somebody who may approve reads this author's answers before they leave."""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants to answer, as it stands in the composer."""

    text: str
    subject: str = ""
    # How an answer here begins by itself, and what follows it; one of nothing else has no words.
    salutation: str = ""
    signature: str = ""
    letter_text: LetterText | None = None
    # The version of those words when they were taken.
    letter_version: int | None = None
    # The newest message before the author's eyes.
    last_seen_id: int | None = None

    @property
    def whole(self) -> str:
        """The text with its signature, exactly as it leaves. Raises NothingToSend."""
        text = clean_text(self.text).strip()
        if not text or text == self.salutation:
            raise NothingToSend
        return "\n\n".join(filter(None, [text, clean_text(self.signature).strip()]))


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer that may leave."""

    conversation: Conversation
    author: User
    text: str
    subject: str
    language: str
    messages: list[Message]

    @property
    def letters(self) -> list[Message]:
        """What the constituent wrote."""
        return [each for each in self.messages if each.direction == Direction.INCOMING]


def make_ready(
    *,
    conversation: Conversation,
    author: User,
    words: Words,
    approval: Approval | None = None,
    asks: bool = False,
) -> Ready:
    """Locks the conversation and looks whether the answer may leave; with `asks`, whether it may
    be put before somebody who approves.

    Raises NothingToSend, UnfilledFields, AlreadyAnswered, LetterChanged, NeedsApproval.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    text = words.whole
    # A subject of our own, that is; the writer's may say what it likes.
    subject = words.subject if words.letter_text else ""
    if fields := unfilled(f"{subject}\n{text}"):
        raise UnfilledFields(fields)
    messages = list(conversation.messages.order_by("happened_at", "pk"))
    if words.last_seen_id is not None:
        for message in messages:
            if message.pk > words.last_seen_id and message.direction == Direction.OUTGOING:
                raise AlreadyAnswered(message)
    letter_text = words.letter_text
    if letter_text and words.letter_version and letter_text.version > words.letter_version:
        raise LetterChanged(letter_text)
    is_free = asks or approval is not None or not needs_approval(user=author)
    if not is_free and not _is_approved_letter(conversation, author, words):
        raise NeedsApproval
    return Ready(
        conversation=conversation,
        author=author,
        text=text,
        subject=one_line(words.subject, limit=LONGEST_SUBJECT)
        or reply_subject(conversation.subject)[:LONGEST_SUBJECT],
        language=letter_text.language if letter_text else conversation.language,
        messages=messages,
    )


def _is_approved_letter(conversation: Conversation, author: User, words: Words) -> bool:
    """Words of the library that were approved once leave merged for anybody, but not changed."""
    letter_text = words.letter_text
    if letter_text is None or letter_text.approved_at is None:
        return False
    fields = merge_fields(conversation=conversation, author=author, language=letter_text.language)
    return clean_text(words.text).strip() == merge(letter_text.body, fields).strip()


def write_down(
    *,
    ready: Ready,
    now: datetime,
    channel: Channel = Channel.EMAIL,
    item: OutgoingItem | None = None,
    keeps_draft: bool = False,
) -> Message:
    """The answer in its conversation, and whatever waited for one settled."""
    conversation = ready.conversation
    # Behind the letters it answers, even if the clock was set back since.
    moment = max([now, *(message.happened_at for message in ready.messages)])
    [response] = record_responses(
        answers=[
            Answer(
                text=ready.text,
                given_at=now,
                language=ready.language,
                given_by=ready.author,
                circle_id=conversation.circle_id,
            )
        ]
    )
    message = Message.objects.create(
        conversation=conversation,
        direction=Direction.OUTGOING,
        channel=channel,
        happened_at=moment,
        author_name=ready.author.name,
        author_address=item.from_address if item else "",
        subject=ready.subject,
        message_id=item.message_id if item else "",
        said=ready.text,
        response=response,
        outgoing=item,
        written_by=ready.author,
    )
    if item:
        ThreadMark.objects.create(
            identifier=item.message_id, is_written=True, conversation=conversation
        )
    if not keeps_draft:
        conversation.drafts.filter(author=ready.author).delete()
    grow(conversation=conversation, message=message)
    settle(conversations=[conversation.pk])
    answer_written.send(sender=Message, message=message, now=now)
    return message


def grow(*, conversation: Conversation, message: Message) -> None:
    """The list shows the newest message, which is this one."""
    conversation.message_count += 1
    conversation.last_message_at = message.happened_at
    conversation.excerpt = excerpt_of(message.said)
    conversation.save(update_fields=["message_count", "last_message_at", "excerpt"])


def show_newest(*, conversation: Conversation) -> None:
    """After messages went, the list shows the newest that is left; without any it keeps its day,
    and no words.
    """
    newest = conversation.messages.last()
    conversation.message_count = conversation.messages.count()
    conversation.last_message_at = newest.happened_at if newest else conversation.last_message_at
    conversation.excerpt = excerpt_of(newest.said) if newest else ""
    conversation.save(update_fields=["message_count", "last_message_at", "excerpt"])


def answer_address(*, conversation: Conversation, letters: list[Message]) -> tuple[str, str]:
    """Where the constituent is answered, and their name: where they wrote from last, else where
    our first letter was to go.

    ("", "") when they left no e-mail address.
    """
    for letter in reversed(letters):
        # A letter that another address added to the thread does not draw the answer to itself.
        if "@" in letter.author_address and not letter.sender_warning:
            return letter.answer_to or letter.author_address, letter.author_name
    if conversation.person_id:
        points = ContactPoint.objects.filter(
            people=conversation.person_id, kind=ContactKind.EMAIL
        ).exclude(state=ContactState.BOUNCING)
        chosen = conversation.written_to_id
        point = points.order_by(Case(When(pk=chosen or 0, then=0), default=1), "pk").first()
        if point:
            return point.value, conversation.person.name if conversation.person else ""
    return next(
        ((m.author_address, m.author_name) for m in reversed(letters) if "@" in m.author_address),
        ("", ""),
    )


def reply_subject(subject: str) -> str:
    """The subject of an answer to a letter with this one."""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
