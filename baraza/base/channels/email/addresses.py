"""Addresses out of raw header values, refusing every mailbox whose reading is in doubt.

A sender who is read differently by the verifier of signatures and by us could act as somebody
else, so the grammar of RFC 5322 is applied strictly and what does not fit it is refused, never
mended. Structure is read before encoded words are decoded: an encoded comma or bracket is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category, normalize

from baraza.base.channels.email.decode import decode_header, one_line

NAME_LIMIT = 200
ADDRESS_LIMIT = 254  # RFC 5321, 4.5.3.1.3
LOCAL_PART_LIMIT = 64
HEADER_LIMIT = 200_000
COUNT_LIMIT = 1_000
CUT = "…"  # refused: everything past the limits


@dataclass(frozen=True, slots=True)
class Address:
    """A display name (may be empty) and an address in lower case, its domain in ASCII."""

    name: str
    address: str


_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u00a0-\U0010ffff"
_TOKEN = re.compile(
    rf"""(?P<blank>[\ \t\r\n]+)
    |(?P<atom>[{_ATEXT}.]+)
    |"(?P<quoted>(?:[^"\\]|\\.)*+)"
    |(?P<special>[<>@,;:])
    |(?P<comment>\()
    |(?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)
_COMMENT_STEP = re.compile(r"[^()\\]*+(?:\\.[^()\\]*+)*+([()])", re.DOTALL)
_LOCAL = re.compile(rf"[{_ATEXT}.]+")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_USUAL = re.compile(
    r"""\s*+(?:(?:"(?P<quoted>[^"\\=@<>]*+)"|(?P<plain>[A-Za-z0-9 .'-]*+))\s*+
    <(?P<angle>[A-Za-z0-9._+-]++@[A-Za-z0-9.-]++)>
    |(?P<bare>[A-Za-z0-9._+-]++@[A-Za-z0-9.-]++))\s*+""",
    re.VERBOSE,
)


def read_addresses(value: str, *, hint: str | None = None) -> tuple[list[Address], list[str]]:
    """The sound mailboxes of a raw header value, in order, and what was refused (as text).

    Members of groups count; an empty group is no defect. `hint`: see `decode_bytes`.
    """
    usual = _USUAL.fullmatch(value) if len(value) < 1_000 else None
    if usual:
        address = _checked(usual["angle"] or usual["bare"])
        if address is not None:
            name = one_line(usual["quoted"] or usual["plain"] or "", limit=NAME_LIMIT)
            return [Address(name, address)], []
    found: list[Address] = []
    refused: list[str] = []
    if len(value) > HEADER_LIMIT:
        refused.append(CUT)
    waiting_name = ""
    for count, mailbox in enumerate(_mailboxes(value[:HEADER_LIMIT])):
        if count == COUNT_LIMIT:
            refused.append(CUT)
            break
        result = _read_mailbox(mailbox, hint=hint)
        if isinstance(result, Address):
            if waiting_name:
                name = one_line(f"{waiting_name}, {result.name}", limit=NAME_LIMIT)
                result = Address(name, result.address)
                waiting_name = ""
            found.append(result)
            continue
        text = one_line(decode_header(mailbox.text, hint=hint), limit=NAME_LIMIT)
        if waiting_name:
            text = one_line(f"{waiting_name}, {text}", limit=NAME_LIMIT)
        waiting_name = text if mailbox.words_only else ""
        if not waiting_name:
            refused.append(text)
    if waiting_name:
        refused.append(waiting_name)
    return found, refused


@dataclass(slots=True)
class _Mailbox:
    """One comma-separated piece: its tokens as (kind, text), comments kept apart."""

    text: str
    tokens: list[tuple[str, str]]
    comments: list[str]
    sound: bool

    @property
    def words_only(self) -> bool:
        """An unquoted "Doe" of `Doe, Jane <jane@…>`: a piece of a name, harmless."""
        return self.sound and all(kind in {"atom", "quoted", "blank"} for kind, _ in self.tokens)


def _mailboxes(value: str) -> Iterator[_Mailbox]:
    tokens: list[tuple[str, str]] = []
    comments: list[str] = []
    sound, start, at, in_angle, in_group = True, 0, 0, False, False
    words = ""  # what the tokens are: nothing yet, "some" words only, "and more"
    while at < len(value):
        match = _TOKEN.match(value, at)
        kind = match.lastgroup
        text = match[kind]
        begin, at = at, match.end()
        if kind == "comment":
            end = _comment_end(value, at)
            if end is None:
                # Everything behind an open bracket is in doubt.
                yield _Mailbox(value[start:], [*tokens, ("bad", "(")], comments, False)
                return
            comments.append(value[at : end - 1])
            tokens.append(("blank", " "))
            at = end
        elif kind == "special" and text in ",;" and not in_angle:
            if text == ";" and not in_group:
                sound = False
            in_group = in_group and text != ";"
            if _says_something(tokens):
                yield _Mailbox(value[start:begin], tokens, comments, sound)
            tokens, comments, sound, words, start = [], [], True, "", at
        elif kind == "special" and text == ":" and words == "some" and not in_group:
            in_group = True
            tokens, comments, words, start = [], [], "", at
        else:
            if kind == "special" and text in "<>":
                sound = sound and in_angle == (text == ">")
                in_angle = text == "<"
            sound = sound and kind != "bad"
            if kind in {"atom", "quoted"}:
                words = words or "some"
            elif kind != "blank":
                words = "and more"
            tokens.append((kind if kind != "special" else text, text))
    if _says_something(tokens):
        yield _Mailbox(value[start:], tokens, comments, sound and not in_angle and not in_group)


def _says_something(tokens: list[tuple[str, str]]) -> bool:
    return any(kind != "blank" for kind, _ in tokens)


def _comment_end(value: str, at: int) -> int | None:
    depth = 1
    while depth:
        step = _COMMENT_STEP.match(value, at)
        if step is None:
            return None
        depth += 1 if step[1] == "(" else -1
        at = step.end()
    return at


def _read_mailbox(mailbox: _Mailbox, *, hint: str | None) -> Address | None:
    if not mailbox.sound:
        return None
    kinds = [kind for kind, _ in mailbox.tokens]
    phrase, opening = "", 0
    before: list[tuple[str, str]] = []
    inside = mailbox.tokens
    if "<" in kinds:
        opening, closing = kinds.index("<"), kinds.index(">")
        if any(kind != "blank" for kind in kinds[closing + 1 :]):
            return None
        inside = mailbox.tokens[opening + 1 : closing]
        before = mailbox.tokens[:opening]
        phrase = _phrase_text(before, hint=hint)
    address = _address_of(inside)
    # `jo@a.example <jo@a.example>` is common; two different addresses are a trick.
    if address is None or ("@" in kinds[:opening] and _address_of(before) != address):
        return None
    if not phrase and mailbox.comments:
        phrase = decode_header(mailbox.comments[-1].replace("\\", ""), hint=hint)
    return Address(one_line(phrase, limit=NAME_LIMIT), address)


def _phrase_text(tokens: list[tuple[str, str]], *, hint: str | None) -> str:
    return decode_header(
        "".join(re.sub(r"\\(.)", r"\1", t) if kind == "quoted" else t for kind, t in tokens),
        hint=hint,
    )


def _address_of(tokens: list[tuple[str, str]]) -> str | None:
    parts = [(kind, text) for kind, text in tokens if kind != "blank"]
    if [kind for kind, _ in parts] not in (["atom", "@", "atom"], ["quoted", "@", "atom"]):
        return None
    return _checked(f"{parts[0][1]}@{parts[2][1]}")


def _checked(address: str) -> str | None:
    """`address` in canonical form, or None: lower case, NFC, an ASCII host name, no surprises."""
    if not address.isascii():
        try:
            address = address.encode("utf-8", "surrogateescape").decode("utf-8")
        except UnicodeError:
            return None
        address = normalize("NFKC", address)
        if any(category(char)[0] in "CZ" for char in address):
            return None
    local, _, domain = address.lower().rpartition("@")
    if "=?" in local or len(local.encode()) > LOCAL_PART_LIMIT or not _LOCAL.fullmatch(local):
        return None
    if not domain.isascii():
        try:
            domain = domain[:ADDRESS_LIMIT].encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    if not _DOMAIN.fullmatch(domain) or len(local.encode()) + 1 + len(domain) > ADDRESS_LIMIT:
        return None
    return f"{local}@{domain}"
