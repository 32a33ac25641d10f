"""Answering in every way there is, in a real browser, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Window = Callable[..., Page]


def open_first(page: Page) -> str:
    """The first letter that came by e-mail. Who telephoned may have left no address to answer to,
    and which letters come first depends on what other journeys have answered before.
    """
    page.goto("/desk/inbox/?channel=email")
    page.keyboard.press("j")
    letter = page.locator("article.letter")
    expect(letter).to_be_visible()
    return letter.get_attribute("data-conversation") or ""


def barriers(page: Page, name: str) -> list[tuple[str, str, list[str]]]:
    return [
        (name, violation["id"], [node["html"][:120] for node in violation["nodes"][:2]])
        for violation in Axe().run(page).response["violations"]
    ]


def test_ten_form_replies_take_twenty_keys(window: Window) -> None:
    page = window()
    open_first(page)
    for _ in range(10):
        letter = page.locator("article.letter")
        number = letter.get_attribute("data-conversation") or ""
        page.keyboard.press("t")
        # One that names no topic: some of these letters have none yet.
        wanted = page.locator("details.drop[open] [data-number]", has_text="cannot give money")
        expect(wanted).to_be_visible(timeout=10_000)
        page.keyboard.press(f"Shift+Digit{wanted.locator('kbd').inner_text()}")
        expect(letter).not_to_have_attribute("data-conversation", number)
    page.keyboard.press("z")
    page.wait_for_url("**/reply/")
    expect(page.locator("textarea[name=text]")).to_be_visible()
    page.get_by_role("button", name="Put away").click()
    expect(page.locator("textarea[name=text]")).to_have_count(0)


def test_a_session_that_ends_while_writing_gives_the_words_back(window: Window) -> None:
    page = window()
    number = open_first(page)
    page.keyboard.press("r")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type("These words matter.")
    door = page.locator(".toast.trouble a")
    expect(door).to_be_visible()
    assert f"next=%2Fdesk%2Finbox%2F{number}" in (door.get_attribute("href") or "")
    # Signed in again in the same tab.
    page.context.add_cookies([one for one in cookies if one["name"] == "sessionid"])
    assert open_first(page) == number
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile(r"These words matter\.$"))
    expect(page.locator("#saved")).to_contain_text("kept", timeout=15_000)
    page.reload()
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile(r"These words matter\.$"))
    page.get_by_role("button", name="Put away").click()
    expect(page.locator("textarea[name=text]")).to_have_count(0)
    assert not page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('words:'))")
    assert all("40" in each for each in window.complaints)
    window.complaints.clear()


def test_what_waits_for_approval_is_read_approved_and_taken_back_by_keys(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/approvals/")
    assert barriers(page, "approvals") == []
    page.keyboard.press("j")
    asked = page.locator(".asked")
    expect(asked).to_contain_text("asks whether this may leave")
    assert barriers(page, "a text that waits") == []
    page.keyboard.press("v")
    expect(page.locator(".toast").last).to_contain_text("It leaves in")
    page.keyboard.press("z")
    expect(asked).to_be_visible()

    page.keyboard.press("b")
    expect(page.locator(".remark textarea")).to_be_focused()
    page.keyboard.type("Name a day.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("with your words")
    page.goto("/desk/inbox/approvals/")
    expect(page.locator("main")).to_contain_text("Nothing waits for you")


def test_a_letter_is_passed_on_and_taken_back_by_keys(window: Window) -> None:
    page = window()
    number = open_first(page)
    page.keyboard.press("g")
    expect(page.locator(".passing [name=to]")).to_be_focused()
    assert barriers(page, "passing on") == []
    page.keyboard.type("Ministry of Lands <lands@gov.example>")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("The letter goes to Ministry of Lands")
    page.keyboard.press("z")
    expect(page.locator("article.letter")).to_have_attribute("data-conversation", number)
    expect(page.locator(".passing [name=to]")).to_have_value(
        "Ministry of Lands <lands@gov.example>"
    )
    expect(page.locator(f"#row-{number}")).to_be_visible()


def test_files_are_enclosed_and_seen_and_what_lies_is_refused(
    window: Window, tmp_path: Path
) -> None:
    page = window()
    open_first(page)
    page.keyboard.press("r")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.keyboard.type("See the plan.")
    note, program = tmp_path / "plan.txt", tmp_path / "holiday.jpg"
    note.write_text("First the well, then the road.")
    program.write_bytes(b"MZ\x90\0\3")
    page.set_input_files("input[name=file]", [note, program])
    expect(page.locator("#enclosed .files")).to_contain_text("plan.txt")
    expect(page.locator("#enclosed [role=alert]")).to_contain_text("holiday.jpg")
    assert barriers(page, "files") == []
    number = page.locator("article.letter").get_attribute("data-conversation")
    page.locator("textarea[name=text]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("It leaves in")
    page.goto(f"/desk/inbox/{number}/?state=all")
    seen = page.locator(".ours .seen").last
    seen.locator("summary").press("Enter")
    expect(seen.frame_locator("iframe").locator("body")).to_contain_text("First the well")


def test_an_answer_on_paper_waits_for_the_printer(window: Window) -> None:
    page = window()
    open_first(page)
    page.keyboard.press("r")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.keyboard.type("We come on Monday.")
    page.locator(".beside-writing summary").last.press("Enter")
    page.locator("#envelope").fill("Amani Njeri\nWell Road 3\nMbuni")
    assert barriers(page, "paper") == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("waits for the printer")
    page.goto("/desk/inbox/to-print/")
    expect(page.locator("main")).to_contain_text("Well Road 3")
    assert barriers(page, "to print") == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_composer_and_the_voice_fit_every_window(window: Window, width: int) -> None:
    page = window(width, 740, locale="ar")
    page.goto("/desk/set-up/voice/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page, "voice") == []
    page.goto("/desk/inbox/")
    page.locator("#rows .row").nth(3).click()
    page.locator(".tools .strong").click()
    expect(page.locator("textarea[name=text]")).to_be_visible()
    for summary in page.locator(".beside-writing summary").all():
        summary.click()
    expect(page.locator(".guide")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page, "what is at hand") == []
