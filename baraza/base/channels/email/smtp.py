"""Mail to a server over SMTP (RFC 5321): one connection, many letters.

Where the server can (RFC 2920), a letter is one journey there and back: its words leave together
with the offer of the next.
"""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

from baraza.base.channels.email.transport import (
    Envelope,
    Permanent,
    Server,
    Slower,
    Temporary,
    Uncertain,
)

TIMEOUT_SECONDS = 60
# A server that reads what it is given, for viruses say, takes its time (RFC 5321, 4.5.3.2.6).
VERDICT_SECONDS = 180
# Nobody answered: those who wait behind are told so without having to wait as long.
KNOCK_AGAIN_SECONDS = 10
# RFC 5321, 3.8: the server ends the connection, with or without having been asked.
CLOSING = 421
# As the large providers write it, in words or as an RFC 3463 status.
_TOO_FAST = re.compile(
    r"\b4\.7\.(?:28|650)\b|\brate\b|\btoo (?:many|fast)\b|throttl|slow(?:ing)? down"
    r"|\blimits? (?:exceeded|reached)",
    re.IGNORECASE,
)


_LONGEST_LINE = 8_192

Answer = tuple[int, str]


class SmtpTransport:
    """One connection, made anew when the server has ended it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._talk: _Talk | None = None
        self._unreachable: tuple[float, str] = (0.0, "")

    def open(self) -> "_Talk":
        """Connect and sign in. Raises Temporary; for a while without having tried again."""
        if self._talk is None:
            until, reason = self._unreachable
            if time.monotonic() < until:
                raise Temporary(reason)
            try:
                self._talk = _signed_in(self._server)
            except Temporary as error:
                self._unreachable = (time.monotonic() + KNOCK_AGAIN_SECONDS, str(error))
                raise
        return self._talk

    def close(self) -> None:
        """End the connection politely, if there is one."""
        talk, self._talk = self._talk, None
        if talk is not None:
            talk.end()

    def deliver(self, envelope: Envelope, content: bytes, *, then: Envelope | None = None) -> str:
        is_used = self._talk is not None
        try:
            self._offer(envelope)
        except OSError as error:  # smtplib's errors too
            if not is_used:
                raise Temporary(f"The connection broke: {error}") from error
            # Servers end a connection that was idle, or that carried enough letters.
            try:
                self._offer(envelope)
            except OSError as again:
                raise Temporary(f"The connection broke: {again}") from again
        try:
            with self._talking() as talk:
                verdict = talk.hand_over(content, then)
        except OSError as error:
            raise Uncertain(f"The connection broke while handing over: {error}") from error
        if verdict[0] // 10 != 25:
            raise self._refusal(verdict)
        return verdict[1]

    def _offer(self, envelope: Envelope) -> None:
        with self._talking() as talk:
            if not talk.can_carry(envelope):
                raise Permanent(
                    f"{self._server.host} cannot send to such an address: {envelope.recipient}"
                )
            refused, is_sender = talk.offer(envelope)
        if refused is None:
            return
        if refused[0] != CLOSING:
            with suppress(OSError), self._talking() as talk:
                talk.ask("RSET")
        raise self._refusal(refused, is_sender=is_sender)

    @contextmanager
    def _talking(self) -> Iterator["_Talk"]:
        try:
            yield self.open()
        except OSError:
            if self._talk is not None:
                self._talk.hang_up()
            self._talk = None
            raise

    def _refusal(self, answer: Answer, *, is_sender: bool = False) -> Exception:
        code, words = answer
        said = f"{code} {words}"
        if code == CLOSING and self._talk is not None:
            self._talk.hang_up()
            self._talk = None
        if 500 <= code < 600:
            return Permanent(said)
        if code == CLOSING or _TOO_FAST.search(said):
            return Slower(said, is_sender=is_sender)
        return Temporary(said)


class _Talk:
    """What is said on one connection; all of it raises OSError when the other side has gone."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection
        self._pipelines = connection.has_extn("pipelining")
        # Offered together with the letter before.
        self._offered: Envelope | None = None

    def can_carry(self, envelope: Envelope) -> bool:
        """RFC 6531: not every server knows of addresses beyond ASCII."""
        return _is_ascii(envelope) or self._connection.has_extn("smtputf8")

    def offer(self, envelope: Envelope) -> tuple[Answer | None, bool]:
        """Everything up to the letter itself: the answer that refuses it, and whether it is about
        us who send; None when the letter may follow.
        """
        commands = _commands(envelope)
        if not self._pipelines:
            for command in commands:
                answer = self.ask(command)
                if answer[0] // 10 not in (25, 35):
                    return answer, command is commands[0]
            return None, False
        offered, self._offered = self._offered, None
        if offered is None:
            self._say(_lines(commands))
        elif offered != envelope:
            raise ConnectionAbortedError("another letter was offered")
        refused: tuple[Answer | None, bool] = (None, False)
        for command in commands:
            try:
                answer = self._hear()
            except OSError:
                if refused[0] is None:
                    raise
                break
            if answer[0] // 10 not in (25, 35):
                refused = refused if refused[0] else (answer, command is commands[0])
            elif refused[0] and command is commands[-1]:
                # It waits for a letter to nobody: an empty one, which it refuses.
                self.ask(".")
        return refused

    def hand_over(self, content: bytes, then: Envelope | None) -> Answer:
        """The letter, and the offer of the next; returns the verdict on this one."""
        ahead = b""
        if then is not None and self._pipelines and self.can_carry(then):
            ahead, self._offered = _lines(_commands(then)), then
        self._say(_dotted(content) + ahead)
        return self._hear()

    def ask(self, command: str) -> Answer:
        self._say(f"{command}\r\n".encode())
        return self._hear()

    def end(self) -> None:
        try:
            if self._offered is None:
                self._connection.quit()
        except OSError:
            pass
        self.hang_up()

    def hang_up(self) -> None:
        self._connection.close()

    def _say(self, words: bytes) -> None:
        self._connection.sock.sendall(words)

    def _hear(self) -> Answer:
        words = []
        while True:
            line = self._connection.file.readline(_LONGEST_LINE)
            if not line.endswith(b"\n"):
                raise ConnectionResetError("the server hung up")
            words.append(line[4:])
            if line[3:4] != b"-":
                break
        if not line[:3].isdigit():
            raise ConnectionAbortedError("the server speaks no SMTP")
        return int(line[:3]), _words(b" ".join(words))


def _is_ascii(envelope: Envelope) -> bool:
    return envelope.sender.isascii() and envelope.recipient.isascii()


@lru_cache(maxsize=16)
def _commands(envelope: Envelope) -> tuple[str, str, str]:
    wide = "" if _is_ascii(envelope) else " SMTPUTF8"
    return f"MAIL FROM:<{envelope.sender}>{wide}", f"RCPT TO:<{envelope.recipient}>", "DATA"


def _lines(commands: tuple[str, ...]) -> bytes:
    return "".join(f"{command}\r\n" for command in commands).encode()


@contextmanager
def smtp(server: Server) -> Iterator[SmtpTransport]:
    """A connection that is signed in. Raises Temporary when there is none to be had."""
    transport = SmtpTransport(server)
    transport.open()
    try:
        yield transport
    finally:
        transport.close()


def _signed_in(server: Server) -> "_Talk":
    try:
        return _Talk(_connect(server))
    except smtplib.SMTPAuthenticationError as error:
        raise Temporary(
            f"{server.host} refused the user name or password: {_words(error.smtp_error)}"
        ) from error
    except OSError as error:  # smtplib's errors too
        raise Temporary(f"{server.host}:{server.port} cannot be reached: {error}") from error


def _connect(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    name = socket.getfqdn() if "." in socket.getfqdn() else "[127.0.0.1]"
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=name, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(
            server.host, server.port, local_hostname=name, timeout=TIMEOUT_SECONDS
        )
    try:
        connection.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            connection.starttls(context=context)
            connection.ehlo()
        if server.access_token:
            connection.auth("XOAUTH2", lambda _=None: _xoauth2(server))
        elif server.username:
            connection.login(server.username, server.password)
    except BaseException:
        connection.close()
        raise
    connection.sock.settimeout(VERDICT_SECONDS)
    return connection


def _xoauth2(server: Server) -> str:
    return f"user={server.username}\x01auth=Bearer {server.access_token}\x01\x01"


def _dotted(content: bytes) -> bytes:
    lines = (b"." if content.startswith(b".") else b"") + content.replace(b"\n.", b"\n..")
    return lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n")


@lru_cache(maxsize=256)
def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]
