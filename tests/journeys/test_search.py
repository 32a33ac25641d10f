"""Finding something, and taking a suggested topic, in a real browser by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Window = Callable[..., Page]


def violations(page: Page) -> list[str]:
    """What stands in somebody's way."""
    return [one["id"] for one in Axe().run(page).response["violations"]]


def test_from_any_page_to_a_letter_without_the_mouse(window: Window) -> None:
    page = window()
    page.goto("/desk/set-up/")
    page.keyboard.press("/")
    page.wait_for_url("**/desk/search/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("waters")
    rows = page.locator("#found a.row")
    expect(rows.first).to_be_visible()
    expect(page.locator("#found mark").first).to_contain_text("ater", ignore_case=True)
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1, h2").first).to_be_visible()
    assert "/desk/search/" not in page.url
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("waters")
    expect(page.locator("#found a.row").first).to_be_visible()


def test_enter_looks_for_what_was_just_typed(window: Window) -> None:
    page = window()
    page.goto("/desk/search/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("zzyzxq")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("Nothing found")
    expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "locale"), [(320, "en"), (1280, "ar")])
def test_the_search_is_open_to_everybody(
    window: Window, theme: str, width: int, locale: str
) -> None:
    page = window(width, 800, locale=locale, color_scheme=theme)
    page.goto("/desk/search/?search=a")
    expect(page.locator("#found a.row").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_suggested_topic_is_taken_and_given_back_with_keys(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/?state=all")
    suggested = page.locator("#rows .maybe")
    if not suggested.count():
        pytest.skip("every letter of the demonstration has its topic already")
    suggested.first.locator("xpath=ancestor::a").click()
    chip = page.locator("article.letter button.maybe").first
    name = (chip.text_content() or "").strip("? \n")
    assert violations(page) == []
    page.keyboard.press("y")
    expect(page.locator(".toast").last).to_contain_text(name)
    expect(page.locator("article.letter button.maybe")).to_have_count(0)
    page.keyboard.press("z")
    expect(chip).to_be_visible()
