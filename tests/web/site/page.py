"""A page read as a tree, to be asked with ElementTree's XPath."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

EMPTY = {"meta", "link", "img", "input", "br", "hr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree = ElementTree.TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in EMPTY:
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        # An end that does not match its start would fail here: pages are well formed.
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def read(content: bytes) -> ElementTree.Element:
    """The page's root element. Raises AssertionError where tags are not closed in order."""
    reader = _Reader()
    reader.feed(content.decode().partition("<!DOCTYPE html>")[2].strip())
    return reader.tree.close()


def words(element: ElementTree.Element) -> str:
    """All text within, its spaces as they are shown."""
    return re.sub(r"[ \t\r\n]+", " ", "".join(element.itertext())).strip(" ")


def value(content: bytes, name: str) -> str:
    """What a field of the form holds."""
    field = read(content).find(f".//*[@name='{name}']")
    if field.tag == "textarea":
        # Browsers drop the first line break of a textarea; Django writes one for it.
        return (field.text or "").removeprefix("\r\n").removeprefix("\n")
    return field.get("value", "")


def alerts(content: bytes) -> str:
    """What the page says went wrong."""
    page = read(content)
    found = [*page.findall(".//*[@role='alert']"), *page.findall(".//*[@class='errorlist']")]
    return " ".join(words(element) for element in found)
