"""Letters with which an agency began a thread: they go to where it was asked, and back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from baraza.base.accounts.models import User
from baraza.dialogue.conversations.actions.answering import show_newest
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.moving import lock_both, move_all, move_all_back
from baraza.dialogue.conversations.models import (
    ApprovalState,
    Conversation,
    ConversationKind,
    ConversationState,
    Direction,
    Joining,
    Message,
)
from baraza.dialogue.inputs.actions import Said, record_inputs, withdraw_inputs

GONE = gettext_noop("A colleague was quicker: these letters stand elsewhere now.")
ANSWERED = gettext_noop("We have answered these letters already, so they stay where they are.")
ASKED = gettext_noop("An answer to this waits for approval. Take that back first.")
FEWER = gettext_noop("Fewer people may see this letter than the case. It stays where it is.")
NAMELESS = gettext_noop("Who wrote this is not to be known: it stays where it is.")


class CannotMove(ValueError):
    """They stay where they are; `reason` in words of the catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hindrance(*, conversation: Conversation, thread: Conversation | None = None) -> str:
    """Why these letters cannot go to a thread with an agency; empty where they can."""
    letters = conversation.messages
    if conversation.merged_into_id or conversation.kind != ConversationKind.CONSTITUENT:
        return GONE
    if not letters.exists() or conversation.state == ConversationState.JUNK:
        return GONE
    if letters.exclude(direction=Direction.INCOMING).exists():
        return ANSWERED
    if conversation.approvals.filter(state=ApprovalState.ASKED).exists():
        return ASKED
    if letters.filter(input__is_anonymous=True).exists():
        return NAMELESS
    if thread and conversation.circle_id and conversation.circle_id != thread.circle_id:
        return FEWER
    return ""


@transaction.atomic
def move(*, conversation: Conversation, thread: Conversation, by: User, now: datetime) -> Joining:
    """Nobody whom the office represents has said this: it is no input any more, waits in no inbox,
    and whatever answers it comes to the agency's thread. Raises CannotMove.
    """
    one, other = lock_both(conversation, thread)
    if reason := hindrance(conversation=one, thread=other):
        raise CannotMove(reason)
    if other.circle_id and one.circle_id != other.circle_id:
        set_circle(conversation=one, circle=other.circle, by=by)
    letters = Message.objects.filter(conversation=one)
    said = list(letters.filter(input__isnull=False).values_list("input", flat=True))
    warned = dict(letters.exclude(sender_warning="").values_list("pk", "sender_warning"))
    # Somebody has just made sure who wrote them.
    letters.update(input=None, sender_warning="")
    withdraw_inputs(inputs=said)
    moved = {
        **move_all(one, other),
        "warned": {str(pk): warning for pk, warning in warned.items()},
    }
    joining = Joining.objects.create(
        joined=one, kept=other, moved=moved, former_state=one.state, by=by, joined_at=now
    )
    one.merged_into, one.state = other, ConversationState.CLOSED
    one.save(update_fields=["merged_into", "state"])
    show_newest(conversation=one)
    show_newest(conversation=other)
    return joining


@transaction.atomic
def move_back(*, joining: Joining) -> Conversation:
    """Undo `move`: what still stands there waits in the inbox as it did, and was said to us."""
    one, other = lock_both(joining.joined, joining.kept)
    if one.merged_into_id != other.pk:
        return one
    move_all_back(joining.moved, source=other, to=one)
    # Shut to all but a circle meanwhile, it stays so.
    one.merged_into, one.state, one.circle_id = None, joining.former_state, other.circle_id
    one.save(update_fields=["merged_into", "state", "circle"])
    letters = list(one.messages.filter(erased_at__isnull=True).order_by("happened_at", "pk"))
    inputs = record_inputs(said=[_said(letter, one) for letter in letters])
    for letter, said in zip(letters, inputs, strict=True):
        letter.input = said
        letter.sender_warning = joining.moved["warned"].get(str(letter.pk), "")
    Message.objects.bulk_update(letters, ["input", "sender_warning"])
    show_newest(conversation=one)
    show_newest(conversation=other)
    joining.delete()
    return one


def _said(letter: Message, conversation: Conversation) -> Said:
    return Said(
        received_at=letter.happened_at,
        channel=letter.channel,
        text=letter.said,
        language=conversation.language,
        context=f"{letter.subject} {letter.author_name} {letter.author_address}",
        person_id=conversation.person_id,
        topic_id=conversation.topic_id,
        circle_id=conversation.circle_id,
    )
