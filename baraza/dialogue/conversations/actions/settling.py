"""After letters were filed in any order: what is answered, and what still waits."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from baraza.base.accounts.actions.notifications import News, notify_each
from baraza.base.accounts.models import NotificationKind
from baraza.base.channels.queries import NOT_DELIVERED
from baraza.common.prepared import prepared
from baraza.common.rows import ask
from baraza.dialogue.conversations.actions.duty import set_duty
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationKind,
    ConversationState,
    Direction,
    Message,
)
from baraza.dialogue.inputs.actions import UNANSWERED, mark_answered, mark_unanswered
from baraza.dialogue.inputs.models import State

# Written out: asked for each letter of a thread.
_LETTERS = """
SELECT letter.conversation_id, thread.state, letter.direction, letter.response_id, sent.state,
    letter.input_id, said.state, said.response_id
FROM conversations_message AS letter
JOIN conversations_conversation AS thread ON thread.id = letter.conversation_id
LEFT JOIN channels_outgoingitem AS sent ON sent.id = letter.outgoing_id
LEFT JOIN inputs_input AS said ON said.id = letter.input_id
WHERE letter.conversation_id = ANY(%s)
ORDER BY letter.conversation_id, letter.happened_at, letter.id
"""


def settle(*, conversations: Collection[int]) -> None:
    """Each input is answered by the first letter of ours after it; the last letter says whose
    turn it is. A letter of ours that came to nothing has answered nobody. Closed and junk
    conversations stay so.
    """
    if not conversations:
        return
    [rows] = ask((prepared(_LETTERS), [list(conversations)]))
    answers: dict[int, int] = {}
    lapsed: list[int] = []
    waiting, answered = [], []
    for (number, thread), grouped in groupby(rows, key=lambda row: row[:2]):
        letters = [row[2:] for row in grouped]
        void = {row[1] for row in letters if row[2] in NOT_DELIVERED and row[1]}
        open_inputs: list[int] = []
        is_answered = False
        for direction, response_id, outgoing, input_id, state, former in letters:
            if direction == Direction.INCOMING:
                is_answered = False
                if state == State.ANSWERED and former in void:
                    lapsed.append(input_id)
                    open_inputs.append(input_id)
                elif state in UNANSWERED:
                    open_inputs.append(input_id)
            elif direction == Direction.OUTGOING and outgoing not in NOT_DELIVERED:
                is_answered = True
                answers.update(dict.fromkeys(open_inputs, response_id) if response_id else {})
                open_inputs = []
        if is_answered and thread == ConversationState.TO_ANSWER:
            answered.append(number)
        if not is_answered and thread == ConversationState.ANSWERED:
            waiting.append(number)
    if lapsed:
        mark_unanswered(inputs=lapsed)
    mark_answered(inputs=answers)
    if waiting:
        Conversation.objects.filter(pk__in=waiting, state=ConversationState.ANSWERED).update(
            state=ConversationState.TO_ANSWER
        )
    if answered:
        # Nobody waits any more; who writes again is waiting from then on.
        Conversation.objects.filter(pk__in=answered, state=ConversationState.TO_ANSWER).update(
            state=ConversationState.ANSWERED, waiting_since=None, due_date=None
        )


@transaction.atomic
def settle_deliveries(*, items: Collection[int]) -> None:
    """After outgoing items (ids) came to nothing, or are to leave after all: whoever has not got
    their answer waits again, even in a conversation that was closed.
    """
    conversations = list(
        Conversation.objects.filter(messages__outgoing__in=items)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    if not conversations:
        return
    lost = Message.objects.filter(outgoing__in=items, outgoing__state__in=NOT_DELIVERED)
    Conversation.objects.filter(
        pk__in=lost.values("conversation"),
        state=ConversationState.CLOSED,
        kind=ConversationKind.CONSTITUENT,
    ).update(state=ConversationState.ANSWERED)
    numbers = {conversation.pk for conversation in conversations}
    settle(conversations=numbers)
    set_duty(conversations=numbers, now=timezone.now())


def tell_authors(*, items: Collection[int], now: datetime) -> None:
    """Whoever wrote an answer that came to nothing knows it at once. Two queries."""
    lost = Message.objects.filter(
        outgoing__in=items,
        outgoing__state__in=NOT_DELIVERED,
        written_by__is_active=True,
        conversation__kind=ConversationKind.CONSTITUENT,
    )
    news = [
        News(user_id=user_id, about_id=conversation_id)
        for user_id, conversation_id in lost.values_list("written_by", "conversation")
    ]
    notify_each(kind=NotificationKind.DELIVERY_FAILED, news=news, model=Conversation, now=now)
