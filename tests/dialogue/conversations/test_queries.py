from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from baraza.base.accounts.models import Circle, User
from baraza.base.channels.models import RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Person
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions.desk import close, move_to_junk
from baraza.dialogue.conversations.actions.drafts import save_draft
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Attachment, Conversation, Message
from tests.letters import WRITTEN, bring, letter
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db


def letters(count: int, now: datetime) -> list[Conversation]:
    bring(
        *[
            letter(
                f"Letter {n} about water.",
                sender=f"Person {n} <p{n}@post.example>",
                message_id=f"<{n}@post.example>",
                date=WRITTEN + timedelta(minutes=n),
            )
            for n in range(count)
        ],
        now=now,
    )
    return list(Conversation.objects.order_by("-last_message_at"))


def test_newest_first_and_page_by_page(office: Office, staff: User, now: datetime):
    everything = letters(7, now)
    shown, before = [], None
    while page := queries.inbox(user=staff, before=before, limit=3):
        shown += page
        before = (page[-1].last_message_at, page[-1].pk)
    assert shown == everything


def test_every_place_shows_its_own(office: Office, staff: User, now: datetime):
    first, second, third = letters(3, now)
    close(conversation=first)
    move_to_junk(conversation=second)
    counts = queries.counts(user=staff)
    for state, row in (("closed", first), ("junk", second), ("to_answer", third)):
        assert queries.inbox(user=staff, state=state) == [row]
        assert counts[state] == 1
    assert queries.inbox(user=staff, state="all") == [first, third]


def test_the_inbox_costs_the_same_however_full(
    office: Office, staff: User, now: datetime, django_assert_num_queries
):
    letters(12, now)
    for limit in (1, 10):
        with django_assert_num_queries(1):
            [(row.person.name, row.topic) for row in queries.inbox(user=staff, limit=limit)]


def test_a_thread_costs_the_same_however_long(
    office: Office, staff: User, now: datetime, django_assert_max_num_queries
):
    [conversation] = letters(1, now)
    queries.thread(user=staff, conversation_id=conversation.pk)
    with django_assert_max_num_queries(9) as few:
        queries.thread(user=staff, conversation_id=conversation.pk)
    for n in range(8):
        reply(conversation=conversation, author=staff, text=f"Answer {n}.", now=now)
    with django_assert_max_num_queries(len(few.captured_queries)):
        thread = queries.thread(user=staff, conversation_id=conversation.pk)
        [(m.outgoing, m.written_by, list(m.attachments.all())) for m in thread.messages]


def test_a_thread_holds_what_the_screen_shows(office: Office, staff: User, now: datetime):
    bring(letter(), letter("Another.", message_id="<2@post.example>"), now=now)
    one, other = Conversation.objects.order_by("pk")
    colleague = member_of_staff(email="c@highlands.example", name="Tomás Rivera")
    for author in (staff, colleague):
        save_draft(conversation=one, author=author, text="x", now=now)
    thread = queries.thread(user=staff, conversation_id=one.pk)
    assert thread.other_conversations == [other]
    assert thread.own_draft.author == staff
    assert [draft.author for draft in thread.drafts_of_others] == [colleague]
    assert thread.newest_letter == thread.messages[0]


def test_only_the_circle_sees_what_is_confidential(office: Office, staff: User, now: datetime):
    hidden, _shown = letters(2, now)
    circle = Circle.objects.create(name="Casework")
    for rows in (Conversation.objects.filter(pk=hidden.pk), RawItem.objects.all()):
        rows.update(circle=circle)
    message = hidden.messages.get()
    attachment = Attachment.objects.create(
        message=message, part=1, filename="a", content_type="text/plain", size=1
    )
    asked = (
        (lambda: queries.conversation_for(user=staff, conversation_id=hidden.pk), Conversation),
        (lambda: queries.thread(user=staff, conversation_id=hidden.pk), Conversation),
        (lambda: queries.message_for(user=staff, message_id=message.pk), Message),
        (lambda: queries.attachment_for(user=staff, public_id=attachment.public_id), Attachment),
        (lambda: queries.raw_item_for(user=staff, raw_id=message.raw_item_id), RawItem),
    )
    for ask, model in asked:
        with pytest.raises(model.DoesNotExist):
            ask()
    assert len(queries.inbox(user=staff)) == queries.counts(user=staff)["to_answer"] == 1
    circle.members.add(staff)
    for ask, _model in asked:
        assert ask()


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, 2**63, 10**30])
def test_a_number_of_nothing_is_nothing(office: Office, staff: User, number: int):
    with pytest.raises(Conversation.DoesNotExist):
        queries.thread(user=staff, conversation_id=number)
    with pytest.raises(Attachment.DoesNotExist):
        queries.attachment_for(user=staff, public_id=uuid4())


def test_a_search_finds_what_was_said_and_who_said_it(office: Office, staff: User, now: datetime):
    letters(3, now)
    for words in ("letter 2", "Person 2", "p2@post.example", "waters letter 2"):
        [found] = queries.inbox(user=staff, search=words)
        assert found.person.name == "Person 2"
    assert queries.inbox(user=staff, search="school") == []


@pytest.mark.parametrize("words", ["\x00", "'", "!!!", "\ud800", "x" * 10_000, "%", "a\x00b", "\\"])
def test_no_search_breaks_the_inbox(office: Office, staff: User, now: datetime, words: str):
    letters(1, now)
    queries.inbox(user=staff, search=words)


def test_a_search_in_one_office_finds_nothing_of_another(
    two_offices: tuple[Office, Office], now: datetime
):
    with within(two_offices[0]):
        letters(2, now)
    with within(two_offices[1]):
        other = member_of_staff(email="s@lakeside.example", name="Chidi Eze")
        assert queries.inbox(user=other, search="water", state="all") == []
        assert not any(queries.counts(user=other).values())


def test_the_next_letter_is_the_next_older_then_the_newest(
    office: Office, staff: User, now: datetime
):
    newest, middle, oldest = letters(3, now)
    assert queries.next_to_answer(user=staff, after=newest) == middle
    assert queries.next_to_answer(user=staff, after=oldest) == newest
    close(conversation=newest)
    close(conversation=middle)
    assert queries.next_to_answer(user=staff, after=oldest) is None


def test_the_shelves_page_by_number_without_the_bytes(
    office: Office, staff: User, now: datetime, django_assert_num_queries
):
    bring(*[b"\x00 %d" % n for n in range(5)], *[b"\x00" * n for n in range(1, 4)], now=now)
    rows = queries.raw_items(user=staff, state=RawState.QUARANTINE, limit=2)
    with django_assert_num_queries(0):
        assert all(row.reason for row in rows)
    older = queries.raw_items(user=staff, state=RawState.QUARANTINE, before_id=rows[-1].pk)
    assert {row.pk for row in rows}.isdisjoint(row.pk for row in older)
    assert "content" in rows[0].get_deferred_fields()


def test_a_letter_greets_by_name_and_never_by_address(office: Office, staff: User, now: datetime):
    [named] = letters(1, now)
    bring(letter(sender="amani@post.example", message_id="<x@y.example>"), now=now)
    nameless = Conversation.objects.latest("pk")
    assert (
        queries.merge_fields(conversation=named, author=staff, language="en")["first_name"]
        == "Person"
    )
    assert (
        queries.merge_fields(conversation=nameless, author=staff, language="en")["first_name"] == ""
    )


def test_a_search_finds_a_person_by_a_name_they_did_not_sign_with(
    office: Office, staff: User, now: datetime
):
    bring(letter(), now=now)
    person = Person.objects.get()
    person.other_names = ["أماني نجيري"]
    person.rename(person.name)
    person.save()

    found = queries.inbox(user=staff, search="أماني")

    assert [one.person for one in found] == [person]
