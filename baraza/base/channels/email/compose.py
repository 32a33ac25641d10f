"""An outgoing item as the bytes that leave: readable as text, HTML with the same words.

The headers are written here and not by the standard library: it breaks long Message-IDs into
encoded words, so that an answer would find no thread, and loses the quotes of long names.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from django.utils.translation import gettext_noop

from baraza.base.channels.email.decode import one_line
from baraza.base.channels.models import OutgoingFile, OutgoingItem, OutgoingKind

AUTOMATIC = {OutgoingKind.ACKNOWLEDGEMENT: "auto-replied", OutgoingKind.BULK: "auto-generated"}
NOT_AN_ADDRESS = gettext_noop("This is not an address that mail can be sent to: {address}")
HEADER_LIMIT = 500
_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
# What may stand between the angle brackets of a Message-ID we repeat.
_IDENTIFIER = re.compile(r"[!-;=?-~]{1,500}")
_ENCODED_LINE = 76  # RFC 2047, 2


class CannotBeSent(ValueError):
    """An address that no mail server would understand."""


def compose(item: OutgoingItem, *, date: datetime, files: Iterable[OutgoingFile] = ()) -> bytes:
    """RFC 5322 bytes with CRLF; what is sent by itself says so (RFC 3834).

    ASCII, unless an address is not (then RFC 6532). Raises CannotBeSent.
    """
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(item, date))
    body = EmailMessage(policy=SMTP)
    body.set_content(item.text, cte=None if item.text.isascii() else "quoted-printable")
    body.add_alternative(_html(item.text, item.language), subtype="html")
    for file in files:
        maintype, _, subtype = file.media_type.partition("/")
        body.add_attachment(
            bytes(file.content), maintype=maintype, subtype=subtype, filename=file.name
        )
    return head.encode() + body.as_bytes()


def sendable(address: str) -> str:
    """The address as RFC 5321 writes it, an odd local part in quotes. Raises CannotBeSent."""
    local, _, host = address.strip().rpartition("@")
    if not local or not _HOST.fullmatch(host) or not address.isprintable() or "<" in address:
        raise CannotBeSent(NOT_AN_ADDRESS.format(address=address[:HEADER_LIMIT]))
    if not _DOT_ATOM.fullmatch(local) and not _QUOTED.fullmatch(local):
        local = '"' + re.sub(r'(["\\])', r"\\\1", local) + '"'
    return f"{local}@{host}"


def _headers(item: OutgoingItem, date: datetime) -> Iterator[tuple[str, str]]:
    yield "From", _mailbox(item.from_name, item.from_address)
    yield "To", _mailbox(item.recipient_name, item.recipient)
    yield "Subject", _words(item.subject)
    yield "Date", format_datetime(date)
    yield "Message-ID", f"<{item.message_id}>"
    if item.reply_to:
        yield "Reply-To", sendable(item.reply_to)
    if answered := _identifiers(item.in_reply_to):
        yield "In-Reply-To", answered[0]
    if before := _identifiers(item.references):
        yield "References", "\r\n ".join(before)
    if item.kind in AUTOMATIC:
        yield "Auto-Submitted", AUTOMATIC[OutgoingKind(item.kind)]
        yield "X-Auto-Response-Suppress", "All"
        yield "Precedence", "bulk"


def _identifiers(text: str) -> list[str]:
    return [f"<{mark}>" for mark in text.split() if _IDENTIFIER.fullmatch(mark)]


def _mailbox(name: str, address: str) -> str:
    name = one_line(name, limit=HEADER_LIMIT)
    if not name:
        return sendable(address)
    if name.isascii() and "=?" not in name:
        phrase = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    else:
        phrase = _encoded(name)
    return f"{phrase}\r\n <{sendable(address)}>"


def _words(text: str) -> str:
    text = one_line(text, limit=HEADER_LIMIT)
    return text if text.isascii() and "=?" not in text else _encoded(text)


def _encoded(text: str) -> str:
    return Header(text, "utf-8", maxlinelen=_ENCODED_LINE, header_name="Subject").encode(
        linesep="\r\n"
    )


def _html(text: str, language: str) -> str:
    paragraphs = "".join(
        f'<p dir="auto">{escape(paragraph).replace(chr(10), "<br>")}</p>'
        for paragraph in re.split(r"\n\s*\n", text.strip())
    )
    return f'<html lang="{escape(language or "und")}"><body>{paragraphs}</body></html>'
