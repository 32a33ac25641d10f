"""MIME written by hand, byte for byte.

The standard library's generator changes its folding between Python versions; the digest of a
generated corpus must not, and writing bytes is also quick enough for 200,000 letters.
"""

import base64
import binascii
from dataclasses import dataclass

CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """Header lines with their line ends, and a body already encoded for transport."""

    headers: bytes
    body: bytes

    def as_bytes(self) -> bytes:
        return self.headers + CRLF + self.body


def header_text(text: str) -> bytes:
    """A header's value: as it is when ASCII, else RFC 2047 words of at most 75 characters."""
    if text.isascii():
        return text.encode()
    words: list[bytes] = []
    chunk = b""
    for letter in text:
        encoded = letter.encode()
        if len(chunk) + len(encoded) > 42:
            words.append(chunk)
            chunk = b""
        chunk += encoded
    words.append(chunk)
    return b"\r\n ".join(b"=?utf-8?B?" + base64.b64encode(word) + b"?=" for word in words)


def mailbox(name: str, address: str) -> bytes:
    """`name <address>` for From and To, quoted where RFC 5322 asks for it."""
    if not name.isascii():
        return header_text(name) + f" <{address}>".encode()
    return f'"{name}" <{address}>'.encode()


def lines(text: str) -> str:
    return text.replace("\n", "\r\n")


def wrapped(text: str, width: int = 76) -> str:
    """Each line of the text broken at spaces to at most `width` characters."""
    out: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + len(word) >= width:
                out.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        out.append(line)
    return "\n".join(out)


def text_part(
    text: str, *, subtype: str = "plain", charset: str = "utf-8", encoding: str = "quoted-printable"
) -> Part:
    """A text part. `encoding` is one of quoted-printable, base64, 8bit and 7bit."""
    data = lines(text).encode(charset, "replace") + CRLF
    return encoded_part(data, f'text/{subtype}; charset="{charset}"', encoding)


def encoded_part(data: bytes, content_type: str, encoding: str) -> Part:
    if encoding == "quoted-printable":
        body = binascii.b2a_qp(data, istext=True)
    elif encoding == "base64":
        body = base64.encodebytes(data).replace(b"\n", CRLF)
    else:
        body = data
    headers = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return Part(headers.encode(), body)


def file_part(data: bytes, *, content_type: str, filename: str) -> Part:
    """An attachment; its name is written as mail programs write it, RFC 2047 words and all."""
    body = base64.encodebytes(data).replace(b"\n", CRLF)
    name = header_text(filename).replace(CRLF, b"")
    headers = (
        f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n".encode()
        + b'Content-Disposition: attachment; filename="'
        + name
        + b'"\r\n'
    )
    return Part(headers, body)


def multipart(subtype: str, parts: list[Part], *, boundary: str, parameters: str = "") -> Part:
    mark = boundary.encode()
    headers = f'Content-Type: multipart/{subtype};{parameters}\r\n boundary="{boundary}"\r\n'
    body = b"".join(b"--" + mark + CRLF + part.as_bytes() + CRLF for part in parts)
    return Part(headers.encode(), body + b"--" + mark + b"--" + CRLF)
