"""What a raw item turns out to be, before the database is asked anything."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_noop

from baraza.base.channels.email.language import language_of
from baraza.base.channels.email.machine import (
    MachineVerdict,
    machine_verdict,
    wants_no_automatic_answer,
)
from baraza.base.channels.email.parse import (
    ParsedAttachment,
    ParsedLetter,
    UnreadableMail,
    parse_letter,
)
from baraza.base.channels.email.quotes import split_quoted
from baraza.base.channels.models import Channel, RawItem

SPAM_HEADERS = {"x-spam-flag": "yes", "x-spam-status": "yes", "x-spam": "yes"}
SPAM = gettext_noop("The mail server marked it as junk.")
NO_ENTRY = gettext_noop("The form's content cannot be read.")
FORGED = gettext_noop("The mail server says this may not come from the address it names.")


@dataclass(slots=True)
class Reading:
    """One raw item, understood."""

    raw: RawItem
    happened_at: datetime
    said: str = ""
    quoted: str = ""
    subject: str = ""
    language: str = ""
    author_name: str = ""
    author_address: str = ""
    author_phone: str = ""
    sender_warning: str = ""
    message_id: str = ""
    # Every Message-ID mentioned, the nearest first, without angle brackets.
    references: list[str] = field(default_factory=list)
    # Who it was sent to, in lower case.
    recipients: list[str] = field(default_factory=list)
    recipient_names: dict[str, str] = field(default_factory=dict)
    attachments: list[ParsedAttachment] = field(default_factory=list)
    has_html: bool = False
    machine: MachineVerdict | None = None
    junk_reason: str = ""
    wants_no_automatic_answer: bool = False


def read_raw(
    raw: RawItem, *, own_addresses: frozenset[str], trusted_servers: frozenset[str]
) -> Reading:
    """Raises UnreadableMail."""
    if raw.channel == Channel.EMAIL:
        return _read_mail(raw, own_addresses=own_addresses, trusted_servers=trusted_servers)
    return _read_entry(raw)


def _read_mail(
    raw: RawItem, *, own_addresses: frozenset[str], trusted_servers: frozenset[str]
) -> Reading:
    content = bytes(raw.content)
    letter = parse_letter(content)
    recipients = [*letter.to, *letter.cc]
    reading = Reading(
        raw=raw,
        happened_at=_believable(letter.date, raw),
        subject=letter.subject[:500],
        author_name=(letter.sender.name if letter.sender else "")[:200],
        author_address=letter.sender.address if letter.sender else "",
        sender_warning=letter.sender_note or _forgery(letter, trusted_servers),
        message_id=letter.message_id[:500],
        references=[*letter.in_reply_to, *reversed(letter.references)],
        recipients=[address.address for address in recipients],
        recipient_names={address.address: address.name for address in recipients},
        attachments=letter.attachments,
        has_html=bool(letter.html),
        wants_no_automatic_answer=wants_no_automatic_answer(letter),
    )
    if not raw.is_outgoing and not raw.is_surely_letter:
        reading.machine = machine_verdict(letter, content, own_addresses=own_addresses)
        if any(
            letter.headers.get(name, "").strip().lower().startswith(value)
            for name, value in SPAM_HEADERS.items()
        ):
            reading.junk_reason = SPAM
    if reading.machine is None:
        split = split_quoted(letter.text)
        reading.said, reading.quoted = split.said, split.quoted
        reading.language = language_of(split.said or letter.subject) or ""
    return reading


def _read_entry(raw: RawItem) -> Reading:
    try:
        entry = json.loads(bytes(raw.content))
        text = str(entry["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableMail(NO_ENTRY) from error

    def of(name: str) -> str:
        return str(entry.get(name) or "").replace("\x00", "").strip()

    text = text.replace("\x00", "").replace("\r\n", "\n")
    return Reading(
        raw=raw,
        happened_at=raw.arrived_at,
        said=text,
        subject=of("subject")[:500],
        # The page's language is what the writer chose; their words say more when they can.
        language=language_of(text) or of("language"),
        author_name=of("name")[:200],
        author_address=of("email").lower(),
        author_phone=of("phone"),
        message_id=of("message_id")[:500],
        references=[of("in_reply_to")] if of("in_reply_to") else [],
    )


def _believable(date: datetime | None, raw: RawItem) -> datetime:
    # What a letter says of its own date counts only for history: a late or forged one must not
    # slip in behind an answer already given, nor stay on top of every list.
    if raw.is_live:
        return raw.arrived_at
    return date if date is not None and date <= raw.arrived_at else raw.arrived_at


def _forgery(letter: ParsedLetter, trusted_servers: frozenset[str]) -> str:
    """Only our own server's verdict counts: anybody can write the header (RFC 8601, 5)."""
    for value in letter.authentication:
        server, _, results = value.partition(";")
        if server.strip().split(" ")[0].lower() in trusted_servers:
            return FORGED if "dmarc=fail" in results.lower().replace(" ", "") else ""
    return ""
