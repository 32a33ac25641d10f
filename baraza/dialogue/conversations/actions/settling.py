"""After letters were filed in any order: what is answered, and what still waits."""

from collections.abc import Collection
from itertools import groupby

from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
)
from baraza.dialogue.inputs.actions import UNANSWERED, mark_answered


def settle(*, conversations: Collection[int]) -> None:
    """Each input is answered by the first letter of ours after it; the last letter says whose
    turn it is. Closed and junk conversations stay so, unless a constituent writes again to a
    closed one.
    """
    rows = (
        Message.objects.filter(conversation__in=conversations)
        .order_by("conversation_id", "happened_at", "pk")
        .values_list("conversation_id", "direction", "input_id", "input__state", "response_id")
    )
    answers: dict[int, int] = {}
    waiting, answered = [], []
    for number, letters in groupby(rows, key=lambda row: row[0]):
        open_inputs: list[int] = []
        direction = Direction.INCOMING
        for _, direction, input_id, state, response_id in letters:
            if direction == Direction.OUTGOING:
                answers.update(dict.fromkeys(open_inputs, response_id) if response_id else {})
                open_inputs = []
            elif state in UNANSWERED:
                open_inputs.append(input_id)
        (waiting if direction == Direction.INCOMING else answered).append(number)
    mark_answered(inputs=answers)
    living = Conversation.objects.exclude(state=ConversationState.JUNK)
    living.filter(pk__in=waiting).update(state=ConversationState.TO_ANSWER)
    living.filter(pk__in=answered, state=ConversationState.TO_ANSWER).update(
        state=ConversationState.ANSWERED
    )
