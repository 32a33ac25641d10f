from datetime import datetime, timedelta
from itertools import permutations

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.actions.outbox import send_again
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.desk import close, move_to_junk
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.actions.settling import settle_deliveries
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.inputs.models import Input, State
from tests.letters import WRITTEN, bring, letter

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def theirs(number: int, day: int) -> tuple[bytes, bool]:
    return (
        letter(
            f"Letter {number}.",
            message_id=f"<{number}@post.example>",
            references=["<0@post.example>"],
            date=WRITTEN - (10 - day) * A_DAY,
        ),
        False,
    )


def ours(number: int, day: int) -> tuple[bytes, bool]:
    return (
        letter(
            f"Answer {number}.",
            sender="office@highlands.example",
            to="amani@post.example",
            message_id=f"<{number}@highlands.example>",
            references=["<0@post.example>"],
            date=WRITTEN - (10 - day) * A_DAY,
        ),
        True,
    )


def settled() -> tuple[str, dict[str, str]]:
    texts = {
        row.text.strip(): (row.response.text.strip() if row.response else row.state)
        for row in Input.objects.select_related("response")
    }
    return Conversation.objects.get().state, texts


LETTERS = [theirs(0, 1), theirs(1, 2), ours(1, 3), theirs(2, 4)]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
def test_any_order_of_arrival_ends_the_same(office: Office, now: datetime, order: tuple[int, ...]):
    for position in order:
        content, is_ours = LETTERS[position]
        bring(content, now=now, is_outgoing=is_ours)
    state, texts = settled()
    assert state == ConversationState.TO_ANSWER
    # An answer that comes later answers again what was said before it, never what came after.
    assert texts == {"Letter 0.": "Answer 1.", "Letter 1.": "Answer 1.", "Letter 2.": "received"}


def test_a_closed_conversation_opens_when_they_write_again(office: Office, now: datetime):
    bring(letter(), now=now)
    close(conversation=Conversation.objects.get())
    again = letter(
        "Again.", message_id="<2@post.example>", in_reply_to="<first@post.example>", date=now
    )
    bring(again, now=now + A_DAY)
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER


def test_an_older_letter_that_turns_up_opens_nothing(office: Office, now: datetime):
    bring(letter(), now=now)
    close(conversation=Conversation.objects.get())
    older = letter(
        "Before that.",
        message_id="<0@post.example>",
        references=["<first@post.example>"],
        date=WRITTEN - A_DAY,
    )
    bring(older, now=now + A_DAY)
    assert Conversation.objects.get().message_count == 2
    assert Conversation.objects.get().state == ConversationState.CLOSED


def test_junk_stays_junk_when_they_write_again(office: Office, now: datetime):
    bring(letter(), now=now)
    move_to_junk(conversation=Conversation.objects.get())
    bring(
        letter("Again.", message_id="<2@post.example>", in_reply_to="<first@post.example>"),
        now=now,
        is_live=True,
    )
    assert Conversation.objects.get().state == ConversationState.JUNK
    assert Input.objects.counted().count() == 0


@pytest.fixture
def failed(office: Office, staff: User, now: datetime) -> OutgoingItem:
    bring(letter(), now=now)
    item = reply(
        conversation=Conversation.objects.get(), author=staff, text="Asked.", now=now
    ).outgoing
    OutgoingItem.objects.update(state=OutgoingState.FAILED)
    settle_deliveries(items=[item.pk])
    return item


def test_an_answer_that_failed_leaves_the_letter_waiting(failed: OutgoingItem):
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER
    assert Input.objects.get().state == State.RECEIVED


def test_sent_again_it_is_the_answer_again(failed: OutgoingItem, now: datetime):
    assert send_again(item_id=failed.pk, now=now)
    assert Conversation.objects.get().state == ConversationState.ANSWERED
    said = Input.objects.get()
    assert (said.state, said.response.text) == (State.ANSWERED, "Asked.")


def test_an_earlier_answer_that_arrived_still_counts(office: Office, staff: User, now: datetime):
    bring(letter(), now=now)
    conversation = Conversation.objects.get()
    reply(conversation=conversation, author=staff, text="First.", now=now)
    second = reply(conversation=conversation, author=staff, text="Second.", now=now + A_DAY)
    OutgoingItem.objects.filter(pk=second.outgoing_id).update(state=OutgoingState.FAILED)
    settle_deliveries(items=[second.outgoing_id])
    assert settled() == (
        ConversationState.ANSWERED,
        {Input.objects.get().text.strip(): "First."},
    )
