"""A request that has to be declined, and a signature drawn with the mouse, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_answering import barriers

Window = Callable[..., Page]


def containing(words: str) -> re.Pattern[str]:
    """Any text with these words in it."""
    return re.compile(rf"[\s\S]*{re.escape(words)}[\s\S]*")


def to_decide(page: Page, name: str) -> Locator:
    """A case of theirs that nobody has decided, open; the field of what comes next."""
    page.goto("/desk/cases/?step=decide")
    page.locator("#rows a.row", has_text=name).click()
    following = page.locator("#next")
    expect(following).to_contain_text("Nothing is decided yet")
    return following


def test_declining_takes_a_click_a_reason_and_a_key_and_is_taken_back(window: Window) -> None:
    page = window()
    following = to_decide(page, "Dennis Oluoch")
    following.get_by_role("link", name="Decline").click()
    form = page.locator("form#deciding")
    expect(form.locator("[name=reason]")).to_be_focused()
    letter = form.locator("[name=text]")
    expect(letter).to_have_value(containing("has no fund"))
    assert barriers(page, "deciding") == []

    # Another ground has another letter; what somebody has written themselves stays.
    form.get_by_label("Asks for a job").check()
    expect(letter).to_have_value(containing("open competition"))
    letter.fill("Dear neighbour, we have to say no.")
    with page.expect_response("**/decide/**"):
        form.get_by_label("Asks for a favour").check()
    expect(page.locator("#wait.htmx-request")).to_have_count(0)
    expect(letter).to_have_value("Dear neighbour, we have to say no.")

    # Without a reason nothing is decided, and every word stays.
    page.keyboard.press("Control+Enter")
    expect(form).to_contain_text("Say why, in a line")
    expect(letter).to_have_value("Dear neighbour, we have to say no.")
    window.complaints.clear()  # the browser tells of the 422
    form.locator("[name=reason]").fill("They ask us to stop a bailiff.")
    page.keyboard.press("Control+Enter")
    toast = page.locator(".toast", has_text="Decided: we decline.")
    expect(toast).to_contain_text("It leaves in")
    expect(page.locator("#next")).to_contain_text("This case is closed")
    page.keyboard.press("z")
    expect(page.locator(".toast", has_text="nothing has left")).to_be_visible()
    expect(page.locator("#next")).to_contain_text("Nothing is decided yet")


def test_taken_on_signed_with_the_mouse_and_taken_back_by_whoever_signed(window: Window) -> None:
    page = window()
    to_decide(page, "Thomas Adongo").get_by_role("link", name="Take it on").click()
    form = page.locator("form#deciding")
    expect(form.locator("[name=text]")).to_have_value(containing("we need your permission"))
    form.locator("[name=reason]").fill("Nobody may be put out without an order.")
    form.get_by_label("They need not hear of it").check()
    expect(form.get_by_role("button", name="Decide", exact=True)).to_be_visible()
    page.keyboard.press("Control+Enter")

    expect(page.locator(".toast", has_text="Decided: we take it on.")).to_be_visible()
    part = page.locator("#authorisation")
    if part.evaluate("each => each.open === false"):
        part.locator("> summary").click()
    part.get_by_role("link", name="Write down that they allow it").click()
    pad = page.locator("canvas.pad")
    expect(pad).to_be_visible()
    assert barriers(page, "signing") == []
    page.get_by_label("They made their mark").check()
    expect(pad).to_be_hidden()
    expect(page.get_by_label("Who saw or heard it?")).to_be_visible()
    page.get_by_label("They sign here").check()
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 90)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 40 + 20 * step, box["y"] + 60 + 30 * (step % 2))
    page.mouse.up()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".toast").last).to_contain_text("We may ask now")
    drawn = page.locator(".entries a", has_text="signature.png")
    expect(drawn).to_be_visible()

    part = page.locator("#authorisation")
    if part.evaluate("each => each.open === false"):
        part.locator("> summary").click()
    expect(part).to_contain_text("Signed on a screen")
    part.get_by_text("They take it back").click()
    part.get_by_label("Why, in their words").fill("My brother does it.")
    part.get_by_role("button", name="Ask nobody any more").click()
    expect(page.locator(".toast", has_text="Nobody is asked any more.")).to_be_visible()
    expect(page.locator("#authorisation")).to_contain_text("they no longer want us to ask")
    page.keyboard.press("z")
    expect(page.locator(".toast", has_text="It holds again.")).to_be_visible()


def test_signing_fits_a_telephone(window: Window) -> None:
    page = window(width=320, height=640)
    page.goto("/desk/cases/?search=Dennis")
    number = page.locator("#rows a.row").first.get_attribute("data-conversation")
    page.goto(f"/desk/cases/{number}/authorisation/")
    expect(page.locator("canvas.pad")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(f"/desk/cases/{number}/decide/?decision=decline")
    expect(page.locator("form#deciding")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
