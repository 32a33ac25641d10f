"""Notes among colleagues, who is at a letter, lists kept under a name."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Circle, Notification, User
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions.desk import NewLetter, close, snooze
from baraza.dialogue.conversations.actions.emptying import empty_conversations
from baraza.dialogue.conversations.actions.teamwork import (
    NothingNoted,
    be_present,
    forget_presence,
    save_view,
    write_note,
)
from baraza.dialogue.conversations.models import Conversation, Note, Presence
from tests.letters import bring, letter
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


@pytest.fixture
def colleague(office: Office) -> User:
    return member_of_staff(email="t@highlands.example", name="Tomás Rivera")


def test_whoever_is_named_in_a_note_is_told_once(
    conversation: Conversation, staff: User, colleague: User, now: datetime
) -> None:
    note = write_note(
        conversation=conversation,
        author=staff,
        text="@Tomás Rivera please ask the ministry.",
        tell=[colleague.pk],
        now=now,
    )
    assert list(note.mentioned.all()) == [colleague]
    told = Notification.objects.get()
    assert (told.user, told.kind, told.about_id) == (colleague, "mentioned", conversation.pk)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("@Tomás, can you ring them?", True),
        ("I asked (@tomas) already", True),
        ("@Tomásina will ring", False),
        ("write to rivera@tomas.example", False),
        ("Tomás knows", False),
    ],
)
def test_the_first_name_is_enough_where_one_colleague_has_it(
    conversation: Conversation,
    staff: User,
    colleague: User,
    now: datetime,
    text: str,
    is_told: bool,
) -> None:
    note = write_note(conversation=conversation, author=staff, text=text, now=now)
    assert list(note.mentioned.all()) == [colleague] * is_told


def test_of_two_with_one_first_name_the_whole_name_says_which(
    conversation: Conversation, staff: User, colleague: User, now: datetime
) -> None:
    member_of_staff(email="t2@highlands.example", name="Tomás Abara")
    for text, told in (("@Tomás please", []), ("@Tomás Rivera please", [colleague])):
        note = write_note(conversation=conversation, author=staff, text=text, now=now)
        assert list(note.mentioned.all()) == told


def test_who_may_not_see_the_letter_is_not_told_of_it(
    conversation: Conversation, staff: User, colleague: User, now: datetime
) -> None:
    circle = Circle.objects.create(name="Case 4")
    circle.members.add(staff)
    conversation.circle = circle
    conversation.save()
    note = write_note(
        conversation=conversation,
        author=staff,
        text="@Tomás Rivera look",
        tell=[colleague.pk],
        now=now,
    )
    assert not note.mentioned.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_a_note_has_words(
    conversation: Conversation, staff: User, now: datetime, text: str
) -> None:
    with pytest.raises(NothingNoted):
        write_note(conversation=conversation, author=staff, text=text, now=now)


def test_notes_go_when_the_words_of_a_conversation_go(
    conversation: Conversation, staff: User, now: datetime
) -> None:
    write_note(conversation=conversation, author=staff, text="She is my neighbour.", now=now)
    empty_conversations(conversations=[conversation.pk], now=now)
    note = Note.objects.get()
    assert (note.text, note.search, note.erased_at) == ("", None, now)


def test_who_else_is_here_and_for_how_long(
    conversation: Conversation, staff: User, colleague: User, now: datetime
) -> None:
    assert be_present(conversation=conversation, user=staff, now=now) == []
    [other] = be_present(conversation=conversation, user=colleague, now=now)
    assert other.user == staff
    later = now + timedelta(seconds=30)
    be_present(conversation=conversation, user=staff, now=later, is_writing=True)
    [other] = be_present(conversation=conversation, user=colleague, now=later)
    assert other.is_writing
    assert Presence.objects.count() == 2
    gone = now + timedelta(minutes=2)
    assert be_present(conversation=conversation, user=colleague, now=gone) == []
    assert forget_presence(before=gone) == 1


def test_what_is_put_off_is_out_of_the_list_until_its_moment_or_a_new_letter(
    conversation: Conversation, staff: User, now: datetime
) -> None:
    far = datetime.now(tz=now.tzinfo) + timedelta(days=2)
    snooze(conversation=conversation, until=far, by=staff)
    asked = queries.Question(is_snoozed=True)
    assert queries.inbox(user=staff) == []
    assert queries.inbox(user=staff, question=asked) == [conversation]
    assert queries.counts(user=staff)["snoozed"] == 1
    # Whoever searches finds it all the same.
    assert queries.inbox(user=staff, search="well") == [conversation]

    bring(letter("Again.", message_id="<2@p.example>", in_reply_to="<first@post.example>"), now=now)
    assert queries.inbox(user=staff) == [conversation]

    past = datetime.now(tz=now.tzinfo) - timedelta(minutes=1)
    snooze(conversation=conversation, until=past, by=staff)
    assert queries.inbox(user=staff) == [conversation]
    assert queries.inbox(user=staff, question=queries.Question(came_back=True)) == [conversation]


def test_a_letter_that_came_meanwhile_is_not_closed_unread(
    conversation: Conversation, staff: User, now: datetime
) -> None:
    seen = conversation.messages.get().pk
    bring(letter("Again.", message_id="<2@p.example>", in_reply_to="<first@post.example>"), now=now)
    with pytest.raises(NewLetter):
        close(conversation=conversation, by=staff, last_seen_id=seen)
    conversation.refresh_from_db()
    assert conversation.state == "to_answer"
    close(
        conversation=conversation,
        by=staff,
        last_seen_id=conversation.messages.latest("pk").pk,
    )
    assert Conversation.objects.get().state == "closed"


def test_the_same_name_keeps_the_newer_list(staff: User, colleague: User, office: Office) -> None:
    save_view(name="Water", filters={"topic": "1"}, owner=staff, by=staff)
    save_view(name=" Water ", filters={"topic": "2"}, owner=staff, by=staff)
    save_view(name="All of us", filters={"nobody": "1"}, owner=None, by=staff)
    save_view(name="Theirs", filters={}, owner=colleague, by=colleague)
    found = [(view.name, view.filters) for view in queries.views_of(user=staff)]
    assert found == [("All of us", {"nobody": "1"}), ("Water", {"topic": "2"})]
