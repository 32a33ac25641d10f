"""Answer a conversation by mail; for ten seconds the answer can be taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.actions.outbox import (
    Enclosed,
    Outgoing,
    cancel_outgoing,
    put_in_outbox,
)
from baraza.base.channels.models import OutgoingItem, OutgoingKind
from baraza.dialogue.conversations.actions.answering import (
    AlreadyAnswered,
    LetterChanged,
    NeedsApproval,
    NobodyToAnswer,
    NothingToSend,
    Ready,
    UnfilledFields,
    Words,
    answer_address,
    make_ready,
    show_newest,
    write_down,
)
from baraza.dialogue.conversations.actions.duty import set_duty
from baraza.dialogue.conversations.actions.settling import settle
from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Conversation,
    ConversationKind,
    ConversationState,
    Draft,
    DraftFile,
    Message,
    ThreadMark,
)
from baraza.dialogue.conversations.signals import answer_withdrawn
from baraza.dialogue.inputs.actions import withdraw_response
from baraza.dialogue.letters.models import LetterText

__all__ = [
    "TIME_TO_TAKE_BACK",
    "AlreadyAnswered",
    "LetterChanged",
    "NeedsApproval",
    "NobodyToAnswer",
    "NothingToSend",
    "TooLate",
    "UnfilledFields",
    "answer_address",
    "reply",
    "send",
    "take_back",
]

TIME_TO_TAKE_BACK = timedelta(seconds=10)
MAX_REFERENCES = 20
# The guard that looks, when a letter leaves, whether its text is still the approved one.
APPROVED = "conversations.approved"


class TooLate(Exception):
    """The answer has left."""


def reply(
    *,
    conversation: Conversation,
    author: User,
    text: str,
    now: datetime,
    subject: str = "",
    signature: str = "",
    letter_text: LetterText | None = None,
    letter_version: int | None = None,
    last_seen_id: int | None = None,
    address: str = "",
) -> Message:
    """Send an answer by e-mail; it leaves ten seconds from now and threads back when answered.

    The files of the author's draft go with it. `last_seen_id` is the newest message the author
    had before their eyes: if the office has answered after it, AlreadyAnswered is raised and
    nothing is sent; LetterChanged where the letter of the library has a newer version than
    `letter_version`. `address`: not where they wrote from last, but there. Raises NothingToSend,
    UnfilledFields, NobodyToAnswer, NeedsApproval.
    """
    words = Words(
        text=text,
        subject=subject,
        signature=signature,
        letter_text=letter_text,
        letter_version=letter_version,
        last_seen_id=last_seen_id,
    )
    return send(conversation=conversation, author=author, words=words, now=now, address=address)


@transaction.atomic
def send(
    *,
    conversation: Conversation,
    author: User,
    words: Words,
    now: datetime,
    address: str = "",
    approval: Approval | None = None,
    beside_draft: bool = False,
) -> Message:
    """As `reply`; with an approval it leaves only while its text is the approved one.

    `beside_draft`: what the author is writing besides stays theirs, with its files.
    """
    ready = make_ready(conversation=conversation, author=author, words=words, approval=approval)
    files = DraftFile.objects.filter(draft__conversation=conversation.pk, draft__author=author)
    if beside_draft:
        files = files.none()
    item = _put_out(ready, files=enclosed(files), now=now, address=address, approval=approval)
    message = write_down(ready=ready, item=item, now=now, keeps_draft=beside_draft)
    record(
        actor=author,
        act="answered",
        obj=ready.conversation,
        now=now,
        detail={"message": message.pk},
    )
    return message


def enclosed(files: Sequence[DraftFile]) -> tuple[Enclosed, ...]:
    """Kept files as they leave."""
    return tuple(Enclosed(file.name, file.media_type, bytes(file.content)) for file in files)


def _put_out(
    ready: Ready,
    *,
    files: tuple[Enclosed, ...],
    now: datetime,
    address: str,
    approval: Approval | None,
) -> OutgoingItem:
    conversation, letters = ready.conversation, ready.letters
    known, name = answer_address(conversation=conversation, letters=letters)
    if not (address or known):
        raise NobodyToAnswer
    identifiers = [message.message_id for message in ready.messages if message.message_id]
    [item] = put_in_outbox(
        letters=[
            Outgoing(
                kind=OutgoingKind.PERSONAL,
                recipient=address or known,
                recipient_name=name,
                subject=ready.subject,
                text=ready.text,
                language=ready.language,
                conversation_id=conversation.pk,
                in_reply_to=next((m.message_id for m in reversed(letters) if m.message_id), ""),
                references=tuple(identifiers[-MAX_REFERENCES:]),
                guard=APPROVED if approval else "",
                guard_subject=str(approval.pk) if approval else "",
                circle_id=conversation.circle_id,
                wait=TIME_TO_TAKE_BACK,
                files=files,
            )
        ],
        now=now,
    )
    return item


@transaction.atomic
def take_back(*, message: Message, author: User, now: datetime) -> Draft:
    """The answer does not leave; its words are its writer's draft again, before whatever they
    have begun since, with its files. What somebody approved and takes back waits for them again.
    Raises TooLate.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).get(
        pk=message.conversation_id
    )
    stop(message=message, now=now)
    approval = Approval.objects.filter(message=message).first()
    writer = approval.author if approval and approval.author else author
    begun = conversation.drafts.filter(author=writer).first()
    draft, _ = Draft.objects.update_or_create(
        conversation=conversation,
        author=writer,
        defaults={
            "text": "\n\n".join(filter(None, [message.said, begun.text if begun else ""])),
            "subject": message.subject,
            "is_signed": False,  # what is taken back has its signature
            "saved_at": now,
        },
    )
    if message.outgoing:
        DraftFile.objects.bulk_create(
            [
                DraftFile(
                    draft=draft,
                    name=file.name,
                    media_type=file.media_type,
                    size=file.size,
                    content=file.content,
                )
                for file in message.outgoing.files.all()
            ]
        )
    if approval:
        waits = author != writer and not begun
        approval.state = ApprovalState.ASKED if waits else ApprovalState.WITHDRAWN
        approval.decided_by = approval.decided_at = approval.message = None
        approval.save(update_fields=["state", "decided_by", "decided_at", "message"])
    withdraw(message=message, conversation=conversation, now=now)
    record(actor=author, act="took_back", obj=conversation, now=now)
    return draft


def stop(*, message: Message, now: datetime) -> None:
    """It does not leave: not by mail, and not from the printer. Raises TooLate."""
    paper = getattr(message, "paper", None)
    if message.outgoing is not None:
        if not cancel_outgoing(item_id=message.outgoing.pk, now=now):
            raise TooLate
    elif paper is None or paper.printed_at:
        raise TooLate


def withdraw(*, message: Message, conversation: Conversation, now: datetime) -> None:
    """What was never sent has never been said: the conversation is as it was before."""
    response = message.response
    if message.message_id:
        ThreadMark.objects.filter(identifier=message.message_id).delete()
    answer_withdrawn.send(sender=Message, message=message)
    message.delete()
    if response is not None:
        withdraw_response(response=response)
    show_newest(conversation=conversation)
    is_with_agency = conversation.kind == ConversationKind.AGENCY
    if conversation.state == ConversationState.CLOSED and not is_with_agency:
        # Whether it is still answered, by an earlier letter, is settled now.
        conversation.state = ConversationState.ANSWERED
        conversation.save(update_fields=["state"])
    settle(conversations=[conversation.pk])
    set_duty(conversations=[conversation.pk], now=now)
