"""With an old telephone: how to reach the office; a crisis is said, and is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Running

Open = Callable[..., Page]
TELEPHONE = {"width": 320, "height": 640}
PAGES = ["/contact/", "/contact/write/", "/resources/"]


@pytest.fixture
def public(browser: Browser, product: Running) -> Iterator[Open]:
    """Opens a page of somebody who is nobody's staff, without scripts unless asked."""
    contexts = []

    def open_page(**further: Any) -> Page:
        context = browser.new_context(
            base_url=product.address,
            viewport=TELEPHONE,
            **({"java_script_enabled": False, "locale": "en"} | further),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        assert context.cookies() == []
        context.close()


def test_where_the_office_is_and_how_to_get_in(public: Open) -> None:
    page = public()
    page.goto("/contact/")
    expect(page.get_by_role("heading", level=1)).to_have_text("How can you reach us?")
    page.locator(".venue h3 a").first.click()
    expect(page.get_by_role("heading", name="How to get there")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Its hours in your calendar").click()
    assert downloading.value.suggested_filename.endswith(".ics")


@pytest.mark.parametrize(("locale", "scheme"), [("en", "light"), ("ar", "dark"), ("fr", "light")])
def test_nothing_stands_in_anybodys_way(public: Open, locale: str, scheme: str) -> None:
    page = public(java_script_enabled=True, locale=locale, color_scheme=scheme)
    page.goto("/contact/")
    offices = [link.get_attribute("href") for link in page.locator(".venue h3 a").all()]
    barriers, too_wide = [], []
    for address in [*PAGES, *offices]:
        page.goto(address)
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            barriers.append((address, violation["id"], nodes))
        if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
            too_wide.append(address)
    assert barriers == []
    assert too_wide == []


def test_a_form_is_closed_and_opened_by_hand(window: Callable[..., Page], public: Open) -> None:
    desk, outside = window(), public()
    desk.goto("/desk/set-up/attendance/")
    line = desk.locator("section:has(#way-form)")
    line.locator("details summary").first.click()
    line.get_by_role("button", name="Close it by hand").click()
    outside.goto("/contact/write/")
    expect(outside.locator("h1")).to_have_text("The letter form is closed for now")
    expect(outside.locator("main")).to_contain_text("+44 7700 900100")
    desk.get_by_role("button", name="Undo").click()
    expect(line.locator(".chip").first).to_have_text("open")
    outside.goto("/contact/write/")
    expect(outside.locator("textarea").first).to_be_visible()


def open_until(page: Page, address: str, *, in_crisis: bool) -> None:
    """Copies of a page are kept for seconds."""
    for _ in range(30):
        page.goto(address)
        if bool(page.locator(".crisis").count()) == in_crisis:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{address} has not changed within fifteen seconds")


def test_a_crisis_is_said_in_each_language_and_is_over(
    window: Callable[..., Page], public: Open
) -> None:
    desk, outside = window(), public()
    desk.goto("/desk/set-up/crisis/")
    desk.get_by_role("link", name="Flood or storm").click()
    desk.fill("[name=guidance]", "What to do https://civil.example/floods")
    desk.get_by_role("button", name="Say it on every page").click()
    expect(desk.locator(".note[role=status]")).to_be_visible()
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        open_until(outside, f"/?lang={language}", in_crisis=True)
        top = outside.locator(".crisis")
        expect(top).to_be_visible()
        assert outside.locator("html").get_attribute("dir") == direction
        expect(top.locator("a").first).to_have_attribute("href", "https://civil.example/floods")
    desk.get_by_role("button", name="It is over").click()
    open_until(outside, "/", in_crisis=False)
