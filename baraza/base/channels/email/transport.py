"""How mail leaves this machine: a mail server over SMTP, or a folder for the demonstration."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

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


class Temporary(Exception):
    """Not now: the same may work later."""


class Slower(Temporary):
    """Not so fast: others to the same domain, or from the same sender, need not try now either."""

    def __init__(self, said: str, *, is_sender: bool) -> None:
        super().__init__(said)
        self.is_sender = is_sender


class Permanent(Exception):
    """Never: the server has refused this letter or this address for good."""


class Uncertain(Exception):
    """The connection broke after the letter was handed over: perhaps it left, perhaps not."""


class Transport(Protocol):
    def deliver(self, *, envelope_from: str, recipient: str, content: bytes) -> str:
        """Hand over one letter; returns what the server said.

        Raises Temporary, Permanent, Uncertain.
        """

    def close(self) -> None:
        """No more letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much mail to many may leave; None: as much as there is. Letters from a person to a person
    leave whatever these say, and count.
    """

    a_minute: int | None = 600
    a_day: int | None = None
    # To one domain: whoever gets a thousand letters at once takes them for junk.
    to_a_domain: int | None = 120
    # On its first day, doubled each day: nobody trusts a sender who begins with ten thousand.
    first_day: int | None = 2_000


NO_LIMITS = Limits(a_minute=None, a_day=None, to_a_domain=None, first_day=None)


def limits_of_query(query: str) -> Limits | None:
    """`a_minute=30&a_day=5000`; None where nothing is said. Raises ValueError."""
    said = dict(parse_qsl(query, strict_parsing=True)) if query else {}
    if said.pop("limits", "") == "off":
        return NO_LIMITS
    names = {one.name for one in fields(Limits)}
    if set(said) - names or not all(value.isdecimal() for value in said.values()):
        raise ValueError(f"after the question mark: limits=off, or numbers for {sorted(names)}")
    return Limits(**{name: int(value) or None for name, value in said.items()}) if said else None


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server to send through."""

    host: str
    port: int
    security: str = "none"  # tls, starttls or none
    username: str = ""
    password: str = ""
    access_token: str = ""
    limits: Limits | None = None


def server_of_url(url: str) -> Server:
    """`smtps://user:password@host:465`, `smtp+starttls://host:587` or `smtp://host:25`; after a
    question mark what `Limits` has, such as `?a_minute=30&a_day=5000`, or `?limits=off`.

    Raises ValueError.
    """
    parts = urlsplit(url)
    kinds = {"smtps": ("tls", 465), "smtp+starttls": ("starttls", 587), "smtp": ("none", 25)}
    if parts.scheme not in kinds or not parts.hostname:
        raise ValueError("a mail server is written smtps://user:password@host:465")
    security, port = kinds[parts.scheme]
    return Server(
        host=parts.hostname,
        port=parts.port or port,
        security=security,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        limits=limits_of_query(parts.query),
    )


class SmtpTransport:
    """One connection, used for many letters (RFC 5321), made anew when the server has ended it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None
        self._unreachable: tuple[float, str] = (0.0, "")

    def open(self) -> None:
        """Connect and sign in. Raises Temporary; for a while without having tried again."""
        if self._connection is not None:
            return
        until, reason = self._unreachable
        if time.monotonic() < until:
            raise Temporary(reason)
        try:
            self._connection = _signed_in(self._server)
        except Temporary as error:
            self._unreachable = (time.monotonic() + KNOCK_AGAIN_SECONDS, str(error))
            raise

    def close(self) -> None:
        """End the connection politely, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except OSError:  # smtplib's errors too
                connection.close()

    def deliver(self, *, envelope_from: str, recipient: str, content: bytes) -> str:
        is_used = self._connection is not None
        self.open()
        try:
            self._offer(envelope_from, recipient)
        except _Broken as error:
            if not is_used:
                raise Temporary(f"The connection broke: {error}") from error
            # Servers end a connection that was idle, or that carried enough letters.
            self.open()
            try:
                self._offer(envelope_from, recipient)
            except _Broken as again:
                raise Temporary(f"The connection broke: {again}") from again
        try:
            return self._hand_over(content)
        except _Broken as error:
            raise Uncertain(f"The connection broke while handing over: {error}") from error

    def _offer(self, envelope_from: str, recipient: str) -> None:
        """Everything up to the letter itself; in one go where the server can (RFC 2920)."""
        sender = f"MAIL FROM:<{envelope_from}>"
        if not f"{envelope_from}{recipient}".isascii():  # RFC 6531
            if self._connection is None or not self._connection.has_extn("smtputf8"):
                raise Permanent(f"{self._server.host} cannot send to such an address: {recipient}")
            sender += " SMTPUTF8"
        refusal: tuple[str, tuple[int, bytes]] | None = None
        with self._talking() as connection:
            for command, answer in self._answers(connection, sender, f"RCPT TO:<{recipient}>"):
                if answer[0] // 10 not in (25, 35):
                    refusal = (command, answer)
                    break
        if refusal is not None:
            command, answer = refusal
            self._judge(answer, expected=250, is_sender=command is sender)

    def _answers(
        self, connection: smtplib.SMTP, *commands: str
    ) -> Iterator[tuple[str, tuple[int, bytes]]]:
        """Each command with its answer, DATA last. One that is refused ends it."""
        commands = (*commands, "DATA")
        if not connection.has_extn("pipelining"):
            for command in commands:
                connection.sock.sendall(f"{command}\r\n".encode())
                yield command, connection.getreply()
            return
        connection.sock.sendall("".join(f"{command}\r\n" for command in commands).encode())
        refusal = None
        for command in commands:
            try:
                answer = connection.getreply()
            except OSError:
                if refusal is None:
                    raise
                self._drop()
                break
            if answer[0] // 10 not in (25, 35):
                refusal = refusal or (command, answer)
            elif refusal is not None and command == "DATA":
                # It waits for a letter to nobody: an empty one, which it refuses.
                connection.sock.sendall(b".\r\n")
                connection.getreply()
            elif refusal is None:
                yield command, answer
        if refusal is not None:
            yield refusal

    def _hand_over(self, content: bytes) -> str:
        with self._talking() as connection:
            connection.sock.settimeout(VERDICT_SECONDS)
            connection.sock.sendall(_dotted(content))
            answer = connection.getreply()
            connection.sock.settimeout(TIMEOUT_SECONDS)
        return self._judge(answer, expected=250)

    @contextmanager
    def _talking(self) -> Iterator[smtplib.SMTP]:
        connection = self._connection
        if connection is None:
            raise _Broken
        try:
            yield connection
        except OSError as error:  # smtplib's errors too
            self._drop()
            raise _Broken(str(error)) from error

    def _judge(self, answer: tuple[int, bytes], *, expected: int, is_sender: bool = False) -> str:
        code, words = answer
        if code // 10 == expected // 10:
            return _words(words)
        said = f"{code} {_words(words)}"
        if code == CLOSING:
            self._drop()
        else:
            with suppress(_Broken), self._talking() as connection:
                connection.rset()
        if 500 <= code < 600:
            raise Permanent(said)
        if code == CLOSING or _TOO_FAST.search(said):
            raise Slower(said, is_sender=is_sender)
        raise Temporary(said)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Broken(Exception):
    """There is no connection any more."""


@contextmanager
def smtp(server: Server) -> Iterator[SmtpTransport]:
    """A connection that is signed in. Raises Temporary when there is none to be had."""
    transport = SmtpTransport(server)
    transport.open()
    try:
        yield transport
    finally:
        transport.close()


def _signed_in(server: Server) -> smtplib.SMTP:
    try:
        return _connect(server)
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
    return connection


def _xoauth2(server: Server) -> str:
    return f"user={server.username}\x01auth=Bearer {server.access_token}\x01\x01"


class FolderTransport:
    """Letters as files: for a demonstration, where nothing may leave the machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, *, envelope_from: str, recipient: str, content: bytes) -> str:
        found = re.search(rb"^Message-ID: <([^@>]+)", content, re.MULTILINE)
        name = found[1].decode("ascii") if found else "letter"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{name}.eml").write_bytes(content)
        except OSError as error:
            raise Temporary(f"{self._folder} cannot be written: {error.strerror}") from error
        return "kept as a file"

    def close(self) -> None:
        """Nothing is open."""


def _dotted(content: bytes) -> bytes:
    lines = re.sub(rb"(?m)^\.", b"..", content)
    return lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n")


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]
