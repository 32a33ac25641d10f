"""How mail leaves this machine: a mail server over SMTP, or a folder for the demonstration."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 60


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
    """One connection, used for many letters (RFC 5321)."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def deliver(self, *, envelope_from: str, recipient: str, content: bytes) -> str:
        handed_over = False
        try:
            self._ask(self._connection.mail(envelope_from))
            self._ask(self._connection.rcpt(recipient))
            self._ask(self._connection.docmd("DATA"), expected=354)
            handed_over = True
            self._connection.send(_dotted(content))
            code, words = self._connection.getreply()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if handed_over:
                raise Uncertain(f"The connection broke while handing over: {error}") from error
            raise Temporary(f"The connection broke: {error}") from error
        self._ask((code, words), expected=250)
        return _words(words)

    def _ask(self, answer: tuple[int, bytes], *, expected: int = 0) -> None:
        code, words = answer
        if code == expected or (not expected and 200 <= code < 300):
            return
        self._connection.rset()
        said = f"{code} {_words(words)}"
        raise (Permanent(said) if 500 <= code < 600 else Temporary(said))


@contextmanager
def smtp(server: Server) -> Iterator[SmtpTransport]:
    """A connection that is signed in. Raises Temporary when there is none to be had."""
    try:
        connection = _connect(server)
    except smtplib.SMTPAuthenticationError as error:
        raise Temporary(
            f"{server.host} refused the user name or password: {_words(error.smtp_error)}"
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Temporary(f"{server.host}:{server.port} cannot be reached: {error}") from error
    try:
        yield SmtpTransport(connection)
    finally:
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


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
