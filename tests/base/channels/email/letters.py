"""Letters as they stand in a mailbox, written line by line."""

from base64 import b64encode

from baraza.base.channels.email.parse import ParsedLetter, parse_letter


def letter(*headers: str | bytes, body: str | bytes = "") -> bytes:
    """Raw bytes of a letter: the header lines, an empty line, the body."""
    lines = [each.encode() if isinstance(each, str) else each for each in headers]
    return b"\r\n".join([*lines, b"", body.encode() if isinstance(body, str) else body])


def parsed(*headers: str | bytes, body: str | bytes = "") -> ParsedLetter:
    return parse_letter(letter(*headers, body=body))


def multipart(subtype: str, *parts: str, boundary: str = "cut") -> str:
    """A multipart from its Content-Type line on; each part begins with its own headers."""
    return (
        f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
        + "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
        + f"--{boundary}--\r\n"
    )


PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nplain words"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>rich words</p>"


def attached(name: str, content: bytes = b"%PDF", kind: str = "application/pdf") -> str:
    return (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{b64encode(content).decode()}'
    )
