"""What a raw item turns out to be, before the database is asked anything."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from baraza.base.channels.email.addresses import read_addresses
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.email.language import language_of
from baraza.base.channels.email.machine import (
    MachineVerdict,
    is_from_us,
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
# Entries that staff made: only they may say who it was by number.
# What another program noted of a letter, not the letter itself.
HISTORY = "history"
DESK = "desk"
# What the public help pages packed themselves: they know of which case they speak.
HELP = "help"
NO_ENTRY = gettext_noop("The form's content cannot be read.")
FROM_OURSELVES = gettext_noop("It carries an address of this office as its sender.")
# A program sent it for somebody who is named in Reply-To.
NO_REPLY = ("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply")
FORGED = gettext_noop("The mail server says this may not come from the address it names.")


@dataclass(slots=True)
class Reading:
    """One raw item, understood."""

    raw: RawItem
    happened_at: datetime
    # The office wrote it.
    is_outgoing: bool
    is_from_us: bool = False
    said: str = ""
    quoted: str = ""
    subject: str = ""
    language: str = ""
    author_name: str = ""
    author_address: str = ""
    author_phone: str = ""
    author_postal_address: str = ""
    # What a member of staff said of an entry of theirs: who it is, what it is about, to which
    # conversation it belongs, whether they want to stay anonymous, whether all was said at once.
    person_id: int | None = None
    topic_id: int | None = None
    conversation_id: int | None = None
    is_anonymous: bool = False
    is_done: bool = False
    # What they ask by how their case stands.
    code: str = ""
    # Where they want the answer, if not at their address.
    answer_to: str = ""
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
    if raw.channel == Channel.EMAIL and raw.source != HISTORY:
        return _read_mail(raw, own_addresses=own_addresses, trusted_servers=trusted_servers)
    return _read_entry(raw)


def _read_mail(
    raw: RawItem, *, own_addresses: frozenset[str], trusted_servers: frozenset[str]
) -> Reading:
    content = bytes(raw.content)
    letter = parse_letter(content)
    recipients = [*letter.to, *letter.cc]
    warning = letter.sender_note or _forgery(letter, trusted_servers)
    from_us = is_from_us(letter, own_addresses)
    # Among old letters brought here are the answers that the office gave.
    is_old_answer = (
        from_us
        and not raw.is_live
        and not warning
        and any(address.address not in own_addresses for address in recipients)
    )
    name, address = (letter.sender.name, letter.sender.address) if letter.sender else ("", "")
    answer_to = _answer_to(letter, own_addresses)
    if answer_to and address.partition("@")[0].startswith(NO_REPLY):
        address = answer_to
    reading = Reading(
        raw=raw,
        happened_at=_believable(letter.date, raw),
        is_outgoing=raw.is_outgoing or is_old_answer,
        is_from_us=from_us,
        subject=letter.subject[:500],
        author_name=name[:200],
        author_address=address,
        answer_to=answer_to if answer_to != address else "",
        sender_warning=warning,
        message_id=letter.message_id[:500],
        references=list(dict.fromkeys([*letter.in_reply_to, *reversed(letter.references)])),
        recipients=[address.address for address in recipients],
        recipient_names={address.address: address.name for address in recipients},
        attachments=letter.attachments,
        has_html=bool(letter.html),
        wants_no_automatic_answer=wants_no_automatic_answer(letter),
    )
    if from_us and not reading.is_outgoing:
        reading.sender_warning = warning or FROM_OURSELVES
    if not raw.is_surely_letter:
        _judge(reading, letter, content, own_addresses)
    if reading.machine is None:
        split = split_quoted(letter.text)
        reading.said, reading.quoted = split.said, split.quoted
        reading.language = language_of(split.said or letter.subject) or ""
    return reading


def _judge(
    reading: Reading, letter: ParsedLetter, content: bytes, own_addresses: frozenset[str]
) -> None:
    """Whether a machine sent it, or the mail server calls it junk."""
    verdict = machine_verdict(letter, content, own_addresses=own_addresses)
    if reading.is_outgoing:
        # Our own mail program answers by itself, too: nobody has been answered by that.
        reading.machine = verdict if verdict and verdict.kind == "auto_reply" else None
        return
    reading.machine = verdict
    if any(
        letter.headers.get(name, "").strip().lower().startswith(value)
        for name, value in SPAM_HEADERS.items()
    ):
        reading.junk_reason = SPAM


def _answer_to(letter: ParsedLetter, own_addresses: frozenset[str]) -> str:
    """The one address in Reply-To that is not ours (RFC 5322, 3.6.2)."""
    others = [one.address for one in letter.reply_to if one.address not in own_addresses]
    return others[0] if len(others) == 1 else ""


def _read_entry(raw: RawItem) -> Reading:
    try:
        entry, attachments = _entry_in(bytes(raw.content))
        text = clean_text(str(entry["text"])).strip()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableMail(NO_ENTRY) from error

    def of(name: str, limit: int) -> str:
        return one_line(str(entry.get(name) or ""), limit=limit)

    addresses, _ = read_addresses(of("email", 320))
    is_ours = raw.source in {DESK, HELP}
    said_by_staff = entry if is_ours else {}
    # How else they can be reached belongs to what they wrote, as it would on paper.
    phone, address = (
        clean_text(str(entry.get(name) or "")).strip() for name in ("phone", "address")
    )
    rest = () if is_ours else (phone, address)
    return Reading(
        raw=raw,
        happened_at=raw.arrived_at,
        is_outgoing=raw.is_outgoing,
        said="\n\n".join(filter(None, [text, *rest])),
        subject=of("subject", 500),
        # The page's language is what the writer chose; their words say more when they can.
        language=str(said_by_staff.get("spoken") or "")[:10]
        or language_of(text)
        or of("language", 10),
        author_name=of("name", 200),
        author_address=addresses[0].address if len(addresses) == 1 else "",
        author_phone=of("phone", 100),
        author_postal_address=address[:500],
        person_id=said_by_staff.get("person"),
        topic_id=said_by_staff.get("topic"),
        conversation_id=said_by_staff.get("conversation"),
        is_anonymous=bool(said_by_staff.get("anonymous")),
        is_done=bool(said_by_staff.get("done")),
        message_id=of("message_id", 500),
        references=[of("in_reply_to", 500)] if of("in_reply_to", 500) else [],
        attachments=attachments,
        code=str(entry.get("code") or "")[:20] if raw.source == HELP else "",
    )


def _entry_in(content: bytes) -> tuple[dict[str, Any], list[ParsedAttachment]]:
    """An entry is JSON; with a scan or a photo, JSON that carries files as a letter does."""
    if content.lstrip()[:1] == b"{":
        return json.loads(content), []
    letter = parse_letter(content)
    return json.loads(letter.text), letter.attachments


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
