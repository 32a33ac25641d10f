"""Public pages from memory: the same for everybody, of one office, and never older than seconds."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from typing import Any

import brotli
import pytest
import time_machine
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.config import ready_pages
from baraza.config.ready_pages import ReadyPages
from baraza.config.visits import Visits
from baraza.config.wsgi import _django
from baraza.insight.actions.visits import record_visits
from baraza.insight.models import Visit


class Browser:
    """Asks the application as the web server does."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.status = ""
        self.headers: dict[str, str] = {}

    def get(self, path: str = "/", *, host: str = "highlands.localhost", **environ: str) -> bytes:
        path, _mark, query = path.partition("?")
        asked = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": host,
            "SERVER_NAME": "here",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        } | environ

        def start(status: str, headers: list[tuple[str, str]], *_more: object) -> None:
            self.status, self.headers = status, dict(headers)

        return b"".join(self.application(asked, start))


@pytest.fixture(autouse=True)
def as_in_a_test(settings: Settings) -> Iterator[None]:
    """Static files keep their names, and a request leaves the test's connection open, as Django's
    own test client sees to."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The seconds that have gone by, to be moved on."""
    now = [1_000.0]
    monkeypatch.setattr(ready_pages, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def browser(two_offices: tuple[Office, Office], clock: list[float]) -> Browser:
    return Browser(ReadyPages(_django))


def test_a_second_reader_costs_no_query_and_reads_the_same(browser: Browser) -> None:
    first = browser.get()
    with CaptureQueriesContext(connection) as queries:
        second = browser.get()
    assert browser.status == "200 OK"
    assert second == first
    assert b"How can we help?" in second
    assert len(queries) == 0


def test_what_is_changed_shows_within_seconds(
    browser: Browser, two_offices: tuple[Office, Office], clock: list[float]
) -> None:
    assert b"Salma Okello" in browser.get()
    with within(two_offices[0]):
        update_profile(member_name="Amina Duale")
    clock[0] += ready_pages.KEPT_SECONDS + 0.1
    assert b"Amina Duale" in browser.get()
    assert "max-age=2" in browser.headers["Cache-Control"]
    assert ready_pages.KEPT_SECONDS + 2 < 5


def test_each_office_has_its_own_pages(browser: Browser) -> None:
    ours, theirs = browser.get(), browser.get(host="lakeside.localhost")
    assert b"Salma Okello" in ours
    assert b"Salma Okello" not in theirs
    assert b"Henri Baptiste" in browser.get(host="LAKESIDE.localhost")
    browser.get(host="nowhere.localhost")
    assert browser.status.startswith("404")


def test_a_browser_that_prefers_another_language_reads_another_page(browser: Browser) -> None:
    assert b'lang="en"' in browser.get(HTTP_ACCEPT_LANGUAGE="en")
    assert b'lang="fr"' in browser.get(HTTP_ACCEPT_LANGUAGE="fr-CA,en;q=0.5")
    assert b'lang="ar"' in browser.get("/?lang=ar", HTTP_ACCEPT_LANGUAGE="fr")
    with CaptureQueriesContext(connection) as queries:
        assert b'lang="fr"' in browser.get(HTTP_ACCEPT_LANGUAGE="fr")
    assert len(queries) == 0
    assert "Accept-Language" in browser.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=1.0", "gzip", gzip.decompress),
        ("identity", "", bytes),
        ("", "", bytes),
    ],
)
def test_it_comes_compressed_as_the_browser_takes_it(
    browser: Browser, accepted: str, encoding: str, read: Callable[[bytes], bytes]
) -> None:
    plain = browser.get()
    for _again in range(2):
        body = browser.get(HTTP_ACCEPT_ENCODING=accepted)
        assert browser.headers.get("Content-Encoding", "") == encoding
        assert int(browser.headers["Content-Length"]) == len(body)
        assert read(body) == plain
    assert "Accept-Encoding" in browser.headers["Vary"]


def test_a_reader_who_has_it_already_is_told_so_in_a_few_bytes(browser: Browser) -> None:
    browser.get()
    known = browser.headers["ETag"]
    assert browser.get(HTTP_IF_NONE_MATCH=f'"other", {known}') == b""
    assert browser.status == "304 Not Modified"
    assert browser.headers["Cache-Control"]
    assert "Content-Type" not in browser.headers
    assert browser.get(HTTP_IF_NONE_MATCH='"other"') != b""


def test_head_says_what_get_would_without_the_page(browser: Browser) -> None:
    length = len(browser.get())
    assert browser.get(REQUEST_METHOD="HEAD") == b""
    assert browser.headers["Content-Length"] == str(length)
    assert browser.get("/help/ask/", REQUEST_METHOD="HEAD") == b""
    assert browser.status == "200 OK"


def test_what_carries_a_mark_of_one_reader_is_never_kept(browser: Browser) -> None:
    assert browser.get("/help/ask/") != browser.get("/help/ask/")
    assert "private" in browser.headers["Cache-Control"]


def test_whoever_is_signed_in_is_not_served_from_memory(browser: Browser) -> None:
    browser.get()
    with CaptureQueriesContext(connection) as queries:
        browser.get(HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=abc")
    assert len(queries) > 0
    assert "ETag" not in browser.headers


@pytest.mark.parametrize("path", ["/desk/", "/accounts/login/", "/nothing/here/", "/healthz"])
def test_nothing_else_is_kept(browser: Browser, path: str) -> None:
    browser.get(path)
    browser.get(path)
    assert "ETag" not in browser.headers


def test_a_page_sent_to_is_passed_on(browser: Browser) -> None:
    browser.get()
    browser.get(REQUEST_METHOD="POST")
    # Refused by Django, which was asked: it has no mark of ours.
    assert browser.status.startswith("403")
    assert "ETag" not in browser.headers


def test_memory_has_a_bound(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready_pages, "MOST_BYTES", 60_000)
    for number in range(12):
        browser.get(f"/?x={number}")
    memory = browser.application
    assert 0 < memory._size <= 60_000
    assert sum(page.size for page in memory._pages.values()) == memory._size
    with CaptureQueriesContext(connection) as queries:
        browser.get("/?x=11")
    assert len(queries) == 0


def test_visits_are_counted_by_day_page_and_language_and_by_nothing_else(
    two_offices: tuple[Office, Office], clock: list[float]
) -> None:
    visits = Visits()
    browser = Browser(ReadyPages(_django, visits=visits))
    with time_machine.travel("2026-05-04T22:00:00Z", tick=False):
        for agent in ("Firefox", "Firefox", "Googlebot/2.1", "curl/8"):
            browser.get("/?lang=fr&q=secret", HTTP_USER_AGENT=agent, REMOTE_ADDR="203.0.113.9")
        browser.get("/", host="lakeside.localhost:8000", HTTP_USER_AGENT="Firefox")
        browser.get("/help/ask/", HTTP_USER_AGENT="Firefox")
        browser.get("/nothing/", HTTP_USER_AGENT="Firefox")
    visits.write()
    visits.write()
    with within(two_offices[0]):
        assert [*Visit.objects.values_list("date", "path", "language", "times")] == [
            (date(2026, 5, 4), "/", "fr", 2)
        ]
    with within(two_offices[1]):
        assert [*Visit.objects.values_list("path", "language", "times")] == [("/", "en", 1)]


def test_visits_of_the_same_page_add_up(office: Office) -> None:
    for _twice in range(2):
        record_visits(counted=[("2026-05-04", "/help/", "en", 3), ("2026-05-04", "/", "ar", 1)])
    assert {visit.path: visit.times for visit in Visit.objects.all()} == {"/help/": 6, "/": 2}
