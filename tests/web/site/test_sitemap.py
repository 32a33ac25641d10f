"""All pages of the site, for people and for search engines."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client

from baraza.base.agenda.models import Priority
from baraza.web.site import navigation, sitemap
from baraza.web.site.parts import Group, Listed, Pages, Section
from tests.web.site.page import read, words

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_every_area_with_content_is_listed_once_in_every_language(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [Listed("/news/7/", datetime(2026, 5, 4, tzinfo=UTC)), Listed("/contact/")]
    monkeypatch.setattr(sitemap, "PAGES", [Pages(lambda: listed)])
    answer = visitor.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    urls = ElementTree.fromstring(answer.content)
    found = [url.findtext(f"{NS}loc") for url in urls]
    assert len(found) == len(set(found))
    assert "http://highlands.localhost/contact/" in found
    assert "http://highlands.localhost/news/7/" in found
    assert len(urls[0].findall("{http://www.w3.org/1999/xhtml}link")) == 4


@pytest.mark.parametrize("content", [True, False])
def test_an_area_without_content_is_shown_nowhere(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, content: bool
) -> None:
    section = Section("Boats", "feeds", lambda: content, Group.WORK, first=True)
    nothing = Section("Nothing", "offline", Priority.objects.none, Group.WORK)
    monkeypatch.setattr(navigation, "SECTIONS", [*navigation.SECTIONS, section, nothing])
    for path in ("/", "/sitemap/"):
        page = words(read(visitor.get(path).content))
        assert ("Boats" in page) == content
        assert "Nothing" not in page
    assert (b"/feeds/" in visitor.get("/sitemap.xml").content) == content


def test_the_place_one_is_in_is_marked(visitor: Client) -> None:
    page = read(visitor.get("/help/").content)
    bar = page.find(".//nav[@class='bar']")
    marked = [words(link) for link in bar.iter("a") if "aria-current" in link.attrib]
    assert {*marked} == {"Get help"}


def test_pages_name_their_own_address_and_their_other_languages(visitor: Client) -> None:
    head = read(visitor.get("/help/?lang=fr&place=3").content).find(".//head")
    links = {(link.attrib["rel"], link.attrib.get("hreflang", "")): link.attrib["href"]
             for link in head.iter("link")}  # fmt: skip
    assert links["canonical", ""] == "http://highlands.localhost/help/?lang=fr"
    assert links["alternate", "ar"] == "http://highlands.localhost/help/?lang=ar"
    assert links["alternate", "x-default"] == "http://highlands.localhost/help/"
