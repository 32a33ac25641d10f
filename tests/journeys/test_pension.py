"""A pension that stopped: from a call in Arabic to the agency's answer, to the end of the case, and
from forty like it to a parliamentary question."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PROJECT, Running
from tests.journeys.test_answering import barriers

Window = Callable[..., Page]
CASE = re.compile(r".*/desk/cases/\d+/")
# The agency answers the newest letter of the newest inquiry, as its mail program would.
ANSWER = """
import django
django.setup()
from django.utils import timezone
from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.office_register.queries import office_by_slug, within
from baraza.engagement.casework.models import Inquiry
with within(office_by_slug(slug="demo")):
    inquiry = Inquiry.objects.select_related("organisation").latest("pk")
    asked = inquiry.conversation.messages.latest("happened_at", "pk")
    letter = (
        f"From: Registry <{inquiry.contact_address}>\\r\\nTo: {asked.author_address}\\r\\n"
        f"Subject: Re: {asked.subject}\\r\\nMessage-ID: <paid-{inquiry.pk}@registry.example>\\r\\n"
        f"In-Reply-To: <{asked.message_id}>\\r\\nDate: {timezone.now():%a, %d %b %Y %H:%M:%S} +0000"
        "\\r\\n\\r\\nThe arrears are paid on Friday. The file number is MW-4711.\\r\\n"
    )
    store_arrivals(
        source="journey", arrivals=[Arrival(content=letter.encode(), is_live=True)],
        now=timezone.now(),
    )
"""


def test_a_missed_pension_from_the_call_to_the_end_of_the_case(
    window: Window, product: Running
) -> None:
    page = window()
    _take_in(page)
    _decide_and_allow(page)
    _ask_and_remind(page)
    answered = subprocess.run(
        [sys.executable, "-c", ANSWER],
        cwd=PROJECT,
        env=os.environ
        | {
            "BARAZA_HOME": str(product.log.parent / "state"),
            "DJANGO_SETTINGS_MODULE": "baraza.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert answered.returncode == 0, answered.stderr[-2000:]
    _hear_the_answer(page)
    _tell_by_text_message_and_letter(page)
    _close(page)


def test_forty_like_it_become_a_parliamentary_question(window: Window) -> None:
    page = window()
    page.goto("/desk/cases/patterns/")
    card = page.locator("article.card", has_text="Pensions").first
    if card.count():
        card.get_by_role("button", name="One cause: gather them").click()
        page.locator("[name=name]").fill("Pensions stop although the receipt is there")
        page.get_by_role("button", name="Keep").click()
    else:
        page.locator("a.row").first.click()
    expect(page.get_by_role("heading", name="Make something of it")).to_be_visible()
    assert barriers(page, "pattern") == []
    page.get_by_role("button", name="Parliamentary question").click()
    words = page.locator("textarea[name=text]")
    expect(words).to_have_value(re.compile(r"\d+"))
    expect(words).not_to_have_value(re.compile("Fatuma|فاطمة"))


def _take_in(page: Page) -> None:
    page.goto("/desk/cases/new/")
    page.get_by_role("radio", name="Pensions").check()
    page.locator("#id_who").fill("زينب الحداد")
    expect(page.locator("[data-new]")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.locator("#id_phone").fill("+254 712 999 222")
    page.locator("#id_story").fill("توقف معاشي منذ ثلاثة أشهر ولم يجبني أحد.")
    page.locator("#id_story").press("Control+Enter")
    page.wait_for_url(CASE)


def _decide_and_allow(page: Page) -> None:
    page.locator("#next").get_by_role("link", name="Take it on").click()
    form = page.locator("form#deciding")
    form.locator("[name=reason]").fill("Three months without an answer.")
    form.get_by_label("They need not hear of it").check()
    expect(form.get_by_role("button", name="Decide", exact=True)).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Write down that they allow it").click()
    page.get_by_label("They made their mark").check()
    page.get_by_label("Who saw or heard it?").fill("Grace Achola, at the desk")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".toast").last).to_contain_text("We may ask now")


def _ask_and_remind(page: Page) -> None:
    part = _opened(page, "#inquiries")
    part.get_by_role("link", name=re.compile("Pensions Board")).first.click()
    asking = page.locator("form#asking")
    expect(asking.locator("[name=text]")).to_have_value(re.compile("زينب|pension", re.IGNORECASE))
    asking.get_by_role("button", name="Send").click()
    for times in ("reminded once", "reminded 2 times"):
        part = _opened(page, "#inquiries")
        part.get_by_role("link", name="Ask again").first.click()
        writing = page.locator("form[id^=writing]")
        expect(writing.locator("[name=text]")).not_to_have_value("")
        writing.get_by_role("button", name="Send").click()
        expect(_opened(page, "#inquiries")).to_contain_text(times)


def _hear_the_answer(page: Page) -> None:
    for _ in range(40):
        page.reload()
        part = _opened(page, "#inquiries")
        if part.get_by_text("Answered", exact=True).count():
            break
        page.wait_for_timeout(500)
    expect(part).to_contain_text("The arrears are paid on Friday")


def _tell_by_text_message_and_letter(page: Page) -> None:
    for way, button in (("By text message", "They know now"), ("On paper", "To the printer")):
        page.goto(f"{_file(page)}tell/")
        form = page.locator("form#tell")
        form.get_by_label(way, exact=True).check()
        expect(form.get_by_role("button", name=button)).to_be_visible()
        expect(form.locator("[name=text]")).not_to_have_value("")
        if way == "On paper":
            form.locator("[name=address]").fill("زينب الحداد\n12 Harbour Road\nMwambani")
        else:
            expect(form.get_by_role("status")).to_contain_text(re.compile(r"\d+ signs"))
        form.get_by_role("button", name=button).click()
        page.wait_for_url(lambda address: "/tell/" not in address)


def _close(page: Page) -> None:
    page.goto(f"{_file(page)}close/")
    form = page.locator("form#close")
    form.get_by_label("Solved", exact=True).check()
    form.locator("[name=changed]").fill("Three months of pension, paid at once.")
    form.get_by_label("They need not hear of it").check()
    expect(form.locator("[name=changed]")).to_have_value("Three months of pension, paid at once.")
    form.get_by_role("button", name="Close the case").click()
    expect(page.locator("#next")).to_contain_text("This case is closed")


def _file(page: Page) -> str:
    """The address of the case's file."""
    found = CASE.match(page.url)
    assert found, page.url
    return found[0]


def _opened(page: Page, part: str) -> Locator:
    found = page.locator(part)
    found.wait_for(state="attached")
    if found.evaluate("each => each.tagName === 'DETAILS' && !each.open"):
        found.locator("> summary").click()
    return found
