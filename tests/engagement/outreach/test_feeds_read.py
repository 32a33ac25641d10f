"""Feeds of others: plain text out, whatever comes in."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.engagement.outreach.feeds_read import EXCERPT, TITLE, Item, NoFeed, items_of

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Water</title>
<language>fr-CA</language>{items}</channel></rss>"""


def rss(*items: str) -> bytes:
    return RSS.format(items="".join(f"<item>{item}</item>" for item in items)).encode()


def test_an_item_is_title_link_a_few_words_and_its_day():
    feed = rss(
        "<title>Water is back</title><link>https://water.example/1</link>"
        "<description>&lt;p&gt;In &lt;b&gt;all&lt;/b&gt; streets.&lt;/p&gt;</description>"
        "<pubDate>Mon, 04 May 2026 09:00:00 GMT</pubDate>"
    )
    assert items_of(feed) == [
        Item(
            title="Water is back",
            link="https://water.example/1",
            excerpt="In all streets.",
            published_date=date(2026, 5, 4),
            language="fr",
        )
    ]


def test_atom_is_read_as_well():
    feed = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry>
    <title>Polling stations</title><link href="https://vote.example/a"/>
    <updated>2026-05-04T09:00:00Z</updated></entry></feed>"""
    assert [item.title for item in items_of(feed)] == ["Polling stations"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "", "//x"])
def test_what_does_not_lead_to_the_web_is_left_out(link: str):
    assert items_of(rss(f"<title>Odd</title><link>{link}</link>")) == []


def test_scripts_in_titles_are_not_kept():
    feed = rss(
        "<title>&lt;script&gt;steal()&lt;/script&gt;News</title>"
        "<link>https://water.example/1</link>"
    )
    assert [item.title for item in items_of(feed)] == ["News"]


def test_long_words_end_at_a_word():
    words = "water " * 200
    feed = rss(
        f"<title>{words}</title><link>https://water.example/1</link>"
        f"<description>{words}</description>"
    )
    [item] = items_of(feed)
    assert len(item.title) <= TITLE
    assert len(item.excerpt) <= EXCERPT
    assert item.excerpt.endswith("water…")


def test_the_same_link_twice_is_one_item():
    one = "<title>A</title><link>https://water.example/1</link>"
    assert len(items_of(rss(one, one))) == 1


@pytest.mark.parametrize("body", [b"", b"<html><body>Hello</body></html>", b"\x00\xff\xfe"])
def test_what_is_no_feed_is_said_to_be_none(body: bytes):
    with pytest.raises(NoFeed):
        items_of(body)


@given(st.binary(max_size=400))
def test_no_bytes_break_it(body: bytes):
    with suppress(NoFeed):
        items_of(body)


def test_an_entity_bomb_is_not_unfolded():
    bomb = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">
    <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
    <rss version="2.0"><channel><item><title>&c;</title><link>https://x.example/1</link></item>
    </channel></rss>"""
    assert all(len(item.title) <= TITLE for item in items_of(bomb))
