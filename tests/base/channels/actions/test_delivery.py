from datetime import datetime

import pytest

from baraza.base.channels.actions.delivery import note_bounce, note_complaint
from baraza.base.channels.actions.outbox import Outgoing, put_in_outbox
from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState, Suppression
from baraza.base.office_register.models import Office
from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.models import ContactPoint, ContactState

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(office: Office, now: datetime) -> OutgoingItem:
    """A letter that left for somebody the office knows; a stranger is known, too."""
    for address in ("amani@post.example", "victim@post.example"):
        add_people(newcomers=[Newcomer(name="Somebody", contact_value=address)], now=now)
    [item] = put_in_outbox(
        letters=[
            Outgoing(
                kind=OutgoingKind.PERSONAL, recipient="Amani@post.example", subject="s", text="t"
            )
        ],
        now=now,
    )
    item.state = OutgoingState.SENT
    item.save()
    return item


def bounce(item: OutgoingItem, now: datetime, **fields: object) -> str:
    own = {
        "outgoing_id": None,
        "message_ids": [item.message_id],
        "recipients": ["amani@post.example"],
        "is_permanent": True,
        "reason": "Unknown user.",
    }
    note_bounce(**own | fields, now=now)
    item.refresh_from_db()
    return item.state


def contact(address: str) -> str:
    return ContactPoint.objects.get(value=address).state


def test_a_letter_that_came_back_says_so_and_its_address_is_marked(
    sent: OutgoingItem, now: datetime
):
    assert bounce(sent, now) == OutgoingState.BOUNCED
    assert sent.problem == "Unknown user."
    assert contact("amani@post.example") == ContactState.BOUNCING
    assert contact("victim@post.example") == ContactState.NEW


def test_a_bounce_by_its_own_return_address_needs_no_message_id(sent: OutgoingItem, now: datetime):
    state = bounce(sent, now, outgoing_id=sent.pk, message_ids=[], recipients=[])
    assert state == OutgoingState.BOUNCED


def test_a_full_mailbox_is_not_a_dead_address(sent: OutgoingItem, now: datetime):
    assert bounce(sent, now, is_permanent=False) == OutgoingState.SENT
    assert contact("amani@post.example") == ContactState.NEW


def test_a_made_up_bounce_marks_nobody(sent: OutgoingItem, now: datetime):
    forged = {"message_ids": ["made-up@x.example"], "recipients": ["victim@post.example"]}
    assert bounce(sent, now, **forged) == OutgoingState.SENT
    assert contact("victim@post.example") == ContactState.NEW


def test_who_knows_one_letter_cannot_have_somebody_else_marked(sent: OutgoingItem, now: datetime):
    bounce(sent, now, recipients=["victim@post.example"])
    assert contact("victim@post.example") == ContactState.NEW


@pytest.mark.parametrize(
    "state", [OutgoingState.WAITING, OutgoingState.CANCELLED, OutgoingState.HELD]
)
def test_what_has_not_left_cannot_come_back(
    sent: OutgoingItem, now: datetime, state: OutgoingState
):
    sent.state = state
    sent.save()
    assert bounce(sent, now) == state
    assert contact("amani@post.example") == ContactState.NEW


def test_whoever_complains_gets_nothing_more(sent: OutgoingItem, now: datetime):
    for _ in range(2):
        note_complaint(message_ids=[sent.message_id], now=now)
    assert contact("amani@post.example") == ContactState.COMPLAINED
    assert Suppression.objects.get().address == "amani@post.example"


def test_a_made_up_complaint_silences_nobody(sent: OutgoingItem, now: datetime):
    note_complaint(message_ids=["made-up@x.example"], now=now)
    assert not Suppression.objects.exists()
    assert contact("victim@post.example") == ContactState.NEW
