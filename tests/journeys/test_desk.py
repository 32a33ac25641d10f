"""A day at the desk, in a real browser, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Window = Callable[..., Page]
KILOBYTE = 1024
PAGES = [
    "/desk/inbox/",
    "/desk/inbox/?state=answered",
    "/desk/inbox/?state=ambiguous",
    "/desk/inbox/machine/",
    "/desk/inbox/quarantine/",
    "/desk/set-up/",
    "/desk/set-up/office/",
    "/desk/set-up/topics/",
    "/desk/set-up/letters/",
    "/desk/set-up/letters/new/",
    "/desk/set-up/mailboxes/",
    "/desk/set-up/mailboxes/new/",
]
# What people open all day; a letter and a person come to these.
SCREENS = [
    "/desk/",
    "/desk/inbox/",
    "/desk/inbox/approvals/",
    "/desk/people/",
    "/desk/entry/",
    "/desk/sheets/",
    "/desk/search/?words=water",
    "/desk/insight/",
    "/desk/insight/week/",
    "/desk/set-up/",
]


def open_first(page: Page, address: str = "/desk/inbox/") -> str:
    """Opens the first letter with a key and returns its number."""
    page.goto(address)
    page.keyboard.press("j")
    letter = page.locator("article.letter")
    expect(letter).to_be_visible()
    return letter.get_attribute("data-conversation") or ""


def test_a_form_reply_in_three_keys_taken_back_and_sent_again(window: Window) -> None:
    page = window()
    # Who telephoned may have left no address that a reply could go to.
    number = open_first(page, "/desk/inbox/?channel=email")
    page.keyboard.press("t")
    expect(page.locator("[data-number]").first).to_be_visible()
    page.keyboard.press("1")
    text = page.locator("textarea[name=text]")
    expect(text).to_be_focused()
    words = text.input_value()
    assert words
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("It leaves in")
    # The next letter is open already, and marked in the list.
    letter = page.locator("article.letter")
    expect(letter).not_to_have_attribute("data-conversation", number)
    following = letter.get_attribute("data-conversation")
    expect(page.locator("#rows [aria-current]")).to_have_attribute(
        "data-conversation", following or ""
    )
    expect(page.locator(f"#row-{number}")).to_have_count(0)

    page.keyboard.press("z")
    page.wait_for_url(f"**/desk/inbox/{number}/reply/")
    expect(page.locator("textarea[name=text]")).to_have_value(words)
    page.locator("textarea[name=text]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast .seconds")).to_be_attached()
    expect(page.locator(".toast")).to_have_count(0, timeout=20_000)

    page.goto(f"/desk/inbox/{number}/?state=all")
    for _ in range(20):
        if page.locator(".ours .delivery").last.inner_text().startswith("Sent"):
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator(".ours .delivery").last).to_contain_text("Sent")


def test_keys_go_by_their_place_on_any_keyboard(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/")
    # An Arabic keyboard gives another letter at the same place.
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown',"
        " {code: 'KeyJ', key: 'ت', bubbles: true}))"
    )
    expect(page.locator("article.letter")).to_be_visible()


def test_next_and_before_walk_the_list_and_leave_a_way_back(window: Window) -> None:
    page = window()
    first = open_first(page)
    page.keyboard.press("j")
    letter = page.locator("article.letter")
    expect(letter).not_to_have_attribute("data-conversation", first)
    page.keyboard.press("k")
    expect(letter).to_have_attribute("data-conversation", first)
    page.go_back()
    expect(letter).not_to_have_attribute("data-conversation", first)
    expect(page.locator("#rows .row").first).to_be_visible()


def test_a_topic_by_keyboard_and_undone(window: Window) -> None:
    page = window()
    open_first(page)
    chip = page.locator(".facts [data-key=KeyL]")
    former = chip.inner_text()
    page.keyboard.press("l")
    expect(page.locator("[data-filters]")).to_be_focused()
    page.keyboard.type("safe")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(chip).to_have_text("Safety")
    page.keyboard.press("z")
    expect(chip).to_have_text(former)


def test_search_while_typing(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/?state=all")
    page.keyboard.press("/")
    page.keyboard.type("levy")
    page.wait_for_url("**/desk/inbox/?search=levy&state=all")
    found = page.locator("#rows .row")
    expect(found.first).to_contain_text("levy", ignore_case=True)
    assert found.count() < 40


def test_keys_can_be_switched_off(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/")
    page.locator(".me summary").click()
    page.locator("[data-look='keys:off']").click()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.wait_for_timeout(500)
    expect(page.locator("article.letter")).to_have_count(0)


def test_all_keys_are_listed_on_a_key(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    # From the first of them on, however many there are.
    expect(page.locator("dialog#keys h2")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()


def test_colours_are_kept_and_right_from_the_first_paint(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/")
    page.locator(".me summary").click()
    page.locator("[data-look='theme:dark']").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload(wait_until="commit")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_a_session_that_ends_while_writing_loses_no_words(window: Window) -> None:
    page = window()
    open_first(page)
    page.keyboard.press("r")
    text = page.locator("textarea[name=text]")
    expect(text).to_be_focused()
    signed_in = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type("These words matter.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast.trouble")).to_contain_text("signed out")
    expect(text).to_have_value(re.compile(r"These words matter\.$"))
    page.context.add_cookies(signed_in)
    page.keyboard.type(" All of them.")
    expect(page.locator("#saved")).to_contain_text("kept")
    expect(page.locator(".toast.trouble")).to_have_count(0)
    page.reload()
    page.keyboard.press("r")
    expect(text).to_be_focused()
    page.keyboard.type(" Still.")
    expect(text).to_have_value(re.compile(r"These words matter\. All of them\. Still\.$"))
    # The next journey may open this letter and find nothing begun.
    page.get_by_role("button", name="Put away").click()
    expect(text).to_have_count(0)
    # The browser itself notes the refusals.
    assert all("40" in each for each in window.complaints)
    window.complaints.clear()


def test_on_a_phone_one_thing_at_a_time_with_buttons_to_move(window: Window) -> None:
    page = window(360, 740, has_touch=True, is_mobile=True)
    page.goto("/desk/inbox/")
    expect(page.locator("#rows")).to_be_visible()
    page.locator("#rows .row").nth(1).tap()
    expect(page.locator("article.letter")).to_be_visible()
    expect(page.locator("#rows")).to_be_hidden()
    first = page.locator("article.letter").get_attribute("data-conversation")
    page.get_by_role("button", name="Next letter").tap()
    expect(page.locator("article.letter")).not_to_have_attribute("data-conversation", first or "")
    page.get_by_role("link", name="Reply").tap()
    expect(page.locator("textarea[name=text]")).to_be_visible()
    page.get_by_role("link", name="Back to the list").tap()
    expect(page.locator("#rows")).to_be_visible()
    small = page.evaluate(
        """[...document.querySelectorAll('a, button, summary, input')]
           .filter(e => e.checkVisibility() && !e.matches('.skip, .hush, [type=hidden]'))
           .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


@pytest.mark.parametrize("width", [320, 360, 768, 1000, 1400])
def test_no_page_is_wider_than_its_window(window: Window, width: int) -> None:
    page = window(width, 740)
    wide = []
    for address in [*PAGES, "/desk/inbox/"]:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(address)
    page.locator("#rows .row").first.click()
    expect(page.locator("article.letter")).to_be_visible()
    if page.evaluate("document.documentElement.scrollWidth") > width:
        wide.append("the letter")
    assert wide == []


@pytest.mark.parametrize(
    "eyes",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"locale": "ar"},
        {"width": 360, "height": 740},
    ],
    ids=["light", "dark", "arabic", "phone"],
)
def test_nothing_stands_in_anybodys_way(window: Window, eyes: dict) -> None:
    page = window(**eyes)
    found = []

    def look(name: str) -> None:
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            found.append((name, violation["id"], nodes))

    for address in PAGES:
        page.goto(address)
        look(address)
    page.goto("/desk/inbox/")
    page.locator("#rows .row").first.click()
    expect(page.locator("article.letter")).to_be_visible()
    look("the letter")
    page.locator(".tools .strong").click()
    expect(page.locator("textarea[name=text]")).to_be_visible()
    look("the composer")
    page.locator(".tools summary").last.click()
    expect(page.locator("[data-number]").first).to_be_visible()
    look("the letters offered")
    assert found == []


def test_every_screen_of_the_desk_is_light(window: Window) -> None:
    page = window()
    found = {}
    for name in ("people", "inbox"):
        page.goto(f"/desk/{name}/")
        # The first ones are those that other journeys write answers and notes to.
        found[name] = page.locator("#rows a.row").last.get_attribute("href") or ""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    def weight(address: str) -> float:
        sizes.clear()
        page.goto(address, wait_until="networkidle")
        return sum(sizes) / KILOBYTE

    first, again = {}, {}
    for address in [*SCREENS, found["people"], found["inbox"]]:
        session.send("Network.clearBrowserCache")
        first[address] = weight(address)
        again[address] = weight(address)
    assert {address: size for address, size in first.items() if size > 40} == {}
    assert {address: size for address, size in again.items() if size > 8} == {}
