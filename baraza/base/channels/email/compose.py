"""An outgoing item as the bytes that leave: readable as text, HTML with the same words.

Written here and not by the standard library, which breaks long Message-IDs into encoded words, so
that an answer would find no thread, loses the quotes of long names, and takes longer over a letter
than everything else on its way. What all recipients share is encoded once (`Mould`); for each of
them only their own fields are.
"""

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import encode_rfc2231, format_datetime
from functools import lru_cache
from html import escape

from django.utils.translation import gettext_noop

from baraza.base.channels.email.decode import one_line
from baraza.base.channels.email.fields import FIELD, filled
from baraza.base.channels.models import OutgoingFile, OutgoingItem, OutgoingKind

AUTOMATIC = {
    OutgoingKind.ACKNOWLEDGEMENT: "auto-replied",
    OutgoingKind.BULK: "auto-generated",
    # To colleagues: how they sign in, what is new. Nobody's holiday note answers it.
    OutgoingKind.SIGN_IN: "auto-generated",
}
# The field of a letter to many by which its recipient gets no more of them (RFC 8058).
UNSUBSCRIBE = "unsubscribe"
NOT_AN_ADDRESS = gettext_noop("This is not an address that mail can be sent to: {address}")
HEADER_LIMIT = 500
_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
# What may stand between the angle brackets of a Message-ID we repeat.
_IDENTIFIER = re.compile(r"[!-;=?-~]{1,500}")
_URL = re.compile(r"https?://[!-;=?-~]{1,800}")
# Nothing to mend, to encode or to break: as they are in a header, and in a body.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+){0,9}")
_PLAIN_VALUE = re.compile(r"[ -<>-~]{1,70}")
# An invitation says what is to be done with it (RFC 6047, 2.4).
_MEDIA_TYPE = re.compile(
    r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*(?:; method=[a-z]+)?", re.IGNORECASE
)
_ENCODED_BYTES = 39  # with what is around them less than the 76 of RFC 2047, 2
_BASE64_LINE = 57
# Neither quoted-printable nor base64 can contain an underscore after an equals sign.
_WORDS, _FILES = b"=_words", b"=_files"
_SOFT_BREAK = b"=\r\n"


class CannotBeSent(ValueError):
    """An address that no mail server would understand."""


class Mould:
    """The words of a letter, text and HTML, encoded once; `[fields]` are filled in by `body`."""

    def __init__(self, *, text: str, language: str, has_fields: bool = True) -> None:
        self._text = _cut(text, has_fields)
        self._html = _cut(_html(text, language), has_fields)

    def body(self, fields: Mapping[str, str]) -> bytes:
        """The MIME body, its own headers first, as one recipient gets it."""
        return b"".join(
            (
                b'Content-Type: multipart/alternative; boundary="' + _WORDS + b'"\r\n\r\n',
                b"--" + _WORDS + b"\r\n" + _PLAIN,
                *_cast(self._text, fields, str),
                b"\r\n--" + _WORDS + b"\r\n" + _MARKUP,
                *_cast(self._html, fields, _markup),
                b"\r\n--" + _WORDS + b"--\r\n",
            )
        )


def compose(
    item: OutgoingItem,
    *,
    date: datetime,
    mould: Mould | None = None,
    files: Iterable[OutgoingFile] = (),
) -> bytes:
    """RFC 5322 bytes with CRLF; what is sent by itself says so (RFC 3834).

    `mould` is that of the item's shared words, where it has some. ASCII, unless an address is not
    (then RFC 6532). Raises CannotBeSent.
    """
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(item, date))
    if mould is None:
        mould = mould_of(item)
    return head.encode() + _with_files(mould.body(item.fields), files)


def mould_of(item: OutgoingItem) -> Mould:
    """The words this item shares with others, else its own."""
    if item.words is None:
        return Mould(text=item.text, language=item.language, has_fields=False)
    return Mould(text=item.words.text, language=item.language)


@lru_cache(maxsize=2_000)
def sendable(address: str) -> str:
    """The address as RFC 5321 writes it, an odd local part in quotes. Raises CannotBeSent."""
    local, _, host = address.strip().rpartition("@")
    if not local or not _HOST.fullmatch(host) or not address.isprintable() or "<" in address:
        raise CannotBeSent(NOT_AN_ADDRESS.format(address=address[:HEADER_LIMIT]))
    if not _DOT_ATOM.fullmatch(local) and not _QUOTED.fullmatch(local):
        local = '"' + re.sub(r'(["\\])', r"\\\1", local) + '"'
    return f"{local}@{host}"


def _headers(item: OutgoingItem, date: datetime) -> Iterator[tuple[str, str]]:
    yield "From", _our_mailbox(item.from_name, item.from_address)
    yield "To", _mailbox(item.recipient_name, item.recipient)
    yield "Subject", _words(filled(item.words.subject, item.fields) if item.words else item.subject)
    yield "Date", _moment(date.replace(microsecond=0))
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
        if item.kind != OutgoingKind.SIGN_IN:  # one that is waited for is no bulk
            yield "Precedence", "bulk"
    way_out = item.fields.get(UNSUBSCRIBE, "")
    if _URL.fullmatch(way_out):
        yield "List-Unsubscribe", f"<{way_out}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "MIME-Version", "1.0"


def _identifiers(text: str) -> list[str]:
    return [f"<{mark}>" for mark in text.split() if _IDENTIFIER.fullmatch(mark)]


def _mailbox(name: str, address: str) -> str:
    if not _PLAIN_NAME.fullmatch(name):
        name = one_line(name, limit=HEADER_LIMIT)
    if not name:
        return sendable(address)
    if name.isascii() and "=?" not in name:
        phrase = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    else:
        phrase = _encoded(name)
    return f"{phrase}\r\n <{sendable(address)}>"


_our_mailbox = lru_cache(maxsize=100)(_mailbox)
_moment = lru_cache(maxsize=10)(format_datetime)


@lru_cache(maxsize=100)
def _words(text: str) -> str:
    text = one_line(text, limit=HEADER_LIMIT)
    return text if text.isascii() and "=?" not in text else _encoded(text)


def _encoded(text: str) -> str:
    """RFC 2047 words, none of which ends within a character."""
    data = text.encode()
    words = []
    start = 0
    while start < len(data):
        end = min(start + _ENCODED_BYTES, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?b?{b64encode(data[start:end]).decode()}?=")
        start = end
    return "\r\n ".join(words)


def _html(text: str, language: str) -> str:
    paragraphs = "".join(
        f'<p dir="auto">{_markup(paragraph)}</p>\n'
        for paragraph in re.split(r"\n\s*\n", text.strip())
    )
    return f'<html lang="{escape(language or "und")}"><body>{paragraphs}</body></html>'


def _markup(text: str) -> str:
    return escape(text).replace("\n", "<br>")


_HEAD = b'Content-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable'
_PLAIN, _MARKUP = (_HEAD % kind + b"\r\n\r\n" for kind in (b"plain", b"html"))


def _cut(text: str, has_fields: bool) -> list[bytes | str]:
    """Encoded bytes and names of fields by turns, bytes first and last."""
    pieces = FIELD.split(text) if has_fields else [text]
    last = len(pieces) - 1
    return [
        piece if number % 2 else _quoted(piece) + (b"" if number == last else _SOFT_BREAK)
        for number, piece in enumerate(pieces)
    ]


def _cast(
    pieces: list[bytes | str], fields: Mapping[str, str], written: Callable[[str], str]
) -> Iterator[bytes]:
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        else:
            # Between two breaks that are none to the reader: no line grows too long.
            yield _quoted(written(fields.get(piece, f"[{piece}]"))) + _SOFT_BREAK


def _quoted(text: str) -> bytes:
    """Quoted-printable with room for one more character on the last line."""
    if _PLAIN_VALUE.fullmatch(text):
        return text.encode()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return b2a_qp((lines + "x").encode())[:-1].replace(b"\n", b"\r\n")


def _with_files(body: bytes, files: Iterable[OutgoingFile]) -> bytes:
    enclosed = [_enclosed(file) for file in files]
    if not enclosed:
        return body
    between = b"\r\n--" + _FILES
    return b"".join(
        (
            b'Content-Type: multipart/mixed; boundary="' + _FILES + b'"\r\n',
            *(between + b"\r\n" + part for part in (body, *enclosed)),
            between + b"--\r\n",
        )
    )


def _enclosed(file: OutgoingFile) -> bytes:
    name = one_line(file.name, limit=200)
    plain = re.sub(r'[^ -~]|["\\]', "_", name)
    kind = file.media_type if _MEDIA_TYPE.fullmatch(file.media_type) else "application/octet-stream"
    head = (
        f"Content-Type: {kind}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{plain}"'
    )
    if plain != name:
        head += f";\r\n filename*={encode_rfc2231(name, 'utf-8')}"
    content = bytes(file.content)
    lines = (
        b64encode(content[at : at + _BASE64_LINE]) for at in range(0, len(content), _BASE64_LINE)
    )
    return head.encode() + b"\r\n\r\n" + b"\r\n".join(lines)
