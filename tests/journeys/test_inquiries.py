"""An agency is asked and reminded twice, and answers by mail: in a real browser, over real LMTP."""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Running

Window = Callable[..., Page]
LEAVES_IN = 10
PATIENCE = 60


def letters_that_left(product: Running) -> list[EmailMessage]:
    """What the demonstration office has sent so far, the oldest first."""
    kept = sorted(
        product.log.parent.glob("state/files/*/outgoing/*.eml"), key=lambda one: one.stat().st_mtime
    )
    return [
        message_from_bytes(one.read_bytes(), policy=policy.default)  # type: ignore[misc]
        for one in kept
    ]


def letter_to(product: Running, address: str, *, count: int) -> EmailMessage:
    """The newest of so many letters to that address, as soon as it has left."""
    end = time.monotonic() + LEAVES_IN + PATIENCE
    while time.monotonic() < end:
        found = [one for one in letters_that_left(product) if address in str(one["To"])]
        if len(found) >= count:
            return found[-1]
        time.sleep(0.5)
    raise AssertionError(f"no {count} letters to {address} left")


def test_an_inquiry_two_reminders_and_the_answer_by_mail(window: Window, product: Running) -> None:
    page = window()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/desk/cases/due/")
    page.locator("#chases li a").first.click()
    page.wait_for_url(re.compile(r"/desk/cases/\d+/"))
    case_url = page.url.partition("#")[0]
    page.locator("#inquiries, #next").first.wait_for()

    # Asked in two presses: the words are ready.
    page.goto(f"{case_url}ask/")
    expect(page.locator("#ask-text")).to_have_value(re.compile("has asked"))
    address = page.locator("#ask-contact_address").input_value()
    before = len([one for one in letters_that_left(product) if address in str(one["To"])])
    page.locator("#asking button.strong").click()
    page.wait_for_url(re.compile(r"/desk/cases/\d+/"))
    first = letter_to(product, address, count=before + 1)
    assert "reference" in str(first["Subject"])

    # Reminded twice, each time with words that say how long it has been.
    for number in (2, 3):
        page.goto(f"{case_url}?state=closed#inquiries")
        inquiry = page.locator("article.inquiry").first
        inquiry.locator("a.button", has_text="Ask again").click()
        words = inquiry.locator("[id^=writing] textarea[name=text]")
        expect(words).to_have_value(re.compile("wrote to you"))
        inquiry.locator("[id^=writing] button.strong").click()
        expect(page.locator(".toast")).to_be_visible()
        # Also where the list beside it does not show this case.
        assert not [one for one in complaints if "oob" in one]
        letter = letter_to(product, address, count=before + number)
        assert letter["In-Reply-To"]

    # The agency answers the last one, as its own mail program would.
    answer = EmailMessage()
    answer["From"], answer["To"] = (
        f"The clerk <{address}>",
        str(letter["Reply-To"] or letter["From"]),
    )
    answer["Subject"] = f"Re: {first['Subject']}"
    answer["Message-ID"] = f"<journey-{time.time_ns()}@{address.rpartition('@')[2]}>"
    answer["In-Reply-To"] = letter["Message-ID"]
    answer.set_content("The certificate was found. The pension is paid out from June.")
    host, _, port = product.lmtp.partition(":")
    with smtplib.LMTP(host, int(port)) as front_door:
        front_door.send_message(answer)

    answered = page.locator("article.inquiry", has_text="The certificate was found").first
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.goto(f"{case_url}part/?of=inquiries")
        if answered.count():
            break
        time.sleep(1)
    expect(answered.locator(".chip", has_text="Answered")).to_have_count(1)
    expect(answered).to_contain_text("reminded 2 times")

    # Nobody finds it among the constituents' letters.
    page.goto("/desk/inbox/?state=all")
    expect(page.locator("#rows")).not_to_contain_text("The certificate was found")


@pytest.mark.parametrize("width", [320, 1280])
def test_asking_and_what_is_due_keep_nobody_out(window: Window, width: int) -> None:
    page = window(width=width)
    page.goto("/desk/cases/due/")
    link = page.locator("#chases li .acts a").first.get_attribute("href") or ""
    found = []
    for path in ("/desk/cases/due/", link):
        page.goto(path)
        found += [
            (path, violation["id"], [node["html"][:120] for node in violation["nodes"][:2]])
            for violation in Axe().run(page).response["violations"]
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert found == []
