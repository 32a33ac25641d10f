"""A letter goes on to the office that can help, and its writer is told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from django.conf import LazySettings

from baraza.base.accounts.models import User
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.email.parse import parse_letter
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office as OurOffice
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions.answering import NothingToSend
from baraza.dialogue.conversations.actions.drafts import enclose, save_draft
from baraza.dialogue.conversations.actions.emptying import messages_of
from baraza.dialogue.conversations.actions.passing_on import (
    NoSuchAddress,
    Office,
    pass_on,
    take_back_passing_on,
)
from baraza.dialogue.conversations.actions.reply import TIME_TO_TAKE_BACK, TooLate, reply
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
    Redirect,
    ThreadMark,
)
from baraza.dialogue.conversations.queries import thread
from baraza.dialogue.conversations.queries.writing import with_ways_out
from baraza.dialogue.inputs.models import Input, Response
from baraza.insight.queries import figures
from tests.letters import bring, letter
from tests.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db
MINISTRY = Office(name="Ministry of Water", address="office@water.example")


@pytest.fixture
def letter_of_theirs(office: OurOffice, now: datetime) -> Message:
    bring(letter(), now=now)
    return Message.objects.get()


@pytest.fixture
def server(office: OurOffice, settings: LazySettings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SMTP_URL = running.url
        yield running


def pass_it_on(message: Message, by: User, now: datetime, **fields: object) -> Redirect:
    own = {
        "office": MINISTRY,
        "covering": "Good day, this is yours to decide.",
        "note": "The Ministry of Water can help you.",
        "sender_line": "From: Amani Njeri <amani@post.example>",
        **fields,
    }
    return pass_on(letter=message, by=by, now=now, **own)


def test_the_office_gets_the_letter_and_the_writer_a_note(
    letter_of_theirs: Message, staff: User, now: datetime, server: MailServer
):
    redirect = pass_it_on(letter_of_theirs, staff, now)
    send_due(now=now + TIME_TO_TAKE_BACK)
    by_address = {kept.recipient: parse_letter(kept.content) for kept in server.kept}
    assert by_address.keys() == {"office@water.example", "amani@post.example"}
    forwarded = by_address["office@water.example"]
    whole = forwarded.text
    for part in ("yours to decide", "From: Amani Njeri", "The well in our village has been dry"):
        assert part in whole
    assert "Ministry of Water" in by_address["amani@post.example"].text
    assert redirect.passed_on.direction == Direction.PASSED_ON
    conversation = Conversation.objects.get()
    assert (conversation.state, conversation.message_count) == (ConversationState.ANSWERED, 3)


def test_their_answer_threads_back_and_ours_still_goes_to_the_writer(
    letter_of_theirs: Message, staff: User, now: datetime, server: MailServer
):
    redirect = pass_it_on(letter_of_theirs, staff, now)
    send_due(now=now + TIME_TO_TAKE_BACK)
    bring(
        letter(
            "We repair it next week.",
            sender="Ministry of Water <office@water.example>",
            message_id="<answer@water.example>",
            in_reply_to=f"<{redirect.passed_on.message_id}>",
            date=now + timedelta(days=1),
        ),
        now=now + timedelta(days=1),
    )
    conversation = Conversation.objects.get()
    assert conversation.state == ConversationState.TO_ANSWER
    shown = thread(user=staff, conversation_id=conversation.pk)
    with_ways_out(thread=shown)
    assert [message.is_from_other_office for message in shown.messages] == [
        False,
        False,
        False,
        True,
    ]
    # A ministry is nobody's constituent: it is no input and no person.
    assert Input.objects.count() == 1
    assert not Person.objects.filter(name="Ministry of Water").exists()
    assert figures().from_offices == 1
    assert figures().contradictions() == []
    answer = reply(conversation=conversation, author=staff, text="They come.", now=now)
    assert answer.outgoing.recipient == "amani@post.example"


def test_what_is_being_written_besides_stays_with_its_files(
    letter_of_theirs: Message, staff: User, now: datetime
):
    conversation = letter_of_theirs.conversation
    draft = save_draft(conversation=conversation, author=staff, text="Later:", now=now)
    enclose(draft=draft, content=BytesIO(b"The plan"), name="plan.txt", now=now)
    redirect = pass_it_on(letter_of_theirs, staff, now)
    assert draft.files.exists()
    assert not redirect.told.outgoing.files.exists()


def test_whoever_left_no_address_gets_no_note_and_still_waits(
    letter_of_theirs: Message, staff: User, now: datetime
):
    Message.objects.update(author_address="")
    conversation = letter_of_theirs.conversation
    conversation.person.contact_points.clear()
    redirect = pass_it_on(letter_of_theirs, staff, now, note="")
    assert redirect.told is None
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER
    assert not Response.objects.exists()


def test_both_are_taken_back_together_or_not_at_all(
    letter_of_theirs: Message, staff: User, now: datetime
):
    before = Conversation.objects.values("state", "message_count", "last_message_at").get()
    redirect = pass_it_on(letter_of_theirs, staff, now)
    take_back_passing_on(redirect=redirect, by=staff, now=now)
    assert {*OutgoingItem.objects.values_list("state", flat=True)} == {OutgoingState.CANCELLED}
    assert Conversation.objects.values("state", "message_count", "last_message_at").get() == before
    assert not Redirect.objects.exists()
    assert ThreadMark.objects.filter(is_written=True).count() == 1

    again = pass_it_on(letter_of_theirs, staff, now)
    OutgoingItem.objects.filter(pk=again.passed_on.outgoing_id).update(state=OutgoingState.SENT)
    with pytest.raises(TooLate):
        take_back_passing_on(redirect=Redirect.objects.get(), by=staff, now=now)
    note = OutgoingItem.objects.get(pk=again.told.outgoing_id)
    assert note.state == OutgoingState.WAITING


@pytest.mark.parametrize(
    "address", ["", "water", "a@b\nBcc: x@y.example", "OFFICE@highlands.example"]
)
def test_nothing_goes_to_no_address_or_to_ourselves(
    letter_of_theirs: Message, staff: User, now: datetime, address: str
):
    with pytest.raises(NoSuchAddress):
        pass_it_on(letter_of_theirs, staff, now, office=Office(name="X", address=address))
    assert not OutgoingItem.objects.exists()


@pytest.mark.parametrize("missing", ["covering", "note"])
def test_both_need_words(letter_of_theirs: Message, staff: User, now: datetime, missing: str):
    with pytest.raises(NothingToSend):
        pass_it_on(letter_of_theirs, staff, now, **{missing: "  "})
    assert not OutgoingItem.objects.exists()
    assert Message.objects.count() == 1


def test_files_go_with_it_unless_they_lie(office: OurOffice, staff: User, now: datetime):
    message = EmailMessage()
    message["From"], message["To"] = "amani@post.example", "office@highlands.example"
    message["Subject"], message["Message-ID"] = "The well", "<f@post.example>"
    message["Date"] = "Fri, 01 May 2026 08:00:00 +0000"
    message.set_content("See the pictures.")
    message.add_attachment(b"%PDF-1.7\n.", maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment(b"MZ\x90\0\3", maintype="image", subtype="png", filename="b.png")
    bring(message.as_bytes(), now=now)
    theirs = Message.objects.get()
    redirect = pass_it_on(theirs, staff, now, files=[*theirs.attachments.all()])
    assert [file.name for file in redirect.passed_on.outgoing.files.all()] == ["a.pdf"]


def test_their_words_passed_on_are_theirs_to_have_and_to_erase(
    letter_of_theirs: Message, staff: User, now: datetime
):
    redirect = pass_it_on(letter_of_theirs, staff, now)
    person = letter_of_theirs.conversation.person
    assert redirect.passed_on in messages_of(person)
