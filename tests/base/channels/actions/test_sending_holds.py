from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from baraza.base.channels import rules
from baraza.base.channels.actions.outbox import hold_back, send_again
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.models import (
    Channel,
    OutgoingKind,
    OutgoingState,
    Suppression,
)
from tests.base.channels.outbox import put, state
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard() -> Iterator[Callable[[str], None]]:
    """Registers a guard whose answer a test decides."""
    answers: dict[str, str] = {}

    def answer(reason: str) -> None:
        answers["now"] = reason

    rules.register_guard("tests.allowed", lambda subject: answers["now"])
    yield answer
    del rules._guards["tests.allowed"]


def test_a_guard_is_asked_at_the_moment_of_sending(
    server: MailServer, now: datetime, guard: Callable[[str], None]
):
    guard("")
    item = put(now=now, guard="tests.allowed", guard_subject="7", wait=timedelta(seconds=10))
    guard("The consent was withdrawn.")
    send_due(now=now + timedelta(seconds=11))

    assert server.kept == []
    assert state(item) == OutgoingState.HELD
    assert item.problem == "The consent was withdrawn."


def test_what_is_held_back_by_hand_waits_until_it_is_sent_again(server: MailServer, now: datetime):
    item, other = put(now=now), put("fine@post.example", now=now)
    assert hold_back(item_ids=[item.pk], problem="They no longer want it.", now=now) == 1
    send_due(now=now)
    assert [kept.recipient for kept in server.kept] == ["fine@post.example"]
    assert state(item) == OutgoingState.HELD
    assert item.problem == "They no longer want it."
    # What has left cannot be held back any more.
    assert hold_back(item_ids=[item.pk, other.pk], problem="Too late.", now=now) == 0
    assert send_again(item_id=item.pk, now=now)
    send_due(now=now)
    assert state(item) == OutgoingState.SENT


def test_an_unknown_guard_means_do_not_send(server: MailServer, now: datetime):
    item = put(now=now, guard="engagement.of_tomorrow")
    send_due(now=now)
    assert (server.kept, state(item)) == ([], OutgoingState.HELD)


def test_a_guard_that_breaks_allows_nothing_and_stops_nobody_else(
    server: MailServer, now: datetime
):
    rules.register_guard("tests.broken", lambda subject: [][0])
    item, other = put(now=now, guard="tests.broken"), put("fine@post.example", now=now)
    try:
        send_due(now=now)
    finally:
        del rules._guards["tests.broken"]
    assert state(item) == OutgoingState.WAITING
    assert "IndexError" in item.problem
    assert [kept.recipient for kept in server.kept] == [other.recipient]


def test_suppression_holds_what_nobody_asked_for_and_lets_answers_through(
    server: MailServer, now: datetime
):
    items = {kind: put("Amani@post.example", now=now, kind=kind) for kind in OutgoingKind}
    Suppression.objects.create(
        channel=Channel.EMAIL, address="amani@post.example", reason="Asked us", added_at=now
    )
    send_due(now=now)
    assert {kind: state(item) for kind, item in items.items()} == {
        OutgoingKind.PERSONAL: OutgoingState.SENT,
        OutgoingKind.SIGN_IN: OutgoingState.SENT,
        OutgoingKind.ACKNOWLEDGEMENT: OutgoingState.HELD,
        OutgoingKind.BULK: OutgoingState.HELD,
    }
