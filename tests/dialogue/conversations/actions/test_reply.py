from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from baraza.base.accounts.models import User
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.people.models import ContactPoint, ContactState
from baraza.dialogue.conversations.actions.desk import close, move_to_junk
from baraza.dialogue.conversations.actions.drafts import discard_draft, save_draft
from baraza.dialogue.conversations.actions.reply import (
    TIME_TO_TAKE_BACK,
    AlreadyAnswered,
    NobodyToAnswer,
    NothingToSend,
    TooLate,
    UnfilledFields,
    reply,
    take_back,
)
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Draft,
    Message,
    ThreadMark,
)
from baraza.dialogue.inputs.models import Input, Response, State
from tests.letters import bring, letter
from tests.smtp import MailServer, mail_server
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=1)


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


@pytest.fixture
def server(office: Office, settings: LazySettings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SMTP_URL = running.url
        yield running


def answer(conversation: Conversation, author: User, now: datetime, **fields: object) -> Message:
    own = {"text": "We have asked the water office.", **fields}
    return reply(conversation=conversation, author=author, now=now, **own)


def state(conversation: Conversation) -> str:
    return Conversation.objects.get(pk=conversation.pk).state


def test_an_answer_answers_what_was_said(conversation: Conversation, staff: User, now: datetime):
    message = answer(conversation, staff, now)

    assert state(conversation) == ConversationState.ANSWERED
    said = Input.objects.get()
    assert said.state == State.ANSWERED
    assert said.response == message.response
    assert message.response.given_by == staff
    assert message.outgoing.subject == "Re: The well in Mbuni"
    assert message.outgoing.recipient == "amani@post.example"
    assert message.outgoing.recipient_name == "Amani Njeri"


def test_an_answer_threads_back(
    conversation: Conversation, staff: User, now: datetime, server: MailServer
):
    message = answer(conversation, staff, now)
    send_due(now=now + TIME_TO_TAKE_BACK)
    [sent] = server.kept
    assert sent.message_id == message.message_id

    bring(
        letter(
            "Thank you. They have not come yet.",
            message_id="<again@post.example>",
            in_reply_to=f"<{sent.message_id}>",
            subject="Something else altogether",
        ),
        now=now + LATER,
        is_live=True,
    )
    assert Conversation.objects.count() == 1
    assert Conversation.objects.get().message_count == 3
    assert state(conversation) == ConversationState.TO_ANSWER
    assert Input.objects.filter(state=State.RECEIVED).count() == 1


def test_ten_seconds_to_take_it_back(
    conversation: Conversation, staff: User, now: datetime, server: MailServer
):
    message = answer(conversation, staff, now)
    send_due(now=now + timedelta(seconds=9))
    assert server.kept == []

    draft = take_back(message=message, author=staff, now=now + timedelta(seconds=9))
    send_due(now=now + timedelta(days=1))
    assert server.kept == []
    assert draft.text == "We have asked the water office."
    assert state(conversation) == ConversationState.TO_ANSWER
    assert Input.objects.get().state == State.RECEIVED
    assert not Response.objects.exists()
    assert not ThreadMark.objects.filter(identifier=message.message_id).exists()
    again = Conversation.objects.get()
    assert (again.message_count, again.last_message_at) == (
        1,
        again.messages.get().happened_at,
    )
    assert again.excerpt.startswith("The well")


def test_what_has_left_cannot_be_taken_back(
    conversation: Conversation, staff: User, now: datetime, server: MailServer
):
    message = answer(conversation, staff, now)
    send_due(now=now + TIME_TO_TAKE_BACK)
    with pytest.raises(TooLate):
        take_back(message=message, author=staff, now=now + TIME_TO_TAKE_BACK)
    assert len(server.kept) == 1
    assert Input.objects.get().state == State.ANSWERED


def test_taking_back_twice_is_too_late(conversation: Conversation, staff: User, now: datetime):
    message = answer(conversation, staff, now)
    take_back(message=Message.objects.get(pk=message.pk), author=staff, now=now)
    with pytest.raises(TooLate):
        take_back(message=message, author=staff, now=now)
    assert Draft.objects.count() == 1


def test_taking_back_keeps_what_was_begun_since(
    conversation: Conversation, staff: User, now: datetime
):
    message = answer(conversation, staff, now)
    save_draft(conversation=conversation, author=staff, text="And one thing more", now=now)
    draft = take_back(message=message, author=staff, now=now)
    assert draft.text == "We have asked the water office.\n\nAnd one thing more"


def test_an_answer_taken_back_from_a_closed_conversation_waits_again(
    conversation: Conversation, staff: User, now: datetime
):
    message = answer(conversation, staff, now)
    close(conversation=Conversation.objects.get())
    take_back(message=message, author=staff, now=now)
    assert state(conversation) == ConversationState.TO_ANSWER


def test_a_second_answer_taken_back_leaves_the_first_one_standing(
    conversation: Conversation, staff: User, now: datetime
):
    first = answer(conversation, staff, now)
    second = answer(conversation, staff, now + LATER)
    take_back(message=second, author=staff, now=now + LATER)
    assert state(conversation) == ConversationState.ANSWERED
    assert Input.objects.get().response == first.response


def test_a_colleagues_answer_is_shown_before_a_second_one_leaves(
    conversation: Conversation, staff: User, now: datetime
):
    seen = conversation.messages.get().pk
    first = answer(conversation, staff, now, last_seen_id=seen)
    with pytest.raises(AlreadyAnswered) as already:
        answer(conversation, staff, now + LATER, last_seen_id=seen)
    assert already.value.message == first
    assert answer(conversation, staff, now + LATER, last_seen_id=first.pk)


@pytest.mark.parametrize("text", ["", "  \r\n \n"])
def test_nothing_is_not_sent(conversation: Conversation, staff: User, now: datetime, text: str):
    with pytest.raises(NothingToSend):
        answer(conversation, staff, now, text=text)
    assert not OutgoingItem.objects.exists()


def test_a_field_without_a_value_is_not_sent(
    conversation: Conversation, staff: User, now: datetime
):
    with pytest.raises(UnfilledFields) as missing:
        answer(conversation, staff, now, text="Dear [first_name], about [topic] …")
    assert missing.value.fields == ["[first_name]", "[topic]"]


def test_somebody_without_an_address_cannot_be_answered_by_mail(
    conversation: Conversation, staff: User, now: datetime
):
    Message.objects.update(author_address="+254712345678")
    ContactPoint.objects.all().delete()
    with pytest.raises(NobodyToAnswer):
        answer(conversation, staff, now)


def test_a_strangers_letter_does_not_draw_the_answer_to_itself(
    conversation: Conversation, staff: User, now: datetime
):
    bring(
        letter(
            "Please answer me here instead.",
            sender="Amani Njeri <amani@elsewhere.example>",
            message_id="<x@elsewhere.example>",
            in_reply_to="<first@post.example>",
        ),
        now=now,
    )
    assert answer(conversation, staff, now).outgoing.recipient == "amani@post.example"


def test_a_dead_address_is_not_chosen_from_the_contact_points(
    conversation: Conversation, staff: User, now: datetime
):
    Message.objects.update(sender_warning="Doubtful.")
    ContactPoint.objects.update(state=ContactState.BOUNCING)
    ContactPoint.objects.create(value="new@post.example", kind="email").people.add(
        conversation.person
    )
    assert answer(conversation, staff, now).outgoing.recipient == "new@post.example"


def test_the_answer_goes_where_the_writer_wants_it(office: Office, staff: User, now: datetime):
    bring(letter(headers={"Reply-To": "amani@home.example"}), now=now)
    conversation = Conversation.objects.get()
    assert answer(conversation, staff, now).outgoing.recipient == "amani@home.example"
    assert conversation.person.contact_points.get().value == "amani@post.example"


@pytest.mark.parametrize("subject", ["Re: Water", "RE: Water", "re: Water"])
def test_an_answer_says_re_once(office: Office, staff: User, now: datetime, subject: str):
    bring(letter(subject=subject), now=now)
    assert answer(Conversation.objects.get(), staff, now).subject == subject


def test_an_answer_in_junk_stays_in_junk(conversation: Conversation, staff: User, now: datetime):
    move_to_junk(conversation=conversation)
    answer(conversation, staff, now)
    assert state(conversation) == ConversationState.JUNK


def test_an_answer_stands_behind_the_letter_even_if_the_clock_was_set_back(
    conversation: Conversation, staff: User, now: datetime
):
    bring(
        letter("Any news?", message_id="<2@post.example>", in_reply_to="<first@post.example>"),
        now=now + timedelta(days=400),
        is_live=True,
    )
    answer(conversation, staff, now)
    assert state(conversation) == ConversationState.ANSWERED
    assert conversation.messages.last().direction == Direction.OUTGOING


def test_very_long_identifiers_and_subjects_are_answered(
    office: Office, staff: User, now: datetime, server: MailServer
):
    long = f"{'m' * 480}@post.example"
    bring(letter(message_id=f"<{long}>", subject="w " * 600), now=now)
    answer(Conversation.objects.get(), staff, now)
    send_due(now=now + LATER)
    assert OutgoingItem.objects.get().state == OutgoingState.SENT


def test_an_answer_that_did_not_arrive_has_answered_nobody(
    conversation: Conversation, staff: User, now: datetime, server: MailServer
):
    server.refuse["amani@post.example"] = "550 no such mailbox"
    answer(conversation, staff, now)
    close(conversation=Conversation.objects.get())
    send_due(now=now + LATER)

    assert state(conversation) == ConversationState.TO_ANSWER
    assert Input.objects.get().state == State.RECEIVED


def test_a_draft_is_kept_for_each_author(conversation: Conversation, staff: User, now: datetime):
    colleague = member_of_staff(email="c@highlands.example", name="Tomás Rivera")
    for author in (staff, colleague, staff):
        save_draft(conversation=conversation, author=author, text=f"by {author}", now=now)
    assert Draft.objects.count() == 2

    answer(conversation, staff, now)
    assert Draft.objects.get().author == colleague
    discard_draft(conversation=conversation, author=colleague, now=now)
    assert not Draft.objects.exists()
