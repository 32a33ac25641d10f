"""Letters that a mail server brings, to the office whose address they bear."""

import contextlib
import smtplib
import socket

import pytest
from django.db import connection

from baraza.base.channels.mailroom import front_door
from baraza.base.channels.models import RawItem
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.base.channels.mail_servers import free_port
from tests.base.channels.mailroom.room import letter, running, subjects, wait_until

pytestmark = pytest.mark.server


def send(port: int, *recipients: str, content: bytes) -> dict[str, tuple[int, bytes]]:
    with smtplib.LMTP("127.0.0.1", port) as client:
        return client.sendmail("tomas@example.org", list(recipients), content)


def test_the_front_door_gives_each_office_its_own_letters(
    shared_offices: tuple[Office, Office],
) -> None:
    port = free_port()
    with running(lmtp=f"127.0.0.1:{port}"):
        wait_until(lambda: _is_open(port))
        send(port, "Office+c7.abc@highlands.example", content=letter("one"))
        send(port, "office@lakeside.example", content=letter("two"))
        send(port, "office@lakeside.example", content=letter("two"))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(port, "office@elsewhere.example", content=letter("three"))
        assert refused.value.recipients["office@elsewhere.example"][0] == 550
    for office, expected in zip(shared_offices, ["one", "two"], strict=True):
        with within(office):
            (row,) = RawItem.objects.all()
            assert bytes(row.content) == (
                b"Return-Path: <tomas@example.org>\r\n" + letter(expected)
            )
            assert (row.source, row.is_live, row.is_outgoing) == ("lmtp", True, False)


def test_an_address_that_two_offices_claim_is_given_to_neither(
    shared_offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_door, "FRESH_SECONDS", 0)
    first, second = shared_offices
    port = free_port()
    with within(second):
        update_profile(other_addresses=["office@highlands.example"])
    try:
        with running(lmtp=f"127.0.0.1:{port}"):
            wait_until(lambda: _is_open(port))
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                send(port, "office@highlands.example", content=letter("secret"))
            assert refused.value.recipients["office@highlands.example"][0] == 451
            with within(second):
                update_profile(other_addresses=[])
            send(port, "office@highlands.example", content=letter("secret"))
    finally:
        with within(second):
            update_profile(other_addresses=[])
    with within(second):
        assert RawItem.objects.count() == 0
    with within(first):
        assert subjects() == ["secret"]


def test_mail_for_an_office_that_is_not_ready_stays_with_the_server_that_brings_it(
    shared_offices: tuple[Office, Office],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(front_door, "FRESH_SECONDS", 0)
    first, second = shared_offices
    port = free_port()

    def note(*, is_ready: bool) -> None:
        with within(second):
            Office.objects.filter(pk=first.pk).update(is_ready=is_ready)

    note(is_ready=False)
    try:
        with running(lmtp=f"127.0.0.1:{port}"):
            wait_until(lambda: _is_open(port))
            # Whose the second one is cannot be known: the first office's addresses are not read.
            for address in ("office@highlands.example", "office@elsewhere.example"):
                with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                    send(port, address, content=letter("one"))
                assert refused.value.recipients[address][0] == 451
            send(port, "office@lakeside.example", content=letter("two"))
            assert caplog.messages == []
            note(is_ready=True)
            send(port, "office@highlands.example", content=letter("one"))
    finally:
        note(is_ready=True)
    for office, expected in zip(shared_offices, ["one", "two"], strict=True):
        with within(office):
            assert subjects() == [expected]


def test_a_letter_that_cannot_be_written_down_is_not_accepted(shared_office: Office) -> None:
    port = free_port()
    with running(lmtp=f"127.0.0.1:{port}"):
        wait_until(lambda: _is_open(port))
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE channels_rawitem RENAME TO channels_rawitem_away")
        try:
            with pytest.raises(smtplib.SMTPDataError) as refused:
                send(port, "office@highlands.example", content=letter("one"))
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE channels_rawitem_away RENAME TO channels_rawitem")
        assert refused.value.smtp_code == 451
        assert RawItem.objects.count() == 0
        send(port, "office@highlands.example", content=letter("one"))
    assert subjects() == ["one"]


def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
