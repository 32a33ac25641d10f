"""vCards (RFC 6350 and 2426) as rows of the same fields a table has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from baraza.common.lazily import Lazily

vobject = Lazily("vobject")
CARD_LIMIT = 1_000_000


def cards_in(path: Path) -> Iterator[dict[str, list[str]]]:
    """One dictionary a card, field → values; a card that cannot be read is an empty one."""
    for text in _texts(path):
        try:
            card = vobject.readOne(text, ignoreUnreadable=True, allowQP=True)
        except (
            vobject.base.ParseError,
            StopIteration,
            ValueError,
            AttributeError,
            UnicodeError,
            IndexError,
        ):
            yield {}
        else:
            yield _fields(card)


def _texts(path: Path) -> Iterator[str]:
    lines: list[str] = []
    size = 0
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            size += len(line)
            if size <= CARD_LIMIT:  # the photograph of a careless phone
                lines.append(line)
            if line.strip().upper() == "END:VCARD":
                yield "".join(lines)
                lines, size = [], 0


def _fields(card: vobject.base.Component) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, field in (("fn", "name"), ("email", "email"), ("tel", "phone"), ("lang", "language")):
        for line in card.contents.get(name, []):
            if str(line.value).strip():
                found.setdefault(field, []).append(str(line.value).removeprefix("tel:"))
    for line in card.contents.get("n", [])[:1]:
        found["given_name"] = [_joined(line.value.given)]
        found["family_name"] = [_joined(line.value.family)]
    for line in card.contents.get("adr", [])[:1]:
        parts = (line.value.street, line.value.city, line.value.code)
        found["address"] = [text for part in parts if (text := _joined(part))]
    for line in card.contents.get("bday", [])[:1]:
        found["birth_year"] = [str(line.value)[:4]]
    for line in card.contents.get("nickname", []):
        found.setdefault("other_names", []).append(_joined(line.value))
    for line in card.contents.get("categories", []):
        found.setdefault("group", []).extend(map(str, line.value))
    for line in card.contents.get("uid", [])[:1]:
        found["external_id"] = [str(line.value)]
    return {field: [v for v in values if v.strip()] for field, values in found.items()}


def _joined(value: object) -> str:
    parts = value if isinstance(value, list | tuple) else [value]
    return " ".join(str(part) for part in parts if str(part).strip())
