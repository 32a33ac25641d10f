"""How mail leaves this machine: a mail server over SMTP, or a folder for the demonstration."""

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit


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


class Envelope(NamedTuple):
    """Whose a letter is for the mail servers on its way."""

    sender: str
    recipient: str


class Transport(Protocol):
    def deliver(self, envelope: Envelope, content: bytes, *, then: Envelope | None = None) -> str:
        """Hand over one letter; returns what the server said.

        `then` is that of the letter which is handed over next, if it is known already: an offer
        that saves time. Raises Temporary, Permanent, Uncertain.
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
    if said == {"limits": "off"}:
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


class FolderTransport:
    """Letters as files: for a demonstration, where nothing may leave the machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, envelope: Envelope, content: bytes, *, then: Envelope | None = None) -> str:
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
