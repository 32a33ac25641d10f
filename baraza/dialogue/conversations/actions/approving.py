"""Put an exact text before somebody who may approve it; what is approved leaves by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_noop

from baraza.base.accounts.actions.notifications import notify
from baraza.base.accounts.models import NotificationKind, User
from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text
from baraza.dialogue.conversations.actions.answering import (
    NobodyToAnswer,
    Words,
    answer_address,
    make_ready,
)
from baraza.dialogue.conversations.actions.drafts import asked_of, save_draft, withdraw_asked
from baraza.dialogue.conversations.actions.reply import send
from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Conversation,
    Draft,
    Message,
)

NO_LONGER = gettext_noop("Nobody approves of this letter any longer. It was not sent.")
OTHER_WORDS = gettext_noop("Its words are not the ones that were approved. It was not sent.")


class AlreadyDecided(Exception):
    """It waits no longer: approved, sent back or withdrawn meanwhile (`approval` says which)."""

    def __init__(self, approval: Approval) -> None:
        super().__init__()
        self.approval = approval


class OwnWords(Exception):
    """Nobody approves of what they wrote themselves."""


class WithoutRemark(ValueError):
    """Whoever sends a text back says what should be different."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """How a text leaves that answers no constituent, and what it is about."""

    send: Callable[[Approval, User, datetime], Message]
    about: models.Model


@transaction.atomic
def ask(*, conversation: Conversation, author: User, words: Words, now: datetime) -> Approval:
    """The text as it stands, with its signature and the files of the draft, waits for somebody.

    Asked again, the newer text counts. Raises NothingToSend, UnfilledFields, AlreadyAnswered,
    LetterChanged, NobodyToAnswer.
    """
    ready = make_ready(conversation=conversation, author=author, words=words, asks=True)
    address, _name = answer_address(conversation=ready.conversation, letters=ready.letters)
    if not address:
        raise NobodyToAnswer
    withdraw_asked(approvals=asked_of(conversation=ready.conversation, author=author), now=now)
    save_draft(
        conversation=ready.conversation,
        author=author,
        text=ready.text,
        subject=ready.subject,
        letter_text=words.letter_text,
        letter_version=words.letter_version,
        is_signed=False,  # the text has its signature
        now=now,
    )
    approval = Approval.objects.create(
        conversation=ready.conversation,
        author=author,
        subject=ready.subject,
        text=ready.text,
        letter_text=words.letter_text,
        asked_at=now,
    )
    notify(
        kind=NotificationKind.APPROVAL_ASKED,
        to=_approvers(ready.conversation),
        about=ready.conversation,
        by=author,
        now=now,
    )
    record(actor=author, act="approval_asked", obj=ready.conversation, now=now)
    return approval


def _approvers(conversation: Conversation) -> list[User]:
    """Whoever may approve and may read the letter."""
    able = list(staff_with(permission=Permission.APPROVE))
    if conversation.circle_id is None:
        return able
    this = Conversation.objects.filter(pk=conversation.pk)
    return [user for user in able if this.visible_to(user).exists()]


@transaction.atomic
def grant(*, approval: Approval, by: User, now: datetime, way: WayOut | None = None) -> Message:
    """Approve the text: it leaves ten seconds from now, under its author's name. `way` where it
    answers no constituent.

    Raises AlreadyDecided (also where its author changed it meanwhile), OwnWords, NobodyToAnswer.
    """
    approval = _waiting(approval)
    if approval.author_id == by.pk:
        raise OwnWords
    author = approval.author or by
    approval.state = ApprovalState.GRANTED
    approval.decided_by, approval.decided_at = by, now
    message = (way.send if way else _answer)(approval, author, now)
    approval.message = message
    approval.save(update_fields=["state", "decided_by", "decided_at", "message"])
    _tell_author(approval, by=by, now=now, way=way)
    record(actor=by, act="approved", obj=way.about if way else approval.conversation, now=now)
    return message


def _answer(approval: Approval, author: User, now: datetime) -> Message:
    return send(
        conversation=approval.conversation,
        author=author,
        words=Words(text=approval.text, subject=approval.subject, letter_text=approval.letter_text),
        approval=approval,
        now=now,
    )


@transaction.atomic
def send_back(
    *, approval: Approval, by: User, remark: str, now: datetime, way: WayOut | None = None
) -> Approval:
    """It does not leave like this; its author reads why. Raises AlreadyDecided, WithoutRemark."""
    remark = clean_text(remark).strip()
    if not remark:
        raise WithoutRemark
    approval = _waiting(approval)
    _decide(approval, ApprovalState.REFUSED, by=by, now=now, remark=remark)
    _tell_author(approval, by=by, now=now, way=way)
    record(
        actor=by, act="approval_refused", obj=way.about if way else approval.conversation, now=now
    )
    return approval


@transaction.atomic
def withdraw_asking(*, approval: Approval, by: User, now: datetime) -> None:
    """Its author goes on writing. Raises AlreadyDecided."""
    approval = _waiting(approval)
    _decide(approval, ApprovalState.WITHDRAWN, by=by, now=now)
    record(actor=by, act="approval_withdrawn", obj=approval.conversation, now=now)


def refusal_to_leave(subject: str) -> str:
    """The outbox asks, for an approval's number, why its letter may not leave; empty if it may."""
    approval = (
        Approval.objects.filter(pk=subject, state=ApprovalState.GRANTED)
        .select_related("message__outgoing")
        .first()
    )
    if approval is None or approval.message is None or approval.message.outgoing is None:
        return NO_LONGER
    leaving = approval.message.outgoing
    if (leaving.text, leaving.subject) != (approval.text, approval.subject):
        return OTHER_WORDS
    return ""


def _waiting(approval: Approval) -> Approval:
    """Locks it, and looks whether its author still has the very text in hand."""
    Conversation.objects.select_for_update(of=("self",)).get(pk=approval.conversation_id)
    locked = Approval.objects.select_related("conversation", "author", "letter_text").get(
        pk=approval.pk
    )
    if locked.state != ApprovalState.ASKED:
        raise AlreadyDecided(locked)
    draft = Draft.objects.filter(
        conversation=locked.conversation_id, author=locked.author_id
    ).first()
    if draft is not None and clean_text(draft.text).strip() != locked.text:
        raise AlreadyDecided(locked)
    return locked


def _tell_author(approval: Approval, *, by: User, now: datetime, way: WayOut | None) -> None:
    if approval.author is not None:
        notify(
            kind=NotificationKind.APPROVAL_DECIDED,
            to=[approval.author],
            about=way.about if way else approval.conversation,
            by=by,
            now=now,
        )


def _decide(
    approval: Approval, state: ApprovalState, *, by: User, now: datetime, remark: str = ""
) -> None:
    approval.state = state
    approval.decided_by, approval.decided_at, approval.remark = by, now, remark
    approval.save(update_fields=["state", "decided_by", "decided_at", "remark"])
