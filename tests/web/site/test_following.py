"""Feeds and the public calendar, for people's own programs."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import icalendar
import pytest
from django.test import Client

from baraza.web.site import following
from baraza.web.site.parts import Calendar, Entry, Feed, Occasion
from tests.web.site.page import read, words

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        Entry(f"Title <{number}>", f"/news/{number}/", NOW, summary="A & B") for number in range(60)
    ]
    occasions = [
        Occasion("stop-7", "Mobile office", NOW, NOW.replace(hour=11), NOW, "Kitale", "/contact/"),
        Occasion("stop-8", "Called off", NOW, NOW.replace(hour=11), NOW, cancelled=True),
    ]
    monkeypatch.setattr(
        following,
        "FEEDS",
        [Feed("news", "News", lambda _language: entries), Feed("none", "None", lambda _l: [])],
    )
    monkeypatch.setattr(following, "CALENDARS", [Calendar("Stops", lambda _language: occasions)])


@pytest.mark.usefixtures("filled")
def test_a_feed_has_the_newest_entries_with_whole_addresses(visitor: Client) -> None:
    answer = visitor.get("/feeds/news.atom?lang=fr")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == following.NEWEST
    assert entries[0].findtext(f"{ATOM}title") == "Title <0>"
    assert entries[0].find(f"{ATOM}link").attrib["href"] == "http://highlands.localhost/news/0/"
    assert entries[0].findtext(f"{ATOM}updated") == "2026-05-04T09:00:00+00:00"


@pytest.mark.usefixtures("filled")
def test_the_page_of_feeds_leaves_out_what_is_empty(visitor: Client) -> None:
    page = read(visitor.get("/feeds/").content)
    links = {link.attrib["href"] for link in page.findall(".//main//a")}
    assert "/feeds/news.atom?lang=en" in links
    assert "/calendar.ics?lang=en" in links
    assert not any("none" in link for link in links)


@pytest.mark.usefixtures("filled")
def test_the_calendar_keeps_its_ids_and_says_what_is_called_off(visitor: Client) -> None:
    answer = visitor.get("/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    first, second = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert first["UID"] == "stop-7@highlands.localhost"
    assert first.decoded("DTSTART") == NOW
    assert first["URL"] == "http://highlands.localhost/contact/"
    assert second["STATUS"] == "CANCELLED"


def test_a_feed_nobody_made_is_not_there(visitor: Client) -> None:
    assert visitor.get("/feeds/nothing.atom").status_code == 404


def test_an_office_with_nothing_to_follow_says_how_it_works(visitor: Client) -> None:
    assert "feed reader" not in words(read(visitor.get("/feeds/").content).find(".//main"))
