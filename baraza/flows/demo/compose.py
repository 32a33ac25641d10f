"""Bytes of mail as a server would have delivered them, the same on every run."""

from __future__ import annotations

import hashlib
import html
import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime

# Addresses of documentation networks (RFC 5737): they lead to nobody's machine.
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is known of a mail besides its words. ``local_at`` carries the writer's time zone."""

    sender_name: str
    sender_email: str
    to_name: str
    to_email: str
    subject: str
    local_at: datetime
    message_id: str
    references: list[str] = field(default_factory=list)
    extra_headers: dict[str, str] = field(default_factory=dict)


def plain_mail(envelope: Envelope, text: str, *, charset: str = "utf-8") -> EmailMessage:
    """A mail of one readable part."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(envelope.sender_name, envelope.sender_email)
    mail["To"] = _address(envelope.to_name, envelope.to_email)
    mail["Subject"] = envelope.subject
    mail["Date"] = format_datetime(envelope.local_at)
    mail["Message-ID"] = f"<{envelope.message_id}>"
    if envelope.references:
        mail["In-Reply-To"] = f"<{envelope.references[-1]}>"
        mail["References"] = " ".join(f"<{reference}>" for reference in envelope.references)
    for name, value in envelope.extra_headers.items():
        mail[name] = value
    mail.set_content(f"{text}\n", charset=charset)
    return mail


def with_html(mail: EmailMessage, text: str, *, language: str) -> None:
    """Give ``mail`` the same words a second time, as HTML."""
    direction = "rtl" if language == "ar" else "ltr"
    paragraphs = "\n".join(
        f"<p>{html.escape(block).replace(chr(10), '<br>')}</p>" for block in text.split("\n\n")
    )
    mail.add_alternative(
        f'<html><body dir="{direction}" lang="{language}">\n{paragraphs}\n</body></html>\n',
        subtype="html",
    )


def with_attachment(mail: EmailMessage, filename: str) -> None:
    """Attach a small picture or paper; which, the end of ``filename`` says."""
    if filename.endswith(".png"):
        mail.add_attachment(picture(filename), maintype="image", subtype="png", filename=filename)
    else:
        mail.add_attachment(
            paper(filename), maintype="application", subtype="pdf", filename=filename
        )


def delivered(mail: EmailMessage, *, to: str, at: datetime, authentication: str) -> bytes:
    """``mail`` with what the servers on its way wrote on top (RFC 5321, RFC 8601)."""
    sender = mail["From"].addresses[0].addr_spec if mail["From"] else ""
    origin, home = sender.partition("@")[2] or "lost.example", to.partition("@")[2]
    digest = hashlib.sha256(str(mail["Message-ID"]).encode()).digest()
    network = _NETWORKS[digest[0] % len(_NETWORKS)]
    stamp, handed_over = format_datetime(at), format_datetime(at - timedelta(seconds=4))
    bounced = mail.get_content_type() == "multipart/report"
    verdict = "none" if bounced else authentication
    trace = (
        ("Return-Path", "<>" if bounced else f"<{sender}>"),
        ("Delivered-To", to),
        (
            "Received",
            f"from mail.{origin} (mail.{origin} [{network}.{digest[1] % 254 + 1}])"
            f" by mx.{home} with ESMTPS id {digest[2:8].hex()} for <{to}>; {stamp}",
        ),
        (
            "Authentication-Results",
            f"mx.{home}; spf={verdict} smtp.mailfrom={origin};"
            f" dkim={verdict} header.d={origin}; dmarc={verdict} header.from={origin}",
        ),
        (
            "Received",
            f"from [{network}.{digest[8] % 254 + 1}] by mail.{origin} with ESMTPSA"
            f" id {digest[9:15].hex()}; {handed_over}",
        ),
    )
    return _bytes(mail, on_top=trace)


def sent(mail: EmailMessage) -> bytes:
    """``mail`` as it lies in the Sent folder: no server has touched it."""
    return _bytes(mail, on_top=())


def bounce_of(original: bytes, envelope: Envelope, *, recipient: str, text: str) -> EmailMessage:
    """A permanent failure to deliver ``original`` to ``recipient`` (RFC 3464)."""
    mail = plain_mail(envelope, text)
    mail.make_mixed()
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload(
        [
            _fields({"Reporting-MTA": f"dns; mail.{recipient.partition('@')[2]}"}),
            _fields(
                {
                    "Final-Recipient": f"rfc822; {recipient}",
                    "Action": "failed",
                    "Status": "5.1.1",
                    "Diagnostic-Code": "smtp; 550 5.1.1 no such mailbox",
                }
            ),
        ]
    )
    headers = original.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii")
    returned = Message()
    returned["Content-Type"] = "text/rfc822-headers"
    returned.set_payload(f"{headers}\n")
    mail.attach(status)
    mail.attach(returned)
    mail.replace_header("Content-Type", 'multipart/report; report-type="delivery-status"')
    return mail


def picture(seed: str) -> bytes:
    """A PNG of 96 by 64 pixels: a hill in the light, its colours chosen by ``seed``."""
    shade = hashlib.sha256(seed.encode()).digest()
    rows = bytearray()
    for y in range(64):
        rows.append(0)
        for x in range(96):
            below = y > 28 + abs(x - 48) // 3
            rows += bytes(
                (shade[0] // 3 if below else 200 - y, 110 if below else 205 - y, 60 + shade[1] // 3)
            )
    header = struct.pack(">IIBBBBB", 96, 64, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def paper(title: str) -> bytes:
    """A PDF of one page that says ``title``, which must be plain ASCII."""
    words = title.replace("\\", "").replace("(", "").replace(")", "")
    stream = f"BT /F1 16 Tf 60 760 Td ({words}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, entry in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n" % table
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % body.rindex(b"xref\n0 6"))


def _address(name: str, email: str) -> Address:
    return Address(display_name=name, addr_spec=email)


def _fields(values: dict[str, str]) -> Message:
    part = Message()
    for name, value in values.items():
        part[name] = value
    return part


def _bytes(mail: EmailMessage, *, on_top: tuple[tuple[str, str], ...]) -> bytes:
    # Left to itself the library draws a new boundary on every run.
    seed = str(mail["Message-ID"])
    for number, part in enumerate(mail.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            digest = hashlib.sha256(f"{seed}{number}".encode()).hexdigest()
            part.set_boundary(f"=_{digest[:28]}")
    carrier = EmailMessage(policy=SMTP)
    for name, value in on_top:
        carrier[name] = value
    head = carrier.as_bytes().rstrip(b"\r\n")
    return head + b"\r\n" + mail.as_bytes() if on_top else mail.as_bytes()
