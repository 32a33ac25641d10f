"""What a feed of somebody else's holds (RSS 0.9x to 2.0, or Atom: RFC 4287)."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import feedparser
import nh3

MOST = 50
# How much is kept of each, in characters.
TITLE, EXCERPT, LINK = 300, 300, 1000


class NoFeed(ValueError):
    """What came back is neither RSS nor Atom."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news: plain text only, and a link to where it is read."""

    title: str
    link: str
    excerpt: str = ""
    published_date: date | None = None
    language: str = ""


def items_of(feed: bytes) -> list[Item]:
    """The newest 50 with a title and a link to the web. Raises NoFeed."""
    # `bytes` and never an address: feedparser would fetch that by itself.
    found = feedparser.parse(feed, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise NoFeed("neither RSS nor Atom")
    return list(_items(found))[:MOST]


def _items(found: feedparser.FeedParserDict) -> Iterator[Item]:
    language = (found.feed.get("language") or "").split("-")[0].lower()[:10]
    seen = set()
    for entry in found.entries:
        title, link = _plain(entry.get("title"), TITLE), (entry.get("link") or "").strip()
        if not title or link in seen or len(link) > LINK:
            continue
        if urlsplit(link).scheme not in {"http", "https"}:
            continue
        seen.add(link)
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        yield Item(title, link, _plain(entry.get("summary"), EXCERPT), _day(when), language)


def _plain(words: str | None, most: int) -> str:
    text = html.unescape(nh3.clean((words or "")[:20_000], tags=set()))
    text = " ".join(text.replace("\x00", "").split())
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:.– ") + "…"


def _day(parts: object) -> date | None:
    try:
        return date(*parts[:3]) if parts else None  # type: ignore[index]
    except (TypeError, ValueError):
        return None
