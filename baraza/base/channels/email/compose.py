"""An outgoing item as the bytes that leave: readable as text, HTML with the same words."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from baraza.base.channels.models import OutgoingItem, OutgoingKind

AUTOMATIC = {OutgoingKind.ACKNOWLEDGEMENT, OutgoingKind.BULK}
_BREAKS = re.compile(r"[\r\n\x00]+")


def compose(item: OutgoingItem, *, date: datetime) -> bytes:
    """RFC 5322 bytes with CRLF; what is sent by itself says so (RFC 3834)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(item.from_name, item.from_address)
    message["To"] = _address(item.recipient_name, item.recipient)
    message["Subject"] = _line(item.subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = f"<{item.message_id}>"
    if item.reply_to:
        message["Reply-To"] = item.reply_to
    if item.in_reply_to:
        message["In-Reply-To"] = f"<{item.in_reply_to}>"
    if item.references:
        message["References"] = " ".join(f"<{mark}>" for mark in item.references.split())
    if item.kind in AUTOMATIC:
        message["Auto-Submitted"] = (
            "auto-replied" if item.kind == OutgoingKind.ACKNOWLEDGEMENT else "auto-generated"
        )
        message["X-Auto-Response-Suppress"] = "All"
        message["Precedence"] = "bulk"
    message.set_content(item.text, cte="quoted-printable" if not item.text.isascii() else None)
    message.add_alternative(_html(item.text, item.language), subtype="html")
    return message.as_bytes()


def _html(text: str, language: str) -> str:
    paragraphs = "".join(
        f'<p dir="auto">{escape(paragraph).replace(chr(10), "<br>")}</p>'
        for paragraph in re.split(r"\n\s*\n", text.strip())
    )
    return f'<html lang="{escape(language or "und")}"><body>{paragraphs}</body></html>'


def _line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()


def _address(name: str, address: str) -> Address:
    local, _, host = address.rpartition("@")
    return Address(display_name=_line(name), username=local, domain=host)
