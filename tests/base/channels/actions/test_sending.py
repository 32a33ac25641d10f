import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import LazySettings

from baraza.base.channels.actions import noting, sending
from baraza.base.channels.actions.outbox import cancel_outgoing, send_again
from baraza.base.channels.actions.recovering import CLAIM_LASTS
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.email.parse import parse_letter
from baraza.base.channels.models import (
    OutgoingItem,
    OutgoingKind,
    OutgoingState,
)
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from tests.base.channels.outbox import put, state
from tests.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db


def test_a_letter_leaves_and_says_so(server: MailServer, now: datetime):
    item = put(now=now, recipient_name="Amani Njeri")
    assert send_due(now=now) == 1

    [kept] = server.kept
    sent = parse_letter(kept.content)
    assert (kept.envelope_from, kept.recipient) == ("office@highlands.example", item.recipient)
    assert sent.sender.address == "office@highlands.example"
    assert [one.name for one in sent.to] == ["Amani Njeri"]
    assert sent.message_id == item.message_id
    assert "water office" in sent.text
    assert state(item) == OutgoingState.SENT
    assert item.provider_id == "taken as 17"


def test_nothing_leaves_before_it_is_due(server: MailServer, now: datetime):
    item = put(now=now, wait=timedelta(seconds=10))
    send_due(now=now + timedelta(seconds=9))
    assert (server.kept, state(item)) == ([], OutgoingState.WAITING)

    send_due(now=now + timedelta(seconds=10))
    assert state(item) == OutgoingState.SENT


def test_what_was_taken_back_never_leaves(server: MailServer, now: datetime):
    item = put(now=now, wait=timedelta(seconds=10))
    assert cancel_outgoing(item_id=item.pk, now=now)
    send_due(now=now + timedelta(days=1))

    assert server.kept == []
    assert state(item) == OutgoingState.CANCELLED


def test_what_has_left_cannot_be_taken_back(server: MailServer, now: datetime):
    item = put(now=now)
    send_due(now=now)
    assert not cancel_outgoing(item_id=item.pk, now=now)
    assert state(item) == OutgoingState.SENT


def test_an_address_refused_for_good_fails_with_the_servers_words(
    server: MailServer, now: datetime
):
    server.refuse["gone@post.example"] = "550 no such mailbox"
    gone, fine = put("gone@post.example", now=now), put("fine@post.example", now=now)
    send_due(now=now)

    assert state(gone) == OutgoingState.FAILED
    assert gone.problem == "550 no such mailbox"
    assert state(fine) == OutgoingState.SENT


def test_a_server_that_is_busy_is_tried_again_with_longer_and_longer_waits(
    server: MailServer, now: datetime
):
    server.refuse["amani@post.example"] = "451 try later"
    item = put(now=now)
    moment, waits = now, []
    for _ in noting.WAITS:
        send_due(now=moment)
        assert state(item) == OutgoingState.WAITING
        waits.append(item.due_at - moment)
        send_due(now=item.due_at - timedelta(minutes=1, seconds=1))  # not yet
        moment = item.due_at + timedelta(seconds=1)
    send_due(now=moment)

    assert state(item) == OutgoingState.FAILED
    assert item.attempts == len(noting.WAITS) + 1
    # To the minute: a machine at its limits adds the seconds the attempt itself took.
    minutes = [round(wait / timedelta(minutes=1)) for wait in waits]
    assert minutes == sorted(minutes)
    assert timedelta(days=2) < moment - now < timedelta(days=5)


def test_a_personal_letter_dropped_after_data_leaves_again_with_the_same_message_id(
    server: MailServer, now: datetime
):
    server.after_data["amani@post.example"] = ""
    item = put(now=now)
    send_due(now=now)
    assert state(item) == OutgoingState.WAITING
    assert item.perhaps_left
    assert not cancel_outgoing(item_id=item.pk, now=now)

    server.after_data.clear()
    send_due(now=item.due_at + timedelta(seconds=1))
    assert state(item) == OutgoingState.SENT
    assert [kept.message_id for kept in server.kept] == [item.message_id] * 2


@pytest.mark.parametrize("kind", [OutgoingKind.ACKNOWLEDGEMENT, OutgoingKind.BULK])
def test_what_is_sent_at_most_once_is_shown_as_uncertain_after_a_drop(
    server: MailServer, now: datetime, kind: OutgoingKind
):
    server.after_data["amani@post.example"] = ""
    item = put(now=now, kind=kind)
    send_due(now=now)
    send_due(now=now + timedelta(days=5))

    assert len(server.kept) == 1
    assert state(item) == OutgoingState.UNCERTAIN


def test_a_dropped_connection_does_not_hold_up_the_letters_behind_it(
    server: MailServer, now: datetime
):
    server.after_data["first@post.example"] = ""
    put("first@post.example", now=now)
    second = put("second@post.example", now=now + timedelta(seconds=1))
    send_due(now=now + timedelta(seconds=2))
    assert state(second) == OutgoingState.SENT


def test_a_server_that_ends_a_connection_after_some_letters_gets_another(
    server: MailServer, now: datetime
):
    server.letters_per_connection = 2
    items = [put(f"p{n}@post.example", now=now) for n in range(5)]
    send_due(now=now)
    assert {state(item) for item in items} == {OutgoingState.SENT}
    assert server.connections >= 3


def test_many_letters_share_one_connection(server: MailServer, now: datetime):
    for n in range(20):
        put(f"p{n}@post.example", now=now)
    send_due(now=now)
    assert (len(server.kept), server.connections) == (20, 1)


class Killed(BaseException):
    """As the end of the process, nothing of ours catches it."""


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        (OutgoingKind.PERSONAL, OutgoingState.SENT),
        (OutgoingKind.SIGN_IN, OutgoingState.SENT),
        (OutgoingKind.ACKNOWLEDGEMENT, OutgoingState.UNCERTAIN),
        (OutgoingKind.BULK, OutgoingState.UNCERTAIN),
    ],
)
def test_killed_between_handing_over_and_noting_it(
    server: MailServer,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    kind: OutgoingKind,
    after: OutgoingState,
):
    item = put(now=now, kind=kind)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending._Round, "_note", die)
        with pytest.raises(Killed):
            send_due(now=now)
    assert state(item) == OutgoingState.SENDING

    send_due(now=now + timedelta(minutes=1))  # perhaps it is only slow
    assert state(item) == OutgoingState.SENDING
    send_due(now=now + CLAIM_LASTS + timedelta(seconds=1))
    assert state(item) == after
    once = after == OutgoingState.UNCERTAIN
    assert [kept.message_id for kept in server.kept] == [item.message_id] * (1 if once else 2)


def test_a_claim_behind_slow_letters_is_renewed_and_sent_once(
    server: MailServer, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    items = [put(f"p{n}@post.example", now=now) for n in range(3)]
    seconds = iter(range(0, 100_000, 40))
    clock = SimpleNamespace(monotonic=lambda: next(seconds), time=time.time)
    monkeypatch.setattr(sending, "time", clock)
    renew = sending._Round._renew

    def and_swept(self: sending._Round) -> None:
        renew(self)
        # Meanwhile the sweep of another process looks for what was interrupted.
        sending.recover_interrupted(now=self._now())

    monkeypatch.setattr(sending._Round, "_renew", and_swept)
    send_due(now=now)
    assert next(seconds) * timedelta(seconds=1) > CLAIM_LASTS
    send_due(now=now + timedelta(hours=1))
    sent = [kept.recipient for kept in server.kept]
    assert len(sent) == len(set(sent)) == len(items)


def test_what_lay_in_hand_while_another_sender_took_it_is_left_to_that_one(
    server: MailServer, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    item = put(now=now)
    monkeypatch.setattr(sending, "VALID_SECONDS", -1.0)  # the machine slept
    look_again = sending._Round._look_again

    def taken_over(self: sending._Round, item: OutgoingItem, *, now: datetime) -> None:
        OutgoingItem.objects.filter(pk=item.pk).update(claimed_at=now + timedelta(minutes=6))
        look_again(self, item, now=now)

    monkeypatch.setattr(sending._Round, "_look_again", taken_over)
    send_due(now=now)
    assert server.kept == []
    assert state(item) == OutgoingState.SENDING


def test_acknowledgements_leave_with_the_null_path_and_say_they_are_automatic(
    server: MailServer, now: datetime
):
    put(now=now, kind=OutgoingKind.ACKNOWLEDGEMENT)
    send_due(now=now)
    [kept] = server.kept
    assert kept.envelope_from == ""
    assert parse_letter(kept.content).headers["auto-submitted"] == "auto-replied"


def test_with_plus_addressing_a_letter_names_its_conversation_and_its_bounce(
    server: MailServer, now: datetime
):
    update_profile(plus_addressing=True)
    put(now=now, conversation_id=12)
    send_due(now=now)
    [kept] = server.kept
    assert kept.envelope_from.startswith("office+b")
    [reply_to] = parse_letter(kept.content).reply_to
    assert reply_to.address.startswith("office+c12.")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "nobody",
        "a@",
        "@b.example",
        "a b@c d",
        "a@b.example>\r\nRCPT TO:<x@y.example",
        "a\n@b.c",
    ],
)
def test_a_recipient_that_is_no_address_fails_alone(server: MailServer, now: datetime, bad: str):
    broken, fine = put(bad, now=now), put("fine@post.example", now=now)
    send_due(now=now)
    assert state(broken) == OutgoingState.FAILED
    assert broken.problem
    assert [kept.recipient for kept in server.kept] == [fine.recipient]


@pytest.mark.parametrize("local", ["jürgen", "a..b", ".dot", '"a b"', "o'neil", "x" * 64])
def test_odd_but_possible_addresses_are_written_to(server: MailServer, now: datetime, local: str):
    item = put(f"{local}@post.example", now=now, recipient_name='Jürgen, "J" O\'Neil')
    send_due(now=now)
    assert state(item) == OutgoingState.SENT, item.problem


def test_an_address_beyond_ascii_fails_where_the_server_knows_only_ascii(
    office: Office, now: datetime, settings: LazySettings
):
    with mail_server(international=False) as server:
        settings.SMTP_URL = server.url
        item, fine = put("jürgen@post.example", now=now), put("fine@post.example", now=now)
        send_due(now=now)
    assert state(item) == OutgoingState.FAILED
    assert [kept.recipient for kept in server.kept] == [fine.recipient]


def test_without_a_way_out_letters_wait_and_say_why(office: Office, now: datetime):
    item = put(now=now)
    send_due(now=now)
    assert state(item) == OutgoingState.WAITING
    assert "no mail server" in item.problem
    assert cancel_outgoing(item_id=item.pk, now=now)  # it certainly has not left


def test_without_an_address_of_the_office_letters_wait_for_one(server: MailServer, now: datetime):
    update_profile(email="")
    item = put(now=now)
    send_due(now=now)
    assert (state(item), server.kept) == (OutgoingState.WAITING, [])

    update_profile(email="mp@highlands.example")
    send_due(now=now + timedelta(hours=1))
    assert [kept.envelope_from for kept in server.kept] == ["mp@highlands.example"]


def test_what_failed_can_be_sent_again_as_the_same_letter(server: MailServer, now: datetime):
    server.refuse["amani@post.example"] = "550 no"
    item = put(now=now)
    send_due(now=now)
    server.refuse.clear()
    assert send_again(item_id=item.pk, now=now)
    send_due(now=now)

    assert state(item) == OutgoingState.SENT
    assert server.kept[0].message_id == item.message_id
    assert not send_again(item_id=item.pk, now=now)


def test_the_urgent_leave_first(server: MailServer, now: datetime):
    for kind in (OutgoingKind.BULK, OutgoingKind.ACKNOWLEDGEMENT, OutgoingKind.SIGN_IN):
        put(f"{kind}@post.example", now=now, kind=kind)
    send_due(now=now)
    order = [kept.recipient.partition("@")[0] for kept in server.kept]
    assert order == ["sign_in", "acknowledgement", "bulk"]


def test_more_than_one_batch_is_sent_by_the_jobs(
    server: MailServer, now: datetime, run_jobs: Callable[[], int]
):
    for n in range(5):
        put(f"p{n}@post.example", now=now)
    assert send_due(now=now, limit=2) == 2
    run_jobs()
    assert len(server.kept) == 5


def test_the_message_id_is_the_offices_own_and_never_twice_the_same(
    server: MailServer, now: datetime
):
    first, second = put(now=now), put(now=now)
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@highlands.example")
