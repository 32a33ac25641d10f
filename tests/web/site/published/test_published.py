"""News, statements and releases as everybody reads them: in the best language, never too early."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from baraza.base.agenda.actions import add_topic
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.engagement.outreach.models import Publication, PublicationKind
from baraza.engagement.press.models import Release
from baraza.web.site.search import shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_search_that_knows_nothing_yet() -> None:
    shelf.forget()


PARAGRAPH = [{"type": "paragraph", "value": "<p>Buses run <b>later</b> now.</p>"}]


def locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def a_publication(title: str, *, code: str = "en", of: Publication | None = None, **more: object):
    one = Publication(
        **{
            "title": title,
            "slug": title.lower().replace(" ", "-"),
            "summary": f"{title} in short",
            "locale": locale(code),
            "body": PARAGRAPH,
            "live": False,
        }
        | more
    )
    if of is not None:
        one.translation_key = of.translation_key
    one.save()
    return one


def published(one: Publication | Release) -> None:
    one.save_revision().publish()


def a_release(title: str, **more: object) -> Release:
    one = Release(
        **{
            "title": title,
            "slug": title.lower(),
            "summary": "In short",
            "locale": locale("en"),
            "live": False,
        }
        | more
    )
    one.save()
    published(one)
    return one


def test_a_draft_is_nowhere(office: Office, visitor: Client):
    a_publication("Later buses")
    for address in ("/", "/news/", "/feeds/news.atom", "/sitemap.xml", "/search/?q=buses"):
        assert "later-buses" not in visitor.get(address).text
    assert visitor.get("/news/later-buses/").status_code == 404


def test_what_is_published_is_in_list_feed_search_sitemap_and_home(office: Office, visitor: Client):
    published(a_publication("Later buses"))
    for address in ("/", "/news/", "/feeds/news.atom", "/sitemap.xml", "/search/?q=buses"):
        assert "later-buses" in visitor.get(address).text, address
    page = visitor.get("/news/later-buses/")
    assert "<b>later</b>" in page.text
    assert "later-buses" not in visitor.get("/statements/").text
    assert visitor.get("/statements/later-buses/").status_code == 404


def test_a_reader_gets_their_language_else_the_offices_first(office: Office, visitor: Client):
    original = a_publication("Later buses")
    published(original)
    french = a_publication("Des bus plus tard", code="fr", of=original, slug="bus")
    published(french)
    assert "Des bus plus tard" in visitor.get("/news/?lang=fr").text
    assert "Later buses" not in visitor.get("/news/?lang=fr").text
    assert "Later buses" in visitor.get("/news/?lang=ar").text
    # An address leads to the text in whichever language it was made.
    assert "Des bus plus tard" in visitor.get("/news/later-buses/?lang=fr").text
    arabic = visitor.get("/news/later-buses/?lang=ar").text
    assert '<article class="written" lang="en" dir="ltr">' in arabic


def test_a_release_stands_nowhere_before_its_embargo_ends(office: Office, visitor: Client):
    noon = datetime(2030, 5, 4, 12, tzinfo=UTC)
    with time_machine.travel(noon - timedelta(hours=3), tick=False):
        a_release("Budget", embargo_until=noon)
    addresses = ("/", "/releases/", "/feeds/releases.atom", "/sitemap.xml", "/search/?q=budget")
    with time_machine.travel(noon - timedelta(seconds=1), tick=False):
        for address in addresses:
            assert "/releases/budget/" not in visitor.get(address).text, address
        assert visitor.get("/releases/budget/").status_code == 404
    shelf.forget()  # as it does by itself every few seconds
    with time_machine.travel(noon + timedelta(seconds=6), tick=False):
        assert visitor.get("/releases/budget/").status_code == 200
        for address in addresses[1:]:
            assert "/releases/budget/" in visitor.get(address).text, address


def test_a_list_is_narrowed_to_a_year_or_a_topic(office: Office, visitor: Client):
    topic = add_topic(name="Roads")
    for year, about in ((2029, topic), (2030, add_topic(name="Water"))):
        with time_machine.travel(datetime(year, 5, 4, tzinfo=UTC)):
            published(a_publication(f"News of {year}", topic=about))
    assert "news-of-2030" not in visitor.get("/news/?year=2029").text
    assert "news-of-2029" in visitor.get("/news/?year=2029").text
    assert "news-of-2030" not in visitor.get(f"/news/?topic={topic.pk}").text
    assert "news-of-2029" in visitor.get("/news/?year=nonsense&topic=x").text


def test_reading_a_list_asks_as_much_for_three_as_for_one(office: Office, visitor: Client):
    topic = add_topic(name="Roads")
    published(a_publication("One", topic=topic))
    visitor.get("/news/?a")
    with CaptureQueriesContext(connection) as one:
        visitor.get("/news/?b")
    for title in ("Two", "Three"):
        published(a_publication(title, topic=topic))
    with CaptureQueriesContext(connection) as three:
        visitor.get("/news/?c")
    assert len(one) == len(three)


def test_words_are_shown_as_words(office: Office, visitor: Client):
    published(a_publication("Odd", summary="<script>alert(1)</script>"))
    assert "<script>alert" not in visitor.get("/news/").text


def test_statements_have_their_own_place(office: Office, visitor: Client):
    published(a_publication("On the flood", kind=PublicationKind.STATEMENT))
    assert "on-the-flood" in visitor.get("/statements/").text
    assert "on-the-flood" not in visitor.get("/news/").text


def test_another_offices_news_is_not_here(two_offices: tuple[Office, Office], visitor: Client):
    with within(two_offices[1]):
        published(a_publication("Elsewhere"))
    assert visitor.get("/news/elsewhere/").status_code == 404
