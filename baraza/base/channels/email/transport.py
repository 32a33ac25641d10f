"""How mail leaves this machine: a mail server over SMTP, or a folder for the demonstration."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 60
# A server that reads what it is given, for viruses say, takes its time (RFC 5321, 4.5.3.2.6).
VERDICT_SECONDS = 180
# RFC 5321, 3.8: the server ends the connection, with or without having been asked.
CLOSING = 421


class Temporary(Exception):
    """Not now: the same may work later."""


class Permanent(Exception):
    """Never: the server has refused this letter or this address for good."""


class Uncertain(Exception):
    """The connection broke after the letter was handed over: perhaps it left, perhaps not."""


class Transport(Protocol):
    def deliver(self, *, envelope_from: str, recipient: str, content: bytes) -> str:
        """Hand over one letter; returns what the server said.

        Raises Temporary, Permanent, Uncertain.
        """


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server to send through."""

    host: str
    port: int
    security: str = "none"  # tls, starttls or none
    username: str = ""
    password: str = ""
    access_token: str = ""


def server_of_url(url: str) -> Server:
    """`smtps://user:password@host:465`, `smtp+starttls://host:587` or `smtp://host:25`.

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
    )


class SmtpTransport:
    """One connection, used for many letters (RFC 5321), made anew when the server has ended it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect and sign in. Raises Temporary."""
        if self._connection is None:
            self._connection = _signed_in(self._server)

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
            self._begin(envelope_from, recipient)
        except _Broken as error:
            if not is_used:
                raise Temporary(f"The connection broke: {error}") from error
            # Servers end a connection that was idle, or that carried enough letters.
            self.open()
            try:
                self._begin(envelope_from, recipient)
            except _Broken as again:
                raise Temporary(f"The connection broke: {again}") from again
        try:
            self._ask(f"RCPT TO:<{recipient}>")
            self._ask("DATA", expected=354)
        except _Broken as error:
            raise Temporary(f"The connection broke: {error}") from error
        try:
            return self._hand_over(content)
        except _Broken as error:
            raise Uncertain(f"The connection broke while handing over: {error}") from error

    def _begin(self, envelope_from: str, recipient: str) -> None:
        command = f"MAIL FROM:<{envelope_from}>"
        if not f"{envelope_from}{recipient}".isascii():  # RFC 6531
            if self._connection is None or not self._connection.has_extn("smtputf8"):
                raise Permanent(f"{self._server.host} cannot send to such an address: {recipient}")
            self._connection.command_encoding = "utf-8"
            command += " SMTPUTF8"
        self._ask(command)

    def _ask(self, command: str, *, expected: int = 250) -> str:
        with self._talking() as connection:
            connection.putcmd(command)
            answer = connection.getreply()
        return self._judge(answer, expected=expected)

    def _hand_over(self, content: bytes) -> str:
        with self._talking() as connection:
            connection.sock.settimeout(VERDICT_SECONDS)
            connection.send(_dotted(content))
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

    def _judge(self, answer: tuple[int, bytes], *, expected: int) -> str:
        code, words = answer
        if code // 10 == expected // 10:
            return _words(words)
        said = f"{code} {_words(words)}"
        if code == CLOSING:
            self._drop()
        else:
            with suppress(_Broken), self._talking() as connection:
                connection.rset()
        raise (Permanent(said) if 500 <= code < 600 else Temporary(said))

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


def _dotted(content: bytes) -> bytes:
    lines = re.sub(rb"(?m)^\.", b"..", content)
    return lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n")


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]
