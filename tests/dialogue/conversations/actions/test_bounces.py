from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.email.identity import tagged_address
from baraza.base.channels.models import (
    OutgoingItem,
    OutgoingState,
    RawItem,
    RawState,
    Suppression,
)
from baraza.base.office_register.models import Office
from baraza.base.people.models import ContactPoint, ContactState
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.inputs.models import Input, State
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db

DSN = """From: MAILER-DAEMON@post.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mx.post.example>
Date: Mon, 04 May 2026 10:00:00 +0000
Return-Path: <>
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain

{words}

--b
Content-Type: {type}

{report}

--b
Content-Type: message/rfc822-headers

Message-ID: <{original}>
From: office@highlands.example
To: {recipient}
Subject: Re: The well in Mbuni

--b--
"""


@pytest.fixture
def answered(office: Office, staff: User, now: datetime) -> Iterator[OutgoingItem]:
    """An answer that has left."""
    bring(letter(), now=now)
    message = reply(
        conversation=Conversation.objects.get(), author=staff, text="We have asked.", now=now
    )
    OutgoingItem.objects.update(state=OutgoingState.SENT)
    return message.outgoing


def bounce(
    original: str,
    *,
    to: str = "office@highlands.example",
    recipient: str = "amani@post.example",
    status: str = "5.1.1",
    action: str = "failed",
) -> bytes:
    report = (
        f"Reporting-MTA: dns; mx.post.example\n\nFinal-Recipient: rfc822; {recipient}\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 {status} no such user"
    )
    return DSN.format(
        to=to,
        number="b1",
        kind="delivery-status",
        words="It could not be delivered.",
        type="message/delivery-status",
        report=report,
        original=original,
        recipient=recipient,
    ).encode()


def complaint(original: str, recipient: str = "amani@post.example") -> bytes:
    report = f"Feedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: {recipient}"
    return DSN.format(
        to="office@highlands.example",
        number="c1",
        kind="feedback-report",
        words="A complaint.",
        type="message/feedback-report",
        report=report,
        original=original,
        recipient=recipient,
    ).encode()


def test_an_answer_that_came_back_opens_the_conversation_again(
    answered: OutgoingItem, now: datetime
):
    bring(bounce(answered.message_id), now=now + timedelta(hours=1), is_live=True)

    answered.refresh_from_db()
    assert answered.state == OutgoingState.BOUNCED
    assert RawItem.objects.get(state=RawState.MACHINE).machine_kind == "bounce"
    assert ContactPoint.objects.get().state == ContactState.BOUNCING
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER
    assert Input.objects.get().state == State.RECEIVED


def test_a_delay_changes_nothing(answered: OutgoingItem, now: datetime):
    bring(bounce(answered.message_id, status="4.2.2", action="delayed"), now=now)
    answered.refresh_from_db()
    assert answered.state == OutgoingState.SENT
    assert Conversation.objects.get().state == ConversationState.ANSWERED


def test_a_bounce_to_its_own_return_address_needs_no_message_id(
    answered: OutgoingItem, now: datetime
):
    to = tagged_address("office@highlands.example", kind="b", number=answered.pk)
    bring(bounce("lost@mx.post.example", to=to), now=now)
    answered.refresh_from_db()
    assert answered.state == OutgoingState.BOUNCED


@pytest.mark.parametrize("mark", ["0000000000000000", "ffffffffffffffff"])
def test_a_stranger_cannot_make_a_return_address_up(
    answered: OutgoingItem, now: datetime, mark: str
):
    to = f"office+b{answered.pk}.{mark}@highlands.example"
    bring(bounce("made-up@x.example", to=to), now=now)
    answered.refresh_from_db()
    assert answered.state == OutgoingState.SENT
    assert ContactPoint.objects.get().state == ContactState.NEW


def test_a_bounce_of_another_offices_letter_means_nothing_here(
    answered: OutgoingItem, two_offices: tuple[Office, Office], now: datetime
):
    from baraza.base.office_register.queries import within  # noqa: PLC0415

    with within(two_offices[1]):
        to = tagged_address("office@highlands.example", kind="b", number=answered.pk)
    bring(bounce("made-up@x.example", to=to), now=now)
    answered.refresh_from_db()
    assert answered.state == OutgoingState.SENT


def test_a_complaint_about_our_letter_silences_us(answered: OutgoingItem, now: datetime):
    bring(complaint(answered.message_id), now=now)
    assert Suppression.objects.get().address == "amani@post.example"
    assert Conversation.objects.get().state == ConversationState.ANSWERED  # it did arrive


def test_a_made_up_complaint_silences_nobody(answered: OutgoingItem, now: datetime):
    bring(complaint("made-up@x.example"), now=now)
    assert not Suppression.objects.exists()
