"""Whom a letter names and what about, out of its beginning alone."""

from dataclasses import dataclass

from baraza.base.channels.email.addresses import read_addresses
from baraza.base.channels.email.decode import decode_header, one_line
from baraza.base.channels.email.mime import parse_message, raw_headers

BEGINNING = 8_000  # bytes; headers of a letter that came a long way fit into it
SENDER_LIMIT, SUBJECT_LIMIT = 120, 200


@dataclass(frozen=True, slots=True)
class Glance:
    """Who it says it is from and its subject; "" for what does not stand there."""

    sender: str = ""
    subject: str = ""


def glance(beginning: bytes) -> Glance:
    """What a list can show of bytes that may be no letter at all: never an exception, and nobody
    vouches for the sender."""
    head = beginning[:BEGINNING].replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    try:
        sent = raw_headers(parse_message(head + b"\n\n"))
        written = " ".join(sent.get("from", []))
        named, _doubtful = read_addresses(written)
        sender = (named[0].name or named[0].address) if named else decode_header(written)
        return Glance(
            sender=one_line(sender, limit=SENDER_LIMIT),
            subject=one_line(decode_header(" ".join(sent.get("subject", []))), limit=SUBJECT_LIMIT),
        )
    except Exception:
        # Quarantine holds what broke a parser before; the row stands there without its words.
        return Glance()
