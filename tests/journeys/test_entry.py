"""Calls, visits and paper entered in a real browser, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Window = Callable[..., Page]
PAGES = ["/desk/entry/", "/desk/sheets/"]


def entry(page: Page) -> None:
    """Opens an empty entry with a key, whatever was begun before."""
    page.goto("/desk/inbox/")
    page.keyboard.press("c")
    page.wait_for_url("**/desk/entry/")
    page.goto("/desk/entry/?new=1")
    expect(page.locator("#id_who")).to_be_focused()


def print_sheet(page: Page) -> str:
    """Prints one logbook sheet and opens it; returns its code."""
    page.goto("/desk/sheets/")
    page.locator("[name=count]").fill("1")
    page.locator("[name=count]").press("Enter")
    expect(page.locator(".note.good")).to_be_visible()
    code = page.locator(".roll .code").first.inner_text()
    page.locator("[name=code]").fill(code.lower().replace("-", ""))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/sheet/*/")
    return code


def test_a_call_from_somebody_new_is_kept_and_taken_back(window: Window) -> None:
    page = window()
    entry(page)
    # Nothing was said yet: that is where to go on.
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_text")).to_be_focused()
    window.complaints.clear()
    page.goto("/desk/entry/?new=1")
    expect(page.locator("#id_who")).to_be_focused()
    page.keyboard.type("Zuhura Entered")
    expect(page.locator("[data-new]")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#id_phone")).to_be_focused()
    page.keyboard.type("0712 000 111")
    for _ in range(4):  # e-mail, address, anonymous, what was said
        page.keyboard.press("Tab")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("The clinic has no water.")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast").last).to_contain_text("Kept: Zuhura Entered.")
    expect(page.locator("#id_who")).to_be_focused()
    expect(page.locator("#id_text")).to_have_value("")

    page.locator("#id_who").evaluate("field => field.blur()")
    page.keyboard.press("z")
    page.wait_for_url("**/desk/entry/?draft=*")
    expect(page.locator("#id_text")).to_have_value("The clinic has no water.")
    expect(page.locator(".chosen")).to_contain_text("Zuhura Entered")


def test_what_was_typed_survives_a_closed_browser(window: Window) -> None:
    page = window()
    entry(page)
    page.locator("#id_text").focus()
    page.keyboard.type("The last bus left early.")
    expect(page.locator("#saved")).to_contain_text("Draft kept")
    page.context.close()

    again = window()
    again.goto("/desk/entry/")
    expect(again.locator("#id_text")).to_have_value("The last bus left early.")


def test_a_scan_is_attached_and_seen_in_the_thread(window: Window) -> None:
    page = window()
    entry(page)
    page.locator("[value=letter]").focus()
    page.keyboard.press("Space")
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}
    page.locator("#id_scans").set_input_files(scan)
    expect(page.locator("#files")).to_contain_text("scan.pdf")
    page.locator("#id_text").focus()
    page.keyboard.type("She wrote by hand about her pension.")
    page.get_by_role("button", name="Save and open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.letter")).to_contain_text("scan.pdf", timeout=20_000)


def test_a_sheet_is_entered_without_a_mouse(window: Window) -> None:
    page = window()
    code = print_sheet(page)
    expect(page.locator("#day")).to_be_focused()
    page.locator("#line-1 [name=channel]").focus()
    for number, words in ((1, "The well is dry."), (2, "No teacher since May.")):
        line = page.locator(f"#line-{number}")
        line.locator("[name=time]").focus()
        page.keyboard.press("Enter")
        page.keyboard.type(f"Caller {number}")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.keyboard.type("2")
        page.keyboard.press("Enter")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.locator(f"#line-{number + 1} [name=time]")).to_be_focused()
        expect(line).to_contain_text(words)
    expect(page.locator("#progress")).to_contain_text("2 of 12 lines")

    page.get_by_role("button", name="That is all of it").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".note.good")).to_contain_text("entered already")
    page.goto("/desk/sheets/")
    page.locator("[name=code]").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator(".note.good")).to_contain_text("entered already")


def test_somebody_known_is_chosen_in_a_line(window: Window) -> None:
    page = window()
    print_sheet(page)
    box = page.locator("#line-1 [role=combobox]")
    box.focus()
    page.keyboard.type("wanj")
    expect(page.locator("#found-1 [data-person]").first).to_be_visible()
    name = page.locator("#found-1 [data-person]").first.get_attribute("data-name") or ""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(name)
    expect(page.locator("#line-1 [name=reach]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#line-2 [name=reach]")).to_be_focused()


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_everybody_can_use_it(window: Window, look: str, locale: str) -> None:
    page = window(color_scheme=look, locale=locale)
    for address in PAGES:
        page.goto(address)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    print_sheet(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_nothing_is_wider_than_a_small_telephone(window: Window, locale: str) -> None:
    page = window(width=320, height=640, locale=locale)
    print_sheet(page)
    for address in (page.url, *PAGES):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
