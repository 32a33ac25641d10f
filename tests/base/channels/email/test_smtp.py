import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from baraza.base.channels.email.smtp import SmtpTransport, smtp
from baraza.base.channels.email.transport import (
    Envelope,
    Permanent,
    Server,
    Slower,
    Temporary,
    Uncertain,
)
from tests.smtp import MailServer, mail_server

LETTER = b"Message-ID: <ab12@x.example>\r\nSubject: s\r\n\r\nline\r\n.\r\n..dots\r\n"


def hand_over(server: MailServer, recipient: str = "amani@post.example") -> str:
    with smtp(server.server) as transport:
        return transport.deliver(Envelope("office@x.example", recipient), LETTER)


def test_the_bytes_arrive_as_they_left_dots_included():
    with mail_server() as server:
        assert hand_over(server) == "taken as 17"
    assert server.kept[0].content.rstrip() == LETTER.rstrip()


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no", Permanent), ("451 later", Temporary), ("421 bye", Temporary)]
)
def test_what_the_server_answers_to_the_address_decides(answer: str, error: type[Exception]):
    with mail_server() as server:
        server.refuse["amani@post.example"] = answer
        with pytest.raises(error, match=answer[:3]):
            hand_over(server)
    assert server.kept == []


@pytest.mark.parametrize(
    ("answer", "error"), [("554 spam", Permanent), ("452 full", Temporary), ("", Uncertain)]
)
def test_what_the_server_answers_to_the_letter_decides(answer: str, error: type[Exception]):
    with mail_server() as server:
        server.after_data["amani@post.example"] = answer
        with pytest.raises(error):
            hand_over(server)


def test_after_a_refusal_the_same_connection_goes_on():
    with mail_server() as server:
        server.refuse["gone@post.example"] = "550 no"
        server.after_data["late@post.example"] = "421 going down"
        with smtp(server.server) as transport:
            for recipient, error in (
                ("gone@post.example", Permanent),
                ("late@post.example", Temporary),
            ):
                with pytest.raises(error):
                    transport.deliver(Envelope("", recipient), LETTER)
            transport.deliver(Envelope("", "fine@post.example"), LETTER)
    assert [kept.recipient for kept in server.kept] == ["fine@post.example"]
    assert server.connections == 2  # a new one after 421


def test_nobody_listening_is_temporary():
    with mail_server() as server:
        pass
    with pytest.raises(Temporary, match="cannot be reached"), smtp(server.server):
        pass


class Scripted:
    """A server that pipelines (RFC 2920) and answers as it is told: address → answers to MAIL,
    RCPT, DATA and to the letter; "" hangs up. `reads` is what came with each of its readings.
    """

    def __init__(self, answers: dict[str, tuple[str, str, str, str]]) -> None:
        self._answers = answers
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.server = Server("127.0.0.1", self._listening.getsockname()[1])
        self.kept: list[tuple[str, bytes]] = []
        self.reads: list[bytes] = []
        self.connections = 0
        self.hung_up = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.sendall(b"220 here\r\n")
        buffer = b""

        def line(until: bytes = b"\r\n") -> bytes:
            nonlocal buffer
            while until not in buffer:
                more = connection.recv(100_000)
                if not more:
                    raise ConnectionResetError
                self.reads.append(more)
                buffer += more
            found, _, buffer = buffer.partition(until)
            return found

        def say(answer: str) -> None:
            if not answer:
                self.hung_up.set()
                raise ConnectionResetError
            connection.sendall(answer.encode() + b"\r\n")

        try:
            while True:
                said = line()
                if said.upper().startswith(b"EHLO"):
                    say("250-here\r\n250 PIPELINING")
                elif said.startswith(b"MAIL"):
                    recipient = line()[9:-1].decode()
                    assert line() == b"DATA"
                    mail, rcpt, data, verdict = self._answers.get(
                        recipient, ("250 ok", "250 ok", "354 go on", "250 kept")
                    )
                    for answer in (mail, rcpt, data):
                        say(answer)
                    if data.startswith("354"):
                        content = b"" if rcpt[0] != "2" else line(b"\r\n.\r\n")
                        if rcpt[0] != "2":
                            assert line() == b"."
                        if verdict.startswith("2") and rcpt[0] == "2":
                            self.kept.append((recipient, content))
                        say(verdict)
                else:
                    say("250 ok")
        except OSError:
            return

    def close(self) -> None:
        self._listening.close()


@contextmanager
def scripted(answers: dict[str, tuple[str, str, str, str]]) -> Iterator[Scripted]:
    server = Scripted(answers)
    try:
        yield server
    finally:
        server.close()


def in_a_row(transport: SmtpTransport, *recipients: str) -> list[object]:
    """Each letter with the offer of the next; what was said, or the error."""
    ended: list[object] = []
    envelopes = [Envelope("office@x.example", recipient) for recipient in recipients]
    for envelope, then in zip(envelopes, [*envelopes[1:], None], strict=True):
        try:
            ended.append(transport.deliver(envelope, LETTER, then=then))
        except (Temporary, Permanent, Uncertain) as error:
            ended.append(type(error))
    return ended


def test_where_the_server_can_a_letter_leaves_with_the_offer_of_the_next():
    with scripted({}) as server, smtp(server.server) as transport:
        assert in_a_row(transport, "a@x.example", "b@x.example", "c@x.example") == ["kept"] * 3
        transport.close()
    assert [recipient for recipient, _ in server.kept] == [f"{n}@x.example" for n in "abc"]
    # Greeting, first offer, letter and offer twice, last letter.
    assert len(server.reads) <= 6


@pytest.mark.parametrize(
    ("answers", "ends"),
    [
        (("250 ok", "550 no such", "354 go on", "554 nobody"), Permanent),
        (("250 ok", "550 no such", "503 no recipients", ""), Permanent),
        (("550 not you", "503 first", "503 first", ""), Permanent),
        (("250 ok", "452 4.7.28 slow down", "503 first", ""), Slower),
        (("250 ok", "250 ok", "354 go on", "554 junk"), Permanent),
        (("250 ok", "250 ok", "354 go on", "451 later"), Temporary),
        (("250 ok", "250 ok", "354 go on", ""), Uncertain),
        (("250 ok", "250 ok", "451 busy", ""), Temporary),
        (("421 bye", "", "", ""), Slower),
    ],
)
def test_one_letters_refusal_in_the_middle_leaves_the_others_as_they_are(
    answers: tuple[str, str, str, str], ends: type[Exception]
):
    with scripted({"b@x.example": answers}) as server, smtp(server.server) as transport:
        ended = in_a_row(transport, "a@x.example", "b@x.example", "c@x.example", "d@x.example")
    assert ended == ["kept", ends, "kept", "kept"]
    assert [recipient for recipient, _ in server.kept] == [
        "a@x.example",
        "c@x.example",
        "d@x.example",
    ]


def test_a_connection_that_ends_between_two_letters_loses_and_doubles_none():
    # The letter before was taken, the offer of the next was not heard any more.
    with scripted({"b@x.example": ("", "", "", "")}) as server, smtp(server.server) as transport:
        server._answers["b@x.example"] = ("", "", "", "")
        first = transport.deliver(
            Envelope("o@x.example", "a@x.example"),
            LETTER,
            then=Envelope("o@x.example", "b@x.example"),
        )
        assert server.hung_up.wait(30)
        del server._answers["b@x.example"]
        second = transport.deliver(Envelope("o@x.example", "b@x.example"), LETTER)
    assert (first, second) == ("kept", "kept")
    assert server.connections == 2
    assert [recipient for recipient, _ in server.kept] == ["a@x.example", "b@x.example"]
