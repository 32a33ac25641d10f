"""Letters to agencies: each matter a thread of its own, beside the constituent's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.channels.actions.outbox import Enclosed, Outgoing, put_in_outbox
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.models import Channel, OutgoingKind
from baraza.dialogue.conversations.actions.answering import (
    LONGEST_SUBJECT,
    NeedsApproval,
    NobodyToAnswer,
    NothingToSend,
    UnfilledFields,
    grow,
)
from baraza.dialogue.conversations.actions.drafts import asked_of, withdraw_asked
from baraza.dialogue.conversations.actions.on_paper import address_lines
from baraza.dialogue.conversations.actions.reply import MAX_REFERENCES, TIME_TO_TAKE_BACK
from baraza.dialogue.conversations.models import (
    Approval,
    Conversation,
    ConversationKind,
    ConversationState,
    Direction,
    Draft,
    DraftFile,
    Message,
    PaperLetter,
    ThreadMark,
)
from baraza.dialogue.letters.merging import unfilled

__all__ = [
    "NeedsApproval",
    "NobodyToAnswer",
    "NothingToSend",
    "ToAgency",
    "UnfilledFields",
    "begin_thread",
    "keep_words",
    "put_before",
    "trust",
    "write",
]


@dataclass(frozen=True, slots=True)
class ToAgency:
    """A letter as it is to leave: by mail to `recipient`, or on paper with `address` above it."""

    text: str
    subject: str = ""
    channel: Channel = Channel.EMAIL
    recipient: str = ""
    recipient_name: str = ""
    address: str = ""
    files: tuple[Enclosed, ...] = ()
    # Asked as it leaves.
    guard: str = ""
    guard_subject: str = ""

    @property
    def whole(self) -> str:
        """Its text, exactly as it leaves. Raises NothingToSend, UnfilledFields."""
        text = clean_text(self.text).strip()
        if not text:
            raise NothingToSend
        if fields := unfilled(text):
            raise UnfilledFields(fields)
        return text


def begin_thread(
    *, subject: str, language: str, channel: Channel, circle_id: int | None, now: datetime
) -> Conversation:
    """A thread with an agency, without letters yet."""
    return Conversation.objects.create(
        kind=ConversationKind.AGENCY,
        subject=one_line(subject, limit=LONGEST_SUBJECT),
        state=ConversationState.CLOSED,
        language=language,
        channel=channel,
        circle_id=circle_id,
        started_at=now,
        last_message_at=now,
    )


@transaction.atomic
def write(*, conversation: Conversation, author: User, letter: ToAgency, now: datetime) -> Message:
    """By mail it leaves ten seconds from now, on paper when it is printed; `reply.take_back`
    stops either. Raises NothingToSend, UnfilledFields, NobodyToAnswer, NoAddress.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    text = letter.whole
    subject = one_line(letter.subject, limit=LONGEST_SUBJECT) or conversation.subject
    is_paper = letter.channel == Channel.LETTER
    lines = address_lines(letter.address) if is_paper else []
    before = list(conversation.messages.order_by("happened_at", "pk"))
    item = None
    if not is_paper:
        if "@" not in letter.recipient:
            raise NobodyToAnswer
        identifiers = [message.message_id for message in before if message.message_id]
        [item] = put_in_outbox(
            letters=[
                Outgoing(
                    kind=OutgoingKind.PERSONAL,
                    recipient=letter.recipient,
                    recipient_name=letter.recipient_name,
                    subject=subject,
                    text=text,
                    language=conversation.language,
                    conversation_id=conversation.pk,
                    in_reply_to=identifiers[-1] if identifiers else "",
                    references=tuple(identifiers[-MAX_REFERENCES:]),
                    guard=letter.guard,
                    guard_subject=letter.guard_subject,
                    circle_id=conversation.circle_id,
                    wait=TIME_TO_TAKE_BACK,
                    files=letter.files,
                )
            ],
            now=now,
        )
    message = Message.objects.create(
        conversation=conversation,
        direction=Direction.OUTGOING,
        channel=letter.channel,
        # Behind the letters it answers, even if the clock was set back since.
        happened_at=max([now, *(one.happened_at for one in before)]),
        author_name=author.name,
        author_address=item.from_address if item else "",
        subject=subject,
        message_id=item.message_id if item else "",
        said=text,
        outgoing=item,
        written_by=author,
    )
    if item:
        ThreadMark.objects.create(
            identifier=item.message_id, is_written=True, conversation=conversation
        )
    else:
        PaperLetter.objects.create(message=message, address="\n".join(lines))
    conversation.drafts.filter(author=author).delete()
    grow(conversation=conversation, message=message)
    return message


@transaction.atomic
def keep_words(
    *,
    conversation: Conversation,
    author: User,
    text: str,
    subject: str,
    files: Sequence[Enclosed] = (),
    now: datetime,
) -> Draft:
    """What somebody is writing to the agency, with its files instead of those it had."""
    draft, _ = Draft.objects.update_or_create(
        conversation=conversation,
        author=author,
        defaults={"text": text, "subject": subject, "is_signed": False, "saved_at": now},
    )
    draft.files.all().delete()
    DraftFile.objects.bulk_create(
        [
            DraftFile(
                draft=draft,
                name=file.name,
                media_type=file.media_type,
                size=len(file.content),
                content=file.content,
            )
            for file in files
        ]
    )
    return draft


@transaction.atomic
def put_before(
    *, conversation: Conversation, author: User, letter: ToAgency, now: datetime
) -> Approval:
    """The letter waits for somebody who may approve; asked again, the newer words count.

    Raises NothingToSend, UnfilledFields.
    """
    text = letter.whole
    subject = one_line(letter.subject, limit=LONGEST_SUBJECT) or conversation.subject
    withdraw_asked(approvals=asked_of(conversation=conversation, author=author), now=now)
    keep_words(
        conversation=conversation,
        author=author,
        text=text,
        subject=subject,
        files=letter.files,
        now=now,
    )
    return Approval.objects.create(
        conversation=conversation, author=author, subject=subject, text=text, asked_at=now
    )


def trust(*, message: Message) -> None:
    """Somebody has made sure who wrote it: nothing is to be warned of any longer."""
    Message.objects.filter(pk=message.pk).update(sender_warning="")
