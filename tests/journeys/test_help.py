"""A constituent asks for help with a telephone that runs no scripts, and sees how it stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Running

Open = Callable[..., Page]
TELEPHONE = {"width": 320, "height": 640}


@pytest.fixture
def public(browser: Browser, product: Running) -> Iterator[Open]:
    """Opens a page of somebody who is nobody's staff; without scripts, unless they are asked for
    to look for barriers.
    """
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


def press(page: Page, words: str) -> None:
    """The button with these words that people see, not the one Enter presses."""
    page.get_by_role("button", name=words, exact=True).click()


def answer_everything(page: Page) -> None:
    """Whatever the kind asks."""
    for field in page.locator("main form input[type=text], main form textarea").all():
        field.fill("77")
    for field in page.locator("main form input[type=date]").all():
        field.fill("2026-03-01")
    for field in page.locator("main form select").all():
        field.select_option(index=1)
    for group in page.locator("main form fieldset:has([type=radio])").all():
        group.locator("[type=radio]").first.check()


def test_a_daughter_asks_for_her_father_and_looks_how_it_stands(public: Open) -> None:
    page = public()
    page.goto("/")
    page.get_by_role("link", name="Get help", exact=True).first.click()
    page.get_by_role("link", name="Ask for help").first.click()
    page.locator("main form .ways button").first.click()
    page.fill("[name=story]", "My father's pension stopped in March.")
    page.check("[name=haste][value=days]")
    expect(page.locator(".haste .ring")).to_be_visible()
    press(page, "Save, and finish later")
    code = page.locator(".lead .code").inner_text()

    other = public()
    other.goto("/help/ask/go-on/")
    other.fill("[name=code]", code.lower())
    press(other, "Go on")
    assert "stopped in March" in other.input_value("[name=story]")
    press(other, "Next")
    answer_everything(other)
    press(other, "Next")
    other.check("[name=whom][value=other]")
    other.fill("[name=their_name]", "Hassan Duale")
    other.select_option("[name=behalf]", "child")
    other.fill("[name=name]", "Amina Duale")
    other.fill("[name=phone]", "+254 700 123 456")
    other.fill("[name=birth_year]", "1988")
    press(other, "Next")
    expect(other.locator("main")).to_contain_text("Hassan Duale")
    press(other, "Send it")
    expect(other.locator("h1")).to_have_text("Thank you. It has arrived.")
    assert other.locator(".lead .code").inner_text() == code

    other.get_by_role("link", name="How is my case?").click()
    other.fill("[name=known]", "1987")
    press(other, "Show my case")
    expect(other.locator("[role=alert]")).to_contain_text("We cannot show a case for this.")
    heading = ""
    end = time.monotonic() + 20
    while heading != "We are looking at what we can do." and time.monotonic() < end:
        other.goto(f"/help/status/?code={code}")
        other.fill("[name=known]", "1988")
        press(other, "Show my case")
        heading = other.locator("h1").inner_text()
    assert heading == "We are looking at what we can do."
    other.fill("[name=text]", "A letter came today.")
    press(other, "Send")
    expect(other.locator("[role=status]")).to_contain_text("has arrived")


@pytest.mark.parametrize(("locale", "scheme"), [("en", "light"), ("ar", "dark")])
def test_nothing_stands_in_anybodys_way(public: Open, locale: str, scheme: str) -> None:
    page = public(java_script_enabled=True, locale=locale, color_scheme=scheme)
    barriers, too_wide = [], []

    def look(name: str) -> None:
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            barriers.append((name, violation["id"], nodes))
        if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
            too_wide.append(name)

    for path in ("", "ask/", "ask/go-on/", "status/", "who/", "support/", "answers/"):
        answer = page.goto(f"/help/{path}")
        assert answer is not None
        assert answer.status == 200
        look(path)
    for link in ("/help/who/?kind=", "/help/support/"):
        page.goto(link.partition("?")[0])
        chosen = page.locator("[name=kind] option").nth(1)
        if chosen.count():
            page.goto(f"{link.partition('?')[0]}?kind={chosen.get_attribute('value')}")
            look(link)
    page.goto("/help/ask/")
    page.locator("main form .ways button").first.click()
    next_step = page.locator("main form .choices button").first
    look("story")
    next_step.click()
    look("story, empty")
    page.fill("[name=story]", "It stopped.")
    next_step.click()
    look("questions")
    answer_everything(page)
    next_step.click()
    page.check("[name=whom][value=other]")
    look("you")
    next_step.click()
    look("you, empty")
    assert barriers == []
    assert too_wide == []
