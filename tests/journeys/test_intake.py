"""A case is taken in, in a real browser: on the telephone in Arabic, from a letter by one key, on a
phone, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Window = Callable[..., Page]
NEW = "/desk/cases/new/"
CASE = re.compile(r".*/desk/cases/\d+/")
PAGES = [NEW, f"{NEW}forms/", "/desk/set-up/cases/", "/desk/set-up/cases/1/"]


def test_a_call_in_arabic_becomes_a_case_by_keyboard_alone(window: Window) -> None:
    page = window()
    page.goto(NEW)
    expect(page.locator(".kinds input").first).to_be_focused()
    page.keyboard.press("p")  # the next kind that begins with it: papers, then round to pensions
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(page.get_by_role("radio", name="Pensions")).to_be_checked()
    expect(page.locator("#kind-beside")).to_contain_text("last that was paid")
    page.locator("#id_who").focus()
    page.keyboard.type("فاطمة الزهراء")
    expect(page.locator("[data-new]")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#id_phone")).to_be_focused()
    page.keyboard.type("+254 712 999 111")
    for _ in range(3):  # e-mail, address, year of birth
        page.keyboard.press("Tab")
    page.keyboard.type("1951")
    page.locator("#id_story").focus()
    page.keyboard.type("لم يُصرف معاشي منذ شهر مارس.")
    page.get_by_role("button", name="Nothing to live on").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="This week")).to_be_checked()
    expect(page.locator("#id_urgency_reason")).to_have_value("Nothing to live on")
    page.locator("#id_story").focus()
    page.keyboard.press("Control+Enter")

    page.wait_for_url(CASE)
    expect(page.locator("#subject")).to_have_text("لم يُصرف معاشي منذ شهر مارس.")
    expect(page.locator("main")).to_contain_text("فاطمة الزهراء")
    expect(page.locator(".toast").last).to_contain_text("The case is open.")


def test_a_letter_is_a_case_by_one_key_and_taken_back_by_another(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/")
    page.get_by_text("Disability allowance for my mother").first.click()
    expect(page.locator("#subject")).to_contain_text("Disability allowance")
    page.keyboard.press("i")
    page.wait_for_url("**/cases/new/?letter=*")
    expect(page.locator("#id_story")).to_have_value(re.compile("lost her sight"))
    expect(page.locator(".kinds")).to_contain_text("chosen by the words")
    page.keyboard.press("Control+Enter")

    page.wait_for_url(CASE)
    expect(page.locator("#subject")).to_contain_text("Disability allowance")
    page.keyboard.press("z")
    page.wait_for_url("**/cases/new/?intake=*")
    expect(page.locator("#id_story")).to_have_value(re.compile("lost her sight"))


def test_what_is_told_survives_a_closed_browser(window: Window) -> None:
    page = window()
    page.goto(NEW)
    page.locator("#id_story").fill("The roof of the shelter leaks.")
    expect(page.locator("#saved")).to_contain_text("Draft kept")
    page.context.close()

    again = window()
    again.goto(NEW)
    again.locator(".begun summary").click()
    again.get_by_text("The roof of the shelter leaks.").click()
    expect(again.locator("#id_story")).to_have_value("The roof of the shelter leaks.")


def test_a_photo_of_200_megabytes_is_refused_and_nothing_typed_is_lost(
    window: Window, tmp_path: Path
) -> None:
    huge, fine = tmp_path / "huge.jpg", tmp_path / "fine.png"
    with huge.open("wb") as photo:
        photo.write(b"\xff\xd8\xff")
        photo.truncate(200_000_000)
    fine.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    page = window(390, 844)
    page.goto(NEW)
    page.locator("#id_story").fill("The bridge is gone.")
    page.locator("#id_files").set_input_files([huge, fine])

    expect(page.locator("#too-large")).to_contain_text("is too large: at most 25 MB")
    expect(page.locator("#files")).to_contain_text("fine.png")
    expect(page.locator("#id_story")).to_have_value("The bridge is gone.")


def test_a_mother_asks_for_her_child_on_a_phone(window: Window) -> None:
    page = window(320, 700, has_touch=True)
    page.goto(NEW)
    page.get_by_text("School and study").tap()
    page.locator("#id_who").fill("Neema Journey")
    expect(page.locator("#found-who")).to_contain_text("Neema Journey")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_text("They ask for somebody else").tap()
    page.locator("#id_for_who").fill("Baraka Journey")
    expect(page.locator("#found-for")).to_contain_text("Baraka Journey")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.locator("#id_behalf").select_option("parent")
    page.locator("#id_story").fill("He has no place in class four.")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("button", name="Open the case").tap()

    page.wait_for_url(CASE)
    expect(page.locator("main")).to_contain_text("He has no place in class four.")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_use_it(window: Window, path: str, width: int) -> None:
    page = window(width, 900)
    page.goto(path)
    if path == NEW:
        page.get_by_role("radio", name="Pensions").check()
        expect(page.locator("#kind-beside")).to_contain_text("Pensions")
        page.get_by_label("They ask for somebody else").check()
    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
