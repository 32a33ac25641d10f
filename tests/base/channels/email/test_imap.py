"""Against a real Dovecot."""

import base64
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from baraza.base.channels.email.imap import (
    ImapServer,
    Letter,
    Lost,
    Refused,
    Session,
    open_session,
)
from baraza.base.channels.email.trouble import MailboxTrouble
from tests.base.channels.mail_servers import PASSWORD, Dovecot, Line, running_dovecot

pytestmark = pytest.mark.server

LETTER = b"From: Amara <amara@example.org>\r\nSubject: Water\r\n\r\nThe pump is dry.\r\n"
STRANGE = b"Subject: bytes\r\n\r\n" + bytes(b for b in range(1, 256) if b not in b"\r\n") + b"\r\n"


def server_of(dovecot: Dovecot, user: str, **changed: object) -> ImapServer:
    plain = {"host": "127.0.0.1", "port": dovecot.port, "security": "none"}
    return ImapServer(**({"username": user, "password": PASSWORD} | plain | changed))


@pytest.fixture
def session(dovecot: Dovecot, user: str) -> Iterator[Session]:
    with open_session(server_of(dovecot, user)) as opened:
        yield opened


def test_letters_come_byte_for_byte_with_the_moment_of_arrival(
    dovecot: Dovecot, user: str, session: Session
) -> None:
    nairobi = datetime(2026, 3, 1, 2, 30, tzinfo=timezone(timedelta(hours=3)))
    dovecot.deliver(user, LETTER, STRANGE, at=nairobi)
    view = session.open("INBOX")
    assert view.next_uid == 3
    uids = session.uids_after(0)
    arrived = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert session.letters(uids) == [Letter(1, arrived, LETTER), Letter(2, arrived, STRANGE)]
    assert session.sizes(uids) == {1: len(LETTER), 2: len(STRANGE)}


def test_reading_leaves_every_mark_as_it_was(dovecot: Dovecot, user: str, session: Session) -> None:
    dovecot.deliver(user, LETTER)
    dovecot.deliver(user, STRANGE, flags="(\\Flagged)")
    session.open("INBOX")
    session.letters(session.uids_after(0))
    with dovecot.other_program(user) as client:
        client.select("INBOX", readonly=True)
        flags = client.fetch("1:2", "(FLAGS)")[1]
    assert [b"\\Seen" in line for line in flags] == [False, False]
    assert b"\\Recent" in flags[0]
    assert b"\\Flagged" in flags[1]


def test_only_what_came_after_the_position_is_new(
    dovecot: Dovecot, user: str, session: Session
) -> None:
    dovecot.deliver(user, LETTER, LETTER, LETTER)
    session.open("INBOX")
    assert session.uids_after(1) == [2, 3]
    assert session.uids_after(3) == []
    assert session.uids_after(900) == []


def test_what_a_person_removed_meanwhile_is_known_to_be_gone(
    dovecot: Dovecot, user: str, session: Session
) -> None:
    dovecot.deliver(user, LETTER, STRANGE)
    session.open("INBOX")
    with dovecot.other_program(user) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    session.open("INBOX")
    assert [letter.uid for letter in session.letters([1, 2])] == [2]
    assert session.still_there([1, 2]) == [2]


def test_an_empty_message_is_a_letter_of_no_bytes(
    dovecot: Dovecot, user: str, session: Session
) -> None:
    session.open("INBOX")
    (dovecot.folder / "mail" / user / "new" / "1700000000.M1P1.host").write_bytes(b"")
    session.open("INBOX")
    assert [letter.content for letter in session.letters(session.uids_after(0))] == [b""]


def test_a_heading_tells_who_wrote_and_about_what(
    dovecot: Dovecot, user: str, session: Session
) -> None:
    dovecot.deliver(user, LETTER)
    session.open("INBOX")
    heading = session.heading(1)
    assert b"amara@example.org" in heading
    assert b"Water" in heading
    assert b"pump" not in heading


def test_the_folder_of_sent_mail_is_found_by_its_mark(session: Session) -> None:
    assert session.sent_folder() == "Sent"


def test_the_configured_folder_of_sent_mail_comes_first(session: Session) -> None:
    assert session.sent_folder("Archive/Answers") == "Archive/Answers"


@pytest.mark.parametrize("name", ["Éléments envoyés", "INBOX/Sent Items", "المرسلة"])
def test_without_a_mark_the_folder_of_sent_mail_is_found_by_its_name(user: str, name: str) -> None:
    with running_dovecot(folders="") as server, open_session(server_of(server, user)) as session:
        assert session.sent_folder() is None
        session._box.folder.create(name)
        assert session.sent_folder() == name
        assert session.open(name).uid_validity > 0


def test_a_folder_that_is_not_there_is_refused_and_the_line_holds(session: Session) -> None:
    with pytest.raises(Refused, match="Nowhere"):
        session.open("Nowhere")
    assert session.open("INBOX").uid_validity > 0


def test_waiting_ends_when_a_letter_arrives(dovecot: Dovecot, user: str, session: Session) -> None:
    assert session.can_idle
    session.open("INBOX")
    later = threading.Timer(0.5, dovecot.deliver, args=(user, LETTER))
    later.start()
    started = time.monotonic()
    session.wait(30)
    assert 0.3 < time.monotonic() - started < 25
    later.join()
    session.open("INBOX")
    assert session.uids_after(0) == [1]


def test_waiting_ends_by_itself(session: Session) -> None:
    session.open("INBOX")
    started = time.monotonic()
    session.wait(1)
    assert time.monotonic() - started > 0.9
    assert session.open("INBOX").uid_validity > 0


def test_another_thread_can_end_the_waiting(session: Session) -> None:
    session.open("INBOX")
    threading.Timer(0.3, session.interrupt).start()
    started = time.monotonic()
    with pytest.raises(Lost):
        session.wait(60)
    assert time.monotonic() - started < 30


def test_a_cut_in_the_middle_of_a_letter_is_a_lost_connection(dovecot: Dovecot, user: str) -> None:
    long = b"Subject: long\r\n\r\n" + b"A long letter.\r\n" * 5_000
    dovecot.deliver(user, long)
    line = Line(dovecot.port, 40_000)
    with open_session(server_of(dovecot, user, port=line.port)) as session:
        session.open("INBOX")
        with pytest.raises(Lost):
            session.letters([1])
    line.close()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_encrypted_lines_are_read_and_watched(dovecot: Dovecot, user: str, security: str) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    server = server_of(dovecot, user, host="localhost", port=port, security=security)
    with open_session(server) as session:
        session.open("INBOX")
        threading.Timer(0.5, dovecot.deliver, args=(user, LETTER)).start()
        session.wait(30)
        session.open("INBOX")
        assert [letter.content for letter in session.letters(session.uids_after(0))] == [LETTER]
        threading.Timer(0.3, session.interrupt).start()
        with pytest.raises(Lost):
            session.wait(60)


def test_a_server_that_cannot_prove_its_name_is_not_signed_in_to(
    dovecot: Dovecot, user: str
) -> None:
    server = server_of(dovecot, user, host="localhost", port=dovecot.tls_port, security="tls")
    with pytest.raises(MailboxTrouble, match="cannot prove that it is localhost"):
        open_session(server).__enter__()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"password": "wrong"}, "refused the user name or password"),
        ({"password": "mot de passe erroné"}, "refused the user name or password"),
        ({"host": "no-such-host.invalid", "security": "tls"}, "no server named no-such-host"),
        ({"host": "localhost", "security": "tls"}, "does not speak TLS on port"),
        ({"host": "mail.example.org"}, "only a server on this very machine"),
        ({"host": "10.0.0.5"}, "only a server on this very machine"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    dovecot: Dovecot, user: str, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(MailboxTrouble) as caught:
        open_session(server_of(dovecot, user, **changed)).__enter__()
    assert words in str(caught.value)
    assert "{" not in str(caught.value)


def test_a_port_where_nobody_listens_is_named(
    dovecot: Dovecot, user: str, closed_port: int
) -> None:
    with pytest.raises(MailboxTrouble, match=f"takes no connection on port {closed_port}"):
        open_session(server_of(dovecot, user, port=closed_port)).__enter__()


def test_a_server_that_says_nothing_is_not_waited_for_long(user: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        server = ImapServer("127.0.0.1", port, "none", user, PASSWORD)
        with pytest.raises(MailboxTrouble, match="did not answer"):
            open_session(server, timeout_seconds=0.5).__enter__()


def test_neither_password_nor_token_is_in_what_is_said(dovecot: Dovecot, user: str) -> None:
    for secret in ({"password": "canary-7731"}, {"access_token": "canary-7731"}):
        with pytest.raises(MailboxTrouble) as caught:
            open_session(server_of(dovecot, user, **({"password": ""} | secret))).__enter__()
        assert "canary" not in str(caught.value)


class _TokenInfo(http.server.BaseHTTPRequestHandler):
    """Dovecot asks whose token it was given."""

    def do_GET(self) -> None:
        is_known = self.path.endswith("access_token=good-token")
        answer = json.dumps({"email": "office", "active": True} if is_known else {}).encode()
        self.send_response(200 if is_known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def token_dovecot(dovecot: Dovecot) -> Iterator[Dovecot]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _TokenInfo) as asked:
        threading.Thread(target=asked.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{asked.server_port}/?access_token="
        with running_dovecot(token_url=url) as server:
            yield server
        asked.shutdown()


def test_a_token_signs_in_where_it_is_good_and_says_so_where_not(token_dovecot: Dovecot) -> None:
    good = server_of(token_dovecot, "office", password="", access_token="good-token")
    with open_session(good) as session:
        assert session.open("INBOX").uid_validity > 0
    bad = server_of(token_dovecot, "office", password="", access_token="ended-token")
    with pytest.raises(MailboxTrouble, match="refused the sign-in by token") as caught:
        open_session(bad).__enter__()
    assert base64.b64encode(b"ended-token").decode() not in str(caught.value)
