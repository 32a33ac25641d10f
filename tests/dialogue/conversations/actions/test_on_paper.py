"""Answers that leave in envelopes."""

from datetime import datetime
from io import BytesIO

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel, OutgoingItem
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.answering import UnfilledFields, Words
from baraza.dialogue.conversations.actions.drafts import enclose, save_draft
from baraza.dialogue.conversations.actions.emptying import empty_conversations
from baraza.dialogue.conversations.actions.on_paper import (
    FilesStayBehind,
    NoAddress,
    answer_on_paper,
    mark_not_printed,
    mark_printed,
)
from baraza.dialogue.conversations.actions.reply import TooLate, take_back
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Message,
    PaperLetter,
)
from baraza.dialogue.conversations.queries.writing import paper_letters
from baraza.dialogue.inputs.models import Input, State
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db
ADDRESS = "Amani Njeri\nThe Well Road 3\n\nMbuni"


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


def write(conversation: Conversation, author: User, now: datetime, **fields: object) -> Message:
    own = {"words": Words(text="We come on Monday."), "address": ADDRESS, **fields}
    return answer_on_paper(conversation=conversation, author=author, now=now, **own)


def test_an_answer_on_paper_answers_and_waits_for_the_printer(
    conversation: Conversation, staff: User, now: datetime
):
    message = write(conversation, staff, now, is_large_print=True)
    assert (message.channel, message.outgoing) == (Channel.LETTER, None)
    assert Conversation.objects.get().state == ConversationState.ANSWERED
    assert Input.objects.get().state == State.ANSWERED
    [paper] = paper_letters(user=staff)
    assert paper.address.splitlines() == ["Amani Njeri", "The Well Road 3", "Mbuni"]
    assert paper.is_large_print
    assert not OutgoingItem.objects.exists()


@pytest.mark.parametrize("address", ["", "Amani Njeri", "\n \n", "Amani\n\n"])
def test_an_envelope_needs_a_name_and_an_address(
    conversation: Conversation, staff: User, now: datetime, address: str
):
    with pytest.raises(NoAddress):
        write(conversation, staff, now, address=address)
    assert not Message.objects.filter(direction="out").exists()


def test_fields_without_words_stop_it_too(conversation: Conversation, staff: User, now: datetime):
    with pytest.raises(UnfilledFields):
        write(conversation, staff, now, words=Words(text="Dear [first_name]"))


def test_files_are_not_lost_on_the_way_to_the_printer(
    conversation: Conversation, staff: User, now: datetime
):
    draft = save_draft(conversation=conversation, author=staff, text="See:", now=now)
    enclose(draft=draft, content=BytesIO(b"The plan"), name="plan.txt", now=now)
    with pytest.raises(FilesStayBehind):
        write(conversation, staff, now)
    assert draft.files.exists()


def test_until_it_is_printed_it_can_be_taken_back(
    conversation: Conversation, staff: User, now: datetime
):
    message = write(conversation, staff, now)
    draft = take_back(message=message, author=staff, now=now)
    assert draft.text == "We come on Monday."
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER
    assert not PaperLetter.objects.exists()

    message = write(conversation, staff, now)
    mark_printed(letters=list(paper_letters(user=staff)), by=staff, now=now)
    assert not paper_letters(user=staff).exists()
    with pytest.raises(TooLate):
        take_back(message=Message.objects.get(pk=message.pk), author=staff, now=now)


def test_a_jam_puts_it_back(conversation: Conversation, staff: User, now: datetime):
    message = write(conversation, staff, now)
    mark_printed(letters=[message.paper], by=staff, now=now)
    mark_not_printed(letters=[message.paper], by=staff, now=now)
    assert paper_letters(user=staff).get().printed_at is None


def test_words_that_are_emptied_leave_no_address_behind(
    conversation: Conversation, staff: User, now: datetime
):
    write(conversation, staff, now)
    empty_conversations(conversations=[conversation.pk], now=now)
    assert PaperLetter.objects.get().address == ""
    assert not paper_letters(user=staff).exists()
