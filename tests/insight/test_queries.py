from datetime import datetime

import pytest

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.actions.desk import move_from_junk, move_to_junk
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation
from baraza.insight.queries import figures
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(office: Office, now: datetime) -> Conversation:
    """One of everything; the conversation that was answered elsewhere."""
    bring(
        letter(),
        letter(sender="b@p.example", message_id="<spam@p.example>", headers={"X-Spam-Flag": "YES"}),
        letter(message_id="<m@p.example>", headers={"Auto-Submitted": "auto-replied"}),
        b"\x00",
        now=now,
    )
    bring(letter(), now=now, source="lmtp")
    ours = letter(
        sender="office@highlands.example",
        to="amani@post.example",
        message_id="<a@highlands.example>",
        in_reply_to="<first@post.example>",
    )
    bring(ours, now=now, is_outgoing=True)
    return Conversation.objects.get(person__name="Amani Njeri")


def test_every_item_is_counted_once(mail: Conversation):
    found = figures()
    assert found.contradictions() == []
    assert found.as_dict() == {
        "raw": 6,
        "filed": 2,
        "machine_mail": 1,
        "junk": 1,
        "duplicates": 1,
        "quarantined": 1,
        "waiting": 0,
        "conversations": 1,
        "messages": 2,
        "inputs": 1,
        "told_in_cases": 0,
        "from_offices": 0,
        "sent_elsewhere": 1,
        "sent_from_desk": 0,
        "people": 2,
    }


def test_the_sums_hold_whatever_staff_do(mail: Conversation, staff: User, now: datetime):
    reply(conversation=mail, author=staff, text="And more.", now=now)
    assert figures().sent_from_desk == 1
    assert figures().contradictions() == []
    move_to_junk(conversation=mail)
    assert figures().contradictions() == []
    assert (figures().messages, figures().junk) == (0, 3)
    move_from_junk(conversation=mail)
    assert figures().contradictions() == []
    assert figures().messages == 3


def test_a_sum_that_does_not_add_up_is_said(mail: Conversation):
    mail.messages.filter(direction="in").delete()
    assert figures().contradictions() == [
        "filed is 3, its parts are 2",
        "messages is 1, its parts are 2",
    ]


def test_figures_of_one_office_are_not_anothers(
    mail: Conversation, two_offices: tuple[Office, Office]
):
    with within(two_offices[1]):
        assert not any(figures().as_dict().values())


def test_figures_cost_the_same_however_much_there_is(mail: Conversation, django_assert_num_queries):
    with django_assert_num_queries(9):
        figures()
