"""What staff were told or handed, kept as if it had come by mail."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.email.parse import attachment_content
from baraza.base.channels.models import Channel, RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.models import ContactKind, Person
from baraza.dialogue.conversations.actions.drafts import save_draft
from baraza.dialogue.conversations.actions.entering import (
    CannotTakeBack,
    EnteredFile,
    Entry,
    NothingSaid,
    enter,
    take_back,
)
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.inputs.models import Input, Response, State
from tests.letters import bring, letter
from tests.staff import member_of_staff

CALLED = datetime(2026, 5, 4, 8, 41, tzinfo=UTC)
SCAN = EnteredFile("letter.pdf", "application/pdf", b"%PDF-1.7 a scan\r\n\x00\xff")


def an_entry(**more: Any) -> Entry:
    return Entry(
        **{
            "channel": Channel.PHONE,
            "text": "The bus to Njoro no longer stops at the clinic.",
            "happened_at": CALLED,
            "name": "Wanjiru Kamau",
            "phone": "+254712345678",
            "subject": "Telephone call",
        }
        | more
    )


def known(name: str = "Wanjiru Kamau", number: str = "+254712345678") -> Person:
    newcomer = Newcomer(name=name, contact_kind=ContactKind.PHONE, contact_value=number)
    [person] = add_people(newcomers=[newcomer], now=CALLED)
    return person


def test_a_call_becomes_a_conversation_that_needs_an_answer(staff: User, now: datetime) -> None:
    topic = Topic.objects.create(name="Transport")

    message = enter(entry=an_entry(topic=topic), key="k1", by=staff, now=now)

    conversation = message.conversation
    assert conversation.state == ConversationState.TO_ANSWER
    assert (conversation.channel, conversation.topic) == (Channel.PHONE, topic)
    assert conversation.person.name == "Wanjiru Kamau"
    assert message.happened_at == CALLED
    said = Input.objects.get()
    assert (said.text, said.topic, said.person) == (message.said, topic, conversation.person)
    assert AuditEntry.objects.about(conversation).filter(act="entered", actor_id=staff.pk).exists()


def test_whoever_calls_from_a_number_we_know_is_recognised(staff: User, now: datetime) -> None:
    person = known()

    message = enter(entry=an_entry(name=""), key="k1", by=staff, now=now)

    assert message.conversation.person == person


def test_saved_twice_it_is_one_entry(staff: User, now: datetime) -> None:
    first = enter(entry=an_entry(is_new_person=True), key="k1", by=staff, now=now)
    again = enter(entry=an_entry(is_new_person=True), key="k1", by=staff, now=now)

    assert first == again
    assert Message.objects.count() == Person.objects.count() == 1
    assert AuditEntry.objects.filter(act="entered").count() == 1


def test_somebody_new_at_a_number_others_have_is_nobody_of_them(staff: User, now: datetime) -> None:
    other = known("Kamau Njoroge")

    message = enter(
        entry=an_entry(is_new_person=True, email="Wanjiru@Post.example", address="Njoro Road 4"),
        key="k1",
        by=staff,
        now=now,
    )

    person = message.conversation.person
    assert person not in (None, other)
    assert person.address == "Njoro Road 4"
    assert set(person.contact_points.values_list("value", flat=True)) == {
        "+254712345678",
        "wanjiru@post.example",
    }


def test_another_number_of_somebody_we_know_is_kept(staff: User, now: datetime) -> None:
    person = known()

    enter(entry=an_entry(person=person, phone="+254799000111"), key="k1", by=staff, now=now)

    values = set(person.contact_points.values_list("value", flat=True))
    assert values == {"+254712345678", "+254799000111"}


def test_anonymous_leaves_no_trace_of_who_it_was(staff: User, now: datetime) -> None:
    known()
    entry = an_entry(
        is_anonymous=True,
        person=Person.objects.get(),
        email="wanjiru@post.example",
        address="Njoro Road 4",
    )

    message = enter(entry=entry, key="k1", by=staff, now=now)

    conversation = message.conversation
    assert conversation.person is None
    assert conversation.candidates == []
    said = Input.objects.get()
    assert said.is_anonymous
    assert said.person is None
    assert (message.happened_at.hour, said.received_at.hour) == (12, 0)
    raw = bytes(message.raw_item.content).decode()
    for trace in ("Wanjiru", "wanjiru", "712345678", "Njoro Road"):
        assert trace not in raw + message.author_name + message.author_address
    assert Person.objects.count() == 1


def test_done_at_once_is_closed_and_never_waited(staff: User, now: datetime) -> None:
    message = enter(entry=an_entry(needs_answer=False), key="k1", by=staff, now=now)

    assert message.conversation.state == ConversationState.CLOSED


def test_what_we_said_at_once_is_our_answer(staff: User, now: datetime) -> None:
    entry = an_entry(needs_answer=False, answer="It stops again from Monday.")

    message = enter(entry=entry, key="k1", by=staff, now=now)

    conversation = Conversation.objects.get()
    assert conversation.state == ConversationState.ANSWERED
    assert Input.objects.get().state == State.ANSWERED
    assert Response.objects.get().text == "It stops again from Monday."
    assert list(conversation.messages.values_list("direction", flat=True)) == ["in", "out"]
    assert conversation.messages.last().author_name == staff.name
    assert message.conversation.person == conversation.person


def test_a_call_about_a_letter_joins_its_thread(staff: User, now: datetime) -> None:
    bring(letter(), now=now)
    thread = Conversation.objects.get()
    thread.state = ConversationState.CLOSED
    thread.save()

    enter(
        entry=an_entry(person=thread.person, conversation=thread, name=""),
        key="k1",
        by=staff,
        now=now + timedelta(days=1),
    )

    thread.refresh_from_db()
    assert thread.messages.count() == thread.message_count == 2
    assert thread.state == ConversationState.TO_ANSWER


def test_a_scan_lies_in_the_thread_byte_for_byte(staff: User, now: datetime) -> None:
    entry = an_entry(channel=Channel.LETTER, text="", files=[SCAN, SCAN])

    message = enter(entry=entry, key="k1", by=staff, now=now)

    files = list(message.attachments.all())
    assert [(file.filename, file.content_type) for file in files] == [
        ("letter.pdf", "application/pdf")
    ] * 2
    raw = bytes(message.raw_item.content)
    assert [attachment_content(raw, file.part) for file in files] == [SCAN.content] * 2


def test_words_beside_a_scan_are_kept_whole(staff: User, now: datetime) -> None:
    words = 'مرحباً "x" {"a": 1}\n' + "long " * 500

    message = enter(entry=an_entry(text=words, files=[SCAN]), key="k1", by=staff, now=now)

    assert message.said == words.strip()


def test_nothing_said_is_not_kept(staff: User, now: datetime) -> None:
    with pytest.raises(NothingSaid):
        enter(entry=an_entry(text=" \n"), key="k1", by=staff, now=now)

    assert not RawItem.objects.exists()
    assert not Person.objects.exists()


def test_it_need_not_wait_behind_a_large_import(staff: User, now: datetime) -> None:
    bring(letter(), now=now)
    RawItem.objects.update(state=RawState.WAITING)
    Message.objects.update(raw_item=None)

    message = enter(entry=an_entry(), key="k1", by=staff, now=now)

    assert message.raw_item.state == RawState.FILED
    assert RawItem.objects.filter(state=RawState.WAITING).count() == 1


def test_taken_back_it_never_was(staff: User, now: datetime) -> None:
    topic = Topic.objects.create(name="Transport")
    entry = an_entry(topic=topic, needs_answer=False, answer="From Monday.", files=[SCAN])
    message = enter(entry=entry, key="k1", by=staff, now=now)

    again = take_back(message=message, by=staff)

    for model in (Conversation, Message, Input, Response, RawItem):
        assert not model.objects.exists(), model
    assert again.person == Person.objects.get()
    assert (again.text, again.topic, again.answer) == (entry.text, topic, "From Monday.")
    assert (again.needs_answer, again.happened_at) == (False, CALLED)
    assert list(again.files) == [SCAN]
    assert AuditEntry.objects.filter(act="entry_taken_back").exists()


def test_taken_out_of_a_thread_the_thread_is_as_it_was(staff: User, now: datetime) -> None:
    bring(letter(), now=now)
    thread = Conversation.objects.get()
    before = (thread.message_count, thread.excerpt, thread.last_message_at, thread.state)
    message = enter(
        entry=an_entry(person=thread.person, conversation=thread),
        key="k1",
        by=staff,
        now=now + timedelta(days=1),
    )

    take_back(message=message, by=staff)

    thread.refresh_from_db()
    assert (thread.message_count, thread.excerpt, thread.last_message_at, thread.state) == before


def test_what_a_colleague_went_on_with_cannot_be_taken_back(staff: User, now: datetime) -> None:
    message = enter(entry=an_entry(), key="k1", by=staff, now=now)
    save_draft(
        conversation=message.conversation,
        author=staff,
        text="Dear Ms Kamau",
        subject="",
        letter_text=None,
        now=now,
    )

    with pytest.raises(CannotTakeBack):
        take_back(message=message, by=staff)

    assert Message.objects.count() == 1


def test_a_letter_that_came_by_mail_is_no_entry(staff: User, now: datetime) -> None:
    bring(letter(), now=now)

    with pytest.raises(CannotTakeBack):
        take_back(message=Message.objects.get(), by=staff)


def test_two_offices_share_nothing(two_offices: tuple[Office, Office], office: Office) -> None:
    """The lock and the key are the office's own: the other office's same key is another entry."""
    for one in two_offices:
        with within(one):
            by = member_of_staff(email=f"sam@{one.slug}.example", name="Sam")
            enter(entry=an_entry(), key="k1", by=by, now=CALLED)
            assert Message.objects.count() == 1
