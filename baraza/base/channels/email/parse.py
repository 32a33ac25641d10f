"""A letter out of the bytes that crossed the network."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_tz
from html import escape
from urllib.parse import unquote

from baraza.base.channels.email.addresses import Address, read_addresses
from baraza.base.channels.email.decode import (
    charset_codec,
    decode_header,
    encoded_word_charset,
    one_line,
)
from baraza.base.channels.email.html import text_of_html
from baraza.base.channels.email.mime import (
    Part,
    TooManyPartsError,
    Tree,
    leaves,
    parse_message,
    raw_headers,
    safe_file_name,
    tree_of,
)

SUBJECT_LIMIT = 1_000
HEADER_LIMIT = 20_000
ID_LIMIT = 500
ID_COUNT_LIMIT = 200
IDS_LIMIT = 200_000
EARLIEST_YEAR, LATEST_YEAR = 1980, 2100


def gettext_noop(message: str) -> str:
    """Marks a sentence for the catalogue (Django's own function would need its settings)."""
    return message


NO_SENDER = gettext_noop("The letter names no sender.")
SEVERAL_SENDERS = gettext_noop("The letter names more than one sender.")
DOUBTFUL_SENDER = gettext_noop("The sender's address can be read in more than one way.")
EMPTY = gettext_noop("The message is empty.")
TOO_MANY_PARTS = gettext_noop("The message has too many parts, or they are nested too deeply.")
MALFORMED = gettext_noop("The message is too damaged to be read.")
NO_SUCH_ATTACHMENT = gettext_noop("The message has no such attachment.")

_ANGLE_ID = re.compile(r"<([^<>]*)>")
_CONTENT_ID = re.compile(r"cid:([^\s\"'<>)]+)", re.IGNORECASE)
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_FROM_LINE = re.compile(rb"^from[ \t]*:", re.IGNORECASE | re.MULTILINE)
_RETURN_PATH = re.compile(r"\s*(?:<([^<>]*)>|([^<>\s]*))\s*")


class UnreadableMail(Exception):
    """The bytes cannot be read as a letter; `reason` is a translatable sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class ParsedAttachment:
    """What is known of an attachment; its bytes come from `attachment_content` by `index`."""

    index: int
    filename: str
    content_type: str
    size: int
    content_id: str
    inline: bool


@dataclass(slots=True)
class ParsedLetter:
    """A letter as read. Every string is valid UTF-8 without NUL and fits on one line, save `text`,
    `html` and the values of `headers`.

    `sender` is None where the From header is missing, doubtful or several; `sender_note` then says
    why. `date` is aware, in UTC, None when missing or absurd. Message ids carry no angle brackets.
    `text` is the whole letter as readable text, `html` its raw HTML ("" when none), not yet safe.
    `headers` holds the first value of each header by lower-case name. `envelope_from` is "" for the
    null return path and None where no Return-Path was recorded.
    """

    sender: Address | None
    sender_note: str
    reply_to: list[Address]
    to: list[Address]
    cc: list[Address]
    subject: str
    date: datetime | None
    message_id: str
    in_reply_to: list[str]
    references: list[str]
    text: str
    html: str
    attachments: list[ParsedAttachment]
    headers: dict[str, str]
    authentication: list[str]
    envelope_from: str | None


def parse_letter(raw: bytes) -> ParsedLetter:
    """The letter in `raw`. Raises UnreadableMail and nothing else."""
    if not raw.strip(b"\0\r\n\t "):
        raise UnreadableMail(EMPTY)
    try:
        message = parse_message(raw)
        return _letter(message, tree_of(message), names_more=_hidden_sender(raw, message))
    except (TooManyPartsError, RecursionError) as error:
        raise UnreadableMail(TOO_MANY_PARTS) from error
    except Exception as error:
        raise UnreadableMail(MALFORMED) from error


def attachment_content(raw: bytes, index: int) -> bytes:
    """The bytes of the attachment that `parse_letter` gave this index, transfer encoding undone.

    Raises UnreadableMail, also when there is no such part.
    """
    try:
        found = next((p for p in leaves(tree_of(parse_message(raw))) if p.index == index), None)
        content = found.content() if found else None
    except Exception as error:
        raise UnreadableMail(MALFORMED) from error
    if content is None:
        raise UnreadableMail(NO_SUCH_ATTACHMENT)
    return content


def _letter(message: Message, tree: Tree | Part, *, names_more: bool) -> ParsedLetter:
    sent = raw_headers(message)
    parts = list(leaves(tree))
    hint = _likely_charset(sent, parts)
    sender, note = _sender(sent.get("from", []), hint=hint)
    if sender and names_more:
        sender, note = None, SEVERAL_SENDERS
    words, used = _words(tree, parts, hint=hint)
    text = "\n\n".join(filter(None, (plain or text_of_html(html) for plain, html in words)))
    html = _html(words) if any(html for _, html in words) else ""
    headers = {
        name: decode_header(values[0][: HEADER_LIMIT * 2], hint=hint)[:HEADER_LIMIT]
        for name, values in sent.items()
    }
    return ParsedLetter(
        sender=sender,
        sender_note=note,
        reply_to=_addresses(sent, "reply-to", hint=hint),
        to=_addresses(sent, "to", hint=hint),
        cc=_addresses(sent, "cc", hint=hint),
        subject=one_line(headers.get("subject", ""), limit=SUBJECT_LIMIT),
        date=_date(headers.get("date", "")),
        message_id=_message_id(headers.get("message-id", "")),
        in_reply_to=_ids(sent.get("in-reply-to", [])),
        references=_ids(sent.get("references", [])),
        text=text,
        html=html,
        attachments=_attachments(parts, html=html, used=used),
        headers=headers,
        authentication=[
            one_line(decode_header(value, hint=hint), limit=HEADER_LIMIT)
            for value in sent.get("authentication-results", [])[:50]
        ],
        envelope_from=_envelope_from(headers.get("return-path")),
    )


def _likely_charset(sent: dict[str, list[str]], parts: list[Part]) -> str | None:
    """The charset declared somewhere in the letter, for what declares none."""
    declared = [part.charset for part in parts if part.content_type.startswith("text/")]
    for name in ("subject", "from"):
        declared += [encoded_word_charset(value) for value in sent.get(name, [])]
    return next(filter(charset_codec, declared), None)


def _hidden_sender(raw: bytes, message: Message) -> bool:
    """Whether there is a From line that others may read and the stdlib takes for text, such as
    ``From : x``."""
    end = _HEADERS_END.search(raw)
    lines = _FROM_LINE.findall(raw, 0, end.start() if end else len(raw))
    return len(lines) > len(message.get_all("from", []))


def _sender(values: list[str], *, hint: str | None) -> tuple[Address | None, str]:
    found: list[Address] = []
    refused: list[str] = []
    for value in values:
        addresses, doubtful = read_addresses(value, hint=hint)
        found += addresses
        refused += doubtful
    if refused:
        return None, DOUBTFUL_SENDER
    if not found:
        return None, NO_SENDER
    if len({address.address for address in found}) > 1:
        return None, SEVERAL_SENDERS
    return found[0], ""


def _addresses(sent: dict[str, list[str]], name: str, *, hint: str | None) -> list[Address]:
    found: dict[str, Address] = {}
    for value in sent.get(name, []):
        for address in read_addresses(value, hint=hint)[0]:
            found.setdefault(address.address, address)
    return list(found.values())


def _message_id(value: str) -> str:
    return next(iter(_ids([value])), "") or one_line(value, limit=ID_LIMIT).strip("<> ")


def _ids(values: list[str]) -> list[str]:
    value = decode_header(" ".join(values)[-IDS_LIMIT:])
    found = _ANGLE_ID.findall(value) or [word for word in value.split() if "@" in word]
    ids = dict.fromkeys(one_line(each, limit=ID_LIMIT).replace(" ", "") for each in found)
    ids.pop("", None)
    # The newest ids stand last, the first one began the thread.
    listed = list(ids)
    return listed if len(listed) <= ID_COUNT_LIMIT else listed[:1] + listed[1 - ID_COUNT_LIMIT :]


def _date(value: str) -> datetime | None:
    try:
        year, month, day, hour, minute, second, *_, offset = parsedate_tz(value[:200])
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            return None
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return local - timedelta(seconds=offset or 0)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _envelope_from(value: str | None) -> str | None:
    match = _RETURN_PATH.match(value) if value is not None else None
    if match is None:
        return None
    path = match[1] if match[1] is not None else match[2]
    return one_line(path, limit=ID_LIMIT).lower() if path.strip() or match[1] is not None else None


def _words(
    tree: Tree | Part, parts: list[Part], *, hint: str | None
) -> tuple[list[tuple[str, str]], set[int]]:
    """The letter's own words as (plain text, html) in reading order, and the parts they are in."""
    used = {part.index for part in parts if part.is_words}
    if not used:
        # Some programs give the text itself a file name, or a kind of text of their own.
        texts = (p for p in parts if p.content_type.startswith("text/"))
        used = {p.index for p in texts if p.disposition != "attachment"}
        used = set(sorted(used)[:1])
    return _words_below(tree, used=used, hint=hint), used


def _words_below(tree: Tree | Part, *, used: set[int], hint: str | None) -> list[tuple[str, str]]:
    if isinstance(tree, Part):
        if tree.index not in used:
            return []
        text = tree.text(hint=hint)
        if not text.strip():
            return []
        return [("", text)] if tree.content_type == "text/html" else [(text.strip("\n"), "")]
    branches = [_words_below(branch, used=used, hint=hint) for branch in tree.branches]
    if tree.subtype != "alternative":
        return [words for branch in branches for words in branch]
    # RFC 2046, 5.1.4: the same words several times, the richest last.
    plain = next((b for b in branches if any(text for text, _ in b)), [])
    rich = next((b for b in reversed(branches) if any(html for _, html in b)), [])
    if plain is rich or not rich:
        return plain
    text = "\n\n".join(text or text_of_html(html) for text, html in plain)
    return [(text, _html(rich))]


def _html(words: list[tuple[str, str]]) -> str:
    return "\n".join(
        html or f"<p>{escape(text).replace(chr(10), '<br>')}</p>" for text, html in words
    )


def _attachments(parts: list[Part], *, html: str, used: set[int]) -> list[ParsedAttachment]:
    shown = {unquote(content_id) for content_id in _CONTENT_ID.findall(html)}
    return [
        ParsedAttachment(
            index=part.index,
            filename=safe_file_name(
                part.filename, index=part.index, content_type=part.content_type
            ),
            content_type=part.content_type,
            size=len(part.content()),
            content_id=part.content_id,
            inline=part.disposition == "inline" or part.content_id in shown,
        )
        for part in parts
        if part.index not in used
    ]
