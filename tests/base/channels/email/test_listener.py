"""Real conversations with a listener over TCP and a socket."""

import logging
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from baraza.base.channels.email import listener
from baraza.base.channels.email.listener import CannotListen, listening
from tests.base.channels.mail_servers import free_port

LETTER = b"From: Tomas <tomas@example.org>\r\nSubject: Bus\r\n\r\n..No bus.\r\n.\r\nEnd.\r\n"
OFFICES = {"office@highlands.example": "highlands", "office@lakeside.example": "lakeside"}


class Shelf:
    """Keeps letters in memory; offices in `broken` cannot keep any."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bytes]] = []
        self.broken: set[str] = set()
        self.is_lost = False
        self.delay = 0.0

    def office_of(self, recipient: str) -> str | None:
        if self.is_lost:
            raise ConnectionError("no database")
        return OFFICES.get(recipient.lower())

    def keep(self, *, office: str, content: bytes) -> None:
        time.sleep(self.delay)
        if office in self.broken:
            raise OSError(f"no room for {content!r}")
        self.kept.append((office, content))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def lmtp(shelf: Shelf) -> Iterator[int]:
    port = free_port()
    with listening(f"127.0.0.1:{port}", speech="lmtp", intake=shelf):
        yield port


@pytest.fixture
def client(lmtp: int) -> Iterator[smtplib.LMTP]:
    with smtplib.LMTP("127.0.0.1", lmtp) as opened:
        yield opened


def hand_over(
    client: smtplib.SMTP, *recipients: str, letter: bytes = LETTER, sender: str = "t@example.org"
) -> list[int]:
    """The code of each RCPT, then of each answer after DATA."""
    client.ehlo_or_helo_if_needed()
    assert client.mail(sender)[0] == 250
    codes = [client.rcpt(recipient)[0] for recipient in recipients]
    accepted = [code for code in codes if code == 250]
    if accepted:
        assert client.docmd("DATA")[0] == 354
        client.send(smtplib._quote_periods(letter) + b".\r\n")
        answers = len(accepted) if isinstance(client, smtplib.LMTP) else 1
        codes += [client.getreply()[0] for _ in range(answers)]
    return codes


def test_a_letter_is_kept_byte_for_byte_under_the_senders_return_path(
    client: smtplib.LMTP, shelf: Shelf
) -> None:
    assert hand_over(client, "office@highlands.example") == [250, 250]
    assert shelf.kept == [("highlands", b"Return-Path: <t@example.org>\r\n" + LETTER)]


def test_nothing_is_said_to_be_kept_before_it_is(client: smtplib.LMTP, shelf: Shelf) -> None:
    shelf.delay = 0.4
    started = time.monotonic()
    assert hand_over(client, "office@highlands.example") == [250, 250]
    assert time.monotonic() - started >= 0.4
    assert len(shelf.kept) == 1


def test_a_bounce_keeps_its_empty_sender(client: smtplib.LMTP, shelf: Shelf) -> None:
    hand_over(client, "office@highlands.example", sender="")
    assert shelf.kept[0][1].startswith(b"Return-Path: <>\r\n")


def test_each_recipient_gets_an_answer_and_each_office_one_letter(
    client: smtplib.LMTP, shelf: Shelf
) -> None:
    shelf.broken = {"lakeside"}
    codes = hand_over(
        client,
        "office@highlands.example",
        "office@lakeside.example",
        "nobody@example.org",
        "OFFICE@highlands.example",
    )
    assert codes == [250, 250, 550, 250, 250, 451, 250]
    assert [office for office, _ in shelf.kept] == ["highlands"]


def test_what_is_only_for_strangers_is_refused_for_good(client: smtplib.LMTP, shelf: Shelf) -> None:
    assert hand_over(client, "nobody@example.org") == [550]
    assert client.docmd("DATA")[0] == 503
    assert shelf.kept == []


def test_where_the_addresses_cannot_be_read_the_sender_tries_again(
    client: smtplib.LMTP, shelf: Shelf
) -> None:
    shelf.is_lost = True
    assert hand_over(client, "office@highlands.example") == [451]


def test_after_a_failure_the_next_letter_is_taken(client: smtplib.LMTP, shelf: Shelf) -> None:
    shelf.broken = {"highlands"}
    assert hand_over(client, "office@highlands.example") == [250, 451]
    shelf.broken = set()
    assert hand_over(client, "office@highlands.example") == [250, 250]


def test_too_large_a_letter_is_refused_once_for_each_recipient(
    monkeypatch: pytest.MonkeyPatch, shelf: Shelf
) -> None:
    monkeypatch.setattr(listener, "SIZE_LIMIT", 5_000)
    port = free_port()
    with (
        listening(f"127.0.0.1:{port}", speech="lmtp", intake=shelf),
        smtplib.LMTP("127.0.0.1", port) as client,
    ):
        large = b"Subject: large\r\n\r\n" + b"word " * 10 + b"\r\n" * 5_000
        codes = hand_over(client, *OFFICES, letter=large)
        assert codes == [250, 250, 552, 552]
        assert client.mail("t@example.org", ["SIZE=5001"])[0] == 552
        assert hand_over(client, *OFFICES) == [250, 250, 250, 250]
    assert [office for office, _ in shelf.kept] == ["highlands", "lakeside"]


def test_very_long_lines_are_taken(client: smtplib.LMTP, shelf: Shelf) -> None:
    letter = b"Subject: long\r\n\r\n" + b"x" * 500_000 + b"\r\n"
    assert hand_over(client, "office@highlands.example", letter=letter) == [250, 250]
    assert shelf.kept[0][1].endswith(letter)


def test_a_client_that_leaves_in_the_middle_of_a_letter_leaves_nothing(
    lmtp: int, shelf: Shelf
) -> None:
    with socket.create_connection(("127.0.0.1", lmtp)) as line:
        for words in (
            b"LHLO x",
            b"MAIL FROM:<t@example.org>",
            b"RCPT TO:<office@highlands.example>",
        ):
            line.sendall(words + b"\r\n")
        line.sendall(b"DATA\r\nSubject: half\r\n\r\nHalf a let")
        time.sleep(0.3)
    time.sleep(0.3)
    assert shelf.kept == []


def test_a_lone_line_feed_does_not_end_a_letter(lmtp: int, shelf: Shelf) -> None:
    smuggled = b"\n.\nMAIL FROM:<minister@example.org>\n"
    with smtplib.LMTP("127.0.0.1", lmtp) as client:
        letter = b"Subject: one\r\n\r\nfirst" + smuggled + b"\r\n"
        assert hand_over(client, "office@highlands.example", letter=letter) == [250, 250]
    assert len(shelf.kept) == 1


def test_a_socket_file_serves_and_is_gone_afterwards(tmp_path: Path, shelf: Shelf) -> None:
    path = tmp_path / "lmtp"
    with listening(str(path), speech="lmtp", intake=shelf), smtplib.LMTP(str(path)) as client:
        assert hand_over(client, "office@highlands.example") == [250, 250]
    assert not path.exists()
    assert len(shelf.kept) == 1


def test_smtp_has_one_answer_for_all(shelf: Shelf) -> None:
    port = free_port()
    with (
        listening(f"localhost:{port}", speech="smtp", intake=shelf),
        smtplib.SMTP("localhost", port) as client,
    ):
        assert hand_over(client, *OFFICES) == [250, 250, 250]
        shelf.broken = {"lakeside"}
        assert hand_over(client, *OFFICES) == [250, 250, 451]
    assert [office for office, _ in shelf.kept] == ["highlands", "lakeside", "highlands"]


def test_a_crowd_is_asked_to_come_back(
    monkeypatch: pytest.MonkeyPatch, lmtp: int, client: smtplib.LMTP
) -> None:
    monkeypatch.setattr(listener, "CONNECTION_LIMIT", 1)
    with smtplib.LMTP("127.0.0.1", lmtp) as second:
        second.ehlo_or_helo_if_needed()
        assert second.mail("t@example.org")[0] == 421
    for _ in range(50):
        client.ehlo_or_helo_if_needed()
        if client.mail("t@example.org")[0] == 250:
            break
        time.sleep(0.05)
    else:
        pytest.fail("those who have left are still counted")


def test_stopping_does_not_wait_for_open_conversations(shelf: Shelf) -> None:
    port = free_port()
    with listening(f"127.0.0.1:{port}", speech="lmtp", intake=shelf):
        idle = smtplib.LMTP("127.0.0.1", port)
        idle.ehlo_or_helo_if_needed()
        started = time.monotonic()
    # A conversation may be idle for minutes.
    assert time.monotonic() - started < 20
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port))
    idle.close()


@pytest.mark.parametrize("address", ["8024", "host:", ":8024", "host:many", "host:99999", ""])
def test_a_wrong_address_is_said_so(shelf: Shelf, address: str) -> None:
    with pytest.raises(CannotListen, match="is no address to listen at"):
        listening(address, speech="lmtp", intake=shelf).__enter__()


def test_a_taken_port_is_said_so(lmtp: int, shelf: Shelf) -> None:
    with pytest.raises(CannotListen, match=f"127.0.0.1:{lmtp}"):
        listening(f"127.0.0.1:{lmtp}", speech="lmtp", intake=shelf).__enter__()


def test_no_letter_and_no_address_reaches_the_log(
    client: smtplib.LMTP, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shelf.broken = {"lakeside"}
    letter = LETTER + b"canary-5512\r\n"
    hand_over(client, *OFFICES, letter=letter, sender="canary-5513@example.org")
    assert "could not be kept" in caplog.text
    assert "canary" not in caplog.text


def test_many_letters_at_once_are_all_kept(lmtp: int, shelf: Shelf) -> None:
    def send(number: int) -> None:
        with smtplib.LMTP("127.0.0.1", lmtp) as own:
            for turn in range(10):
                letter = LETTER + f"{number}-{turn}\r\n".encode()
                assert hand_over(own, "office@highlands.example", letter=letter) == [250, 250]

    _in_parallel(send, 8)
    assert len({content for _, content in shelf.kept}) == 80


def _in_parallel(act: Callable[[int], None], count: int) -> None:
    threads = [threading.Thread(target=act, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
