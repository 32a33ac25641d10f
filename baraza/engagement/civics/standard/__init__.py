"""The pages and questions that come with the product, as files that translators read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "fr", "es", "ar")
_HERE = files(__package__)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_BOX = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class StandardPage:
    """A page in one language. `key` is where it stands: `parliament/laws` below `parliament`."""

    key: str
    title: str
    summary: str
    body: list[dict[str, Any]]
    # Only headings: it is nothing until the office has written it.
    is_outline: bool = False

    @property
    def slug(self) -> str:
        """Its own part of the address."""
        return self.key.rpartition("/")[2]

    @property
    def above(self) -> str:
        """The key of the page it stands below; empty at the beginning."""
        return self.key.rpartition("/")[0]


@cache
def pages(language: str) -> tuple[StandardPage, ...]:
    """In the order in which they are brought, what stands above first."""
    told = tomllib.loads((_HERE / f"pages_{language}.toml").read_text(encoding="utf-8"))
    return tuple(
        StandardPage(
            key=one["key"],
            title=one["title"],
            summary=one["summary"],
            body=blocks(one["body"]),
            is_outline=one.get("outline", False),
        )
        for one in told["page"]
    )


@cache
def questions(language: str) -> dict[str, dict[str, str]]:
    """Of the quiz: key → its words and for whom it is."""
    told = tomllib.loads((_HERE / f"quiz_{language}.toml").read_text(encoding="utf-8"))
    return {
        f"{reader}-{number}": {**one, "reader": reader}
        for reader in ("adults", "children")
        for number, one in enumerate(told[reader], start=1)
    }


def blocks(text: str) -> list[dict[str, Any]]:
    """A body as Wagtail keeps it, from text: `## heading`, `### heading below`, `- point`,
    `? question` with its answer in the same piece, `[box]` for one that fills itself, else a
    paragraph. Pieces stand between empty lines."""
    made: list[dict[str, Any]] = []
    for piece in re.split(r"\n\s*\n", text.strip()):
        first, _, rest = piece.partition("\n")
        if first.startswith("### "):
            made.append(_block("heading", {"text": first[4:], "size": "h3"}))
        elif first.startswith("## "):
            made.append(_block("heading", {"text": first[3:], "size": "h2"}))
        elif first.startswith("? "):
            asked = {"question": first[2:], "answer": f"<p>{_inline(rest)}</p>"}
            if not made or made[-1]["type"] != "questions":
                made.append(_block("questions", {"questions": []}))
            made[-1]["value"]["questions"].append(asked)
        elif box := _BOX.fullmatch(piece):
            made.append(_block(box[1], None))
        else:
            made.append(_block("paragraph", _paragraph(piece)))
    return made


def _paragraph(piece: str) -> str:
    lines = piece.splitlines()
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    safe = escape(" ".join(text.split()), quote=False)
    linked = _LINK.sub(r'<a href="\2">\1</a>', safe)
    return _BOLD.sub(r"<b>\1</b>", linked)


def _block(kind: str, value: object) -> dict[str, Any]:
    return {"type": kind, "value": value}
