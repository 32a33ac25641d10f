"""A page or a part of one, read as a browser would, to be asked for what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"meta", "link", "img", "input", "br", "hr", "base"}


@dataclass
class Element:
    """An element with what stands in it: text and elements, in order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    inside: list[Element | str] = field(default_factory=list)

    def all(self, tag: str = "", **wanted: str) -> list[Element]:
        """Elements within, of this tag and with these attributes (`data_key` is data-key;
        `class_` is one of its classes)."""
        return [each for each in self._walk() if each._is(tag, wanted)]

    def one(self, tag: str = "", **wanted: str) -> Element:
        """The first of them. Raises AssertionError when there is none."""
        found = self.all(tag, **wanted)
        assert found, f"no {tag} {wanted}"
        return found[0]

    @property
    def text(self) -> str:
        """All that is written in it, spaces as they are shown."""
        parts = [each if isinstance(each, str) else each.text for each in self.inside]
        return re.sub(r"\s+", " ", " ".join(parts)).strip()

    def _walk(self) -> Iterator[Element]:
        for each in self.inside:
            if isinstance(each, Element):
                yield each
                yield from each._walk()

    def _is(self, tag: str, wanted: dict[str, str]) -> bool:
        if tag and self.tag != tag:
            return False
        if "class_" in wanted:
            wanted = dict(wanted)
            if wanted.pop("class_") not in self.attributes.get("class", "").split():
                return False
        return all(
            self.attributes.get(name.replace("_", "-")) == value for name, value in wanted.items()
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.current = Element("", {})
        # A word may break here, and is one all the same.
        self.is_one_word = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "wbr":
            self.is_one_word = True
            return
        self.is_one_word = False
        new = Element(tag, {name: value or "" for name, value in attrs}, self.current)
        self.current.inside.append(new)
        if tag not in EMPTY:
            self.current = new

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.current.tag, f"</{tag}> closes <{self.current.tag}>"
        self.is_one_word = False
        self.current = self.current.parent or self.root

    def handle_data(self, data: str) -> None:
        inside = self.current.inside
        if self.is_one_word and inside and isinstance(inside[-1], str):
            data = inside.pop() + data
        inside.append(data)


def read(content: bytes) -> Element:
    """Raises AssertionError where tags are not closed in order."""
    reader = _Reader()
    reader.feed(content.decode())
    reader.close()
    assert reader.current is reader.root, f"<{reader.current.tag}> is never closed"
    return reader.root
