from datetime import datetime

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.email.identity import tagged_address
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation, ThreadMark
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db
OFFICE = "office@highlands.example"


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


def more(now: datetime, **fields: object) -> None:
    own = {"text": "More about it.", "message_id": "<more@post.example>", **fields}
    bring(letter(own.pop("text"), **own), now=now)


def test_our_signed_address_leads_to_its_conversation(conversation: Conversation, now: datetime):
    more(now, to=tagged_address(OFFICE, kind="c", number=conversation.pk))
    assert Conversation.objects.get().message_count == 2


@pytest.mark.parametrize("mark", ["0" * 16, "x"])
def test_an_address_nobody_signed_leads_nowhere(
    conversation: Conversation, now: datetime, mark: str
):
    more(now, to=f"office+c{conversation.pk}.{mark}@highlands.example")
    assert Conversation.objects.count() == 2


def test_an_address_signed_by_another_office_leads_nowhere(
    conversation: Conversation, two_offices: tuple[Office, Office], now: datetime
):
    with within(two_offices[1]):
        foreign = tagged_address(OFFICE, kind="c", number=conversation.pk)
    more(now, to=foreign)
    assert Conversation.objects.count() == 2


def test_a_signed_address_of_a_conversation_that_is_gone_begins_another(
    office: Office, now: datetime
):
    more(now, to=tagged_address(OFFICE, kind="c", number=999_999))
    assert Conversation.objects.count() == 1


def test_the_signed_address_goes_before_any_message_id(conversation: Conversation, now: datetime):
    more(now, message_id="<other@post.example>", text="Another matter.")
    other = Conversation.objects.exclude(pk=conversation.pk).get()
    more(
        now,
        to=tagged_address(OFFICE, kind="c", number=conversation.pk),
        in_reply_to="<other@post.example>",
    )
    conversation.refresh_from_db()
    other.refresh_from_db()
    assert (conversation.message_count, other.message_count) == (2, 1)


def test_our_own_message_id_goes_before_others(
    conversation: Conversation, staff: User, now: datetime
):
    answer = reply(conversation=conversation, author=staff, text="Asked.", now=now)
    more(now, message_id="<other@post.example>", text="Another matter.")
    more(now, references=[f"<{answer.message_id}>", "<other@post.example>"])
    conversation.refresh_from_db()
    assert conversation.message_count == 3


def test_nobody_takes_a_thread_over_by_writing_its_message_id_first(office: Office, now: datetime):
    """A stranger mentions an identifier before its owner's letter has come."""
    bring(
        letter(
            "I wait for a letter.",
            sender="Stranger <stranger@evil.example>",
            message_id="<trap@evil.example>",
            in_reply_to="<first@post.example>",
        ),
        now=now,
    )
    bring(letter(), now=now)
    owned = Conversation.objects.get(person__name="Amani Njeri")
    assert owned.message_count == 1
    more(now, in_reply_to="<first@post.example>")
    owned.refresh_from_db()
    assert owned.message_count == 2
    assert Conversation.objects.get(person__name="Stranger").message_count == 1


def test_a_known_message_id_used_by_a_stranger_is_shown_as_a_strangers(
    conversation: Conversation, now: datetime
):
    more(
        now,
        sender="Stranger <stranger@evil.example>",
        message_id="<first@post.example>",
        text="Pay here.",
    )
    added = conversation.messages.get(author_address="stranger@evil.example")
    assert added.sender_warning
    assert ThreadMark.objects.get(identifier="first@post.example").conversation == conversation


def test_a_person_answering_a_mailing_is_led_back_to_their_own_letter(
    office: Office, now: datetime
):
    appeal = ["<appeal@ngo.example>"]
    more(now, message_id="<1@post.example>", references=appeal, text="I agree.")
    more(now, message_id="<2@post.example>", references=appeal, text="And one more thing.")
    assert Conversation.objects.get().message_count == 2


def test_many_long_references_are_kept_and_found(conversation: Conversation, now: datetime):
    long = [f"<{n}{'m' * 600}@post.example>" for n in range(150)]
    more(now, references=[*long, "<first@post.example>"])
    assert Conversation.objects.get().message_count == 2


def test_a_letter_that_mentions_itself_is_one_letter(office: Office, now: datetime):
    more(now, references=["<more@post.example>"], in_reply_to="<more@post.example>")
    assert Conversation.objects.get().message_count == 1


def test_two_conversations_named_at_once_stay_two(conversation: Conversation, now: datetime):
    more(now, message_id="<other@post.example>", text="Another matter.")
    more(now, references=["<other@post.example>", "<first@post.example>"])
    assert sorted(Conversation.objects.values_list("message_count", flat=True)) == [1, 2]
