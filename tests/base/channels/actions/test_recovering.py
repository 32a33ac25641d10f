"""A letter that ends whoever sends it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from baraza.base.channels.actions.outbox import cancel_outgoing, send_again
from baraza.base.channels.actions.recovering import CLAIM_LASTS, MOST_INTERRUPTIONS
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.actions.writing_out import Desk
from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState
from baraza.base.channels.signals import delivery_changed
from tests.base.channels.outbox import put, state
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db

LATER = CLAIM_LASTS + timedelta(seconds=1)
DEADLY = "deadly@post.example"


class Killed(BaseException):
    """As the end of the process, nothing of ours catches it."""


@pytest.fixture
def in_doubt(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], set[str]]:
    """Sends what is due, with a process that writing to DEADLY ends; returns to whom letters were
    leaving when it ended.
    """
    written = Desk.written

    def dying(desk: Desk, item: OutgoingItem, *, date: datetime) -> bytes:
        if item.recipient == DEADLY:
            raise Killed
        return written(desk, item, date=date)

    def send(now: datetime) -> set[str]:
        with monkeypatch.context() as patched:
            patched.setattr(Desk, "written", dying)
            with pytest.raises(Killed):
                send_due(now=now)
        leaving = OutgoingItem.objects.filter(state=OutgoingState.SENDING)
        return set(leaving.values_list("recipient", flat=True))

    return send


@pytest.fixture
def told() -> Iterator[list[int]]:
    """The letters of which others were told that they came to nothing."""
    heard: list[int] = []

    def hear(items: list[int], **_: object) -> None:
        heard.extend(items)

    delivery_changed.connect(hear)
    yield heard
    delivery_changed.disconnect(hear)


@pytest.mark.parametrize("kind", [OutgoingKind.PERSONAL, OutgoingKind.SIGN_IN])
def test_after_three_endings_it_is_given_up_with_a_reason(
    server: MailServer,
    now: datetime,
    in_doubt: Callable[[datetime], set[str]],
    told: list[int],
    kind: OutgoingKind,
):
    item = put(DEADLY, now=now, kind=kind)
    for ending in range(MOST_INTERRUPTIONS):
        assert in_doubt(now + ending * LATER) == {DEADLY}
        assert told == []
    assert not cancel_outgoing(item_id=item.pk, now=now)  # nobody knows
    send_due(now=now + MOST_INTERRUPTIONS * LATER)

    assert (state(item), server.kept) == (OutgoingState.FAILED, [])
    assert "three times" in item.problem
    assert item.perhaps_left
    assert told == [item.pk]
    send_due(now=now + timedelta(days=30))
    assert (state(item), server.kept) == (OutgoingState.FAILED, [])


def test_what_left_together_with_it_leaves_before_it_and_is_in_doubt_once(
    server: MailServer, now: datetime, in_doubt: Callable[[datetime], set[str]]
):
    others = {f"p{number}@post.example" for number in range(5)}
    deadly = put(DEADLY, now=now)
    for address in others:
        put(address, now=now)
    assert in_doubt(now) == {DEADLY} | others

    came_since = put("came.since@post.example", now=now + LATER)
    # Each of the others alone, the deadly one perhaps before them; the new one before all.
    assert in_doubt(now + LATER) == {DEADLY}
    assert server.kept[0].recipient == came_since.recipient
    assert in_doubt(now + 2 * LATER) == {DEADLY}
    send_due(now=now + 3 * LATER)
    assert sorted(kept.recipient for kept in server.kept) == sorted({came_since.recipient, *others})
    assert state(deadly) == OutgoingState.FAILED


def test_what_was_interrupted_leaves_one_by_one(
    server: MailServer, now: datetime, in_doubt: Callable[[datetime], set[str]]
):
    put(DEADLY, now=now)
    items = [put(f"p{number}@post.example", now=now + timedelta(seconds=1)) for number in range(3)]
    in_doubt(now + timedelta(seconds=1))

    # The first of them again: none behind it is leaving at the same time.
    assert in_doubt(now + LATER + timedelta(seconds=1)) == {DEADLY}
    assert {state(item) for item in items} == {OutgoingState.WAITING}
    assert {item.interruptions for item in items} == {1}


def test_an_attempt_that_the_sender_lived_through_starts_the_count_anew(
    server: MailServer, now: datetime, in_doubt: Callable[[datetime], set[str]]
):
    item = put(DEADLY, now=now)
    in_doubt(now)
    in_doubt(now + LATER)
    server.refuse[DEADLY] = "451 try later"
    send_due(now=now + 2 * LATER)
    assert state(item) == OutgoingState.WAITING
    server.refuse.clear()

    in_doubt(item.due_at)
    send_due(now=item.due_at + LATER)
    assert state(item) == OutgoingState.SENT
    assert item.attempts == 5


def test_it_can_be_sent_again_by_hand_and_still_leaves_alone(
    server: MailServer, now: datetime, in_doubt: Callable[[datetime], set[str]]
):
    item = put(DEADLY, now=now)
    for ending in range(MOST_INTERRUPTIONS):
        in_doubt(now + ending * LATER)
    then = now + MOST_INTERRUPTIONS * LATER
    send_due(now=then)

    assert send_again(item_id=item.pk, now=then)
    other = put("fine@post.example", now=then)
    assert in_doubt(then) == {DEADLY}
    assert state(other) == OutgoingState.SENT

    send_due(now=then + LATER)  # what was wrong with it is mended
    assert state(item) == OutgoingState.SENT
    assert server.kept[-1].message_id == item.message_id


@pytest.mark.parametrize("kind", [OutgoingKind.ACKNOWLEDGEMENT, OutgoingKind.BULK])
def test_what_leaves_at_most_once_is_never_tried_again_by_itself(
    server: MailServer,
    now: datetime,
    in_doubt: Callable[[datetime], set[str]],
    kind: OutgoingKind,
):
    item, beside = put(DEADLY, now=now, kind=kind), put("fine@post.example", now=now, kind=kind)
    in_doubt(now)
    send_due(now=now + LATER)
    send_due(now=now + timedelta(days=30))
    assert {state(item), state(beside)} == {OutgoingState.UNCERTAIN}
    assert server.kept == []
