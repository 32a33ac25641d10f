"""The morning at the desk, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Window = Callable[..., Page]


def test_from_signing_in_to_the_first_letter_in_one_key(window: Window) -> None:
    page = window()
    page.goto("/desk/")
    page.wait_for_url("**/desk/today/")
    first = page.locator("#main .row").first
    subject = first.locator(".subject").inner_text()
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("j")
    expect(page.locator("#subject")).to_have_text(subject)


def test_a_number_opens_what_it_counts(window: Window) -> None:
    page = window()
    page.goto("/desk/today/")
    late = page.locator("section[aria-labelledby=offices] .late a")
    number = int(late.locator("strong").inner_text())
    late.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/inbox/?late=1")
    assert number > 0
    expect(page.locator("#rows .row")).to_have_count(number)


def test_the_preview_answers_while_one_chooses(window: Window) -> None:
    page = window()
    page.goto("/desk/set-up/duty/")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("10 working days")
    page.locator("select[name='if-channel']").focus()
    page.keyboard.type("Web")
    expect(preview).to_contain_text("Web form")
    expect(preview).to_contain_text("5 working days")
    assert not Axe().run(page).response["violations"]


def test_taken_away_and_brought_back_with_a_key(window: Window) -> None:
    page = window()
    page.goto("/desk/set-up/duty/")
    targets = page.locator("section[aria-labelledby=when] .line")
    expect(targets.first).to_be_visible()
    before = targets.all_inner_texts()
    targets.first.locator("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Taken away")).to_be_visible()
    assert len(targets.all_inner_texts()) == len(before) - 1
    page.keyboard.press("z")
    expect(targets).to_have_count(len(before))
    assert targets.all_inner_texts() == before
