"""Every step of making an appointment is open to everybody; staff open hours, two hundred want the
same twenty times, and the sheet of the day is right. How one is booked, moved and cancelled without
scripts stands in `test_public_site`."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Running

Open = Callable[..., Page]
TELEPHONE = {"width": 320, "height": 640}
LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture
def public(browser: Browser, product: Running) -> Iterator[Open]:
    """A page of somebody who is nobody's staff, without scripts unless they are asked for."""
    contexts = []

    def open_page(**further: Any) -> Page:
        context = browser.new_context(
            base_url=product.address,
            viewport=TELEPHONE,
            **({"java_script_enabled": False, "locale": "en"} | further),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for context in contexts:
        assert context.cookies() == []
        context.close()


def test_nothing_stands_in_anybodys_way_in_any_language(public: Open) -> None:
    page = public(java_script_enabled=True)
    barriers = []
    for language in LANGUAGES:
        page.goto(f"/appointments/?lang={language}")
        for _step in range(6):
            found = Axe().run(page).response["violations"]
            barriers += [(page.url, one["id"], one["nodes"][0]["html"][:120]) for one in found]
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= TELEPHONE["width"], page.url
            choice = page.locator("main .ways a, main .times a").first
            if not choice.count():
                break
            choice.click()
        assert page.locator("form [name=name]").count(), page.url
        page.goto(f"/open-hours/?lang={language}")
        found = Axe().run(page).response["violations"]
        barriers += [(page.url, one["id"], one["nodes"][0]["html"][:120]) for one in found]
    assert barriers == []


def test_two_hundred_want_twenty_times_at_the_same_second(
    window: Callable[..., Page], product: Running
) -> None:
    page = window()
    page.goto("/desk/meetings/purposes/new/")
    page.fill("[name=name]", "Tea with the member")
    page.fill("[name=minutes]", "15")
    page.fill("[name=gap_minutes]", "0")
    page.uncheck("[name=ways][value=in_person]")
    page.check("[name=ways][value=phone]")
    page.locator("[name=hosts]").first.check()
    host = page.locator("[name=hosts]").first.get_attribute("value")
    page.get_by_role("button", name="Keep this").click()
    page.goto("/desk/meetings/hours/new/")
    page.select_option("[name=user]", host)
    page.uncheck("[name=ways][value=in_person]")
    page.check("[name=ways][value=phone]")
    # Six in the morning: nobody has hours then.
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 86_400))
    page.fill("[name=begins]", "01:00")
    page.fill("[name=ends]", "06:00")
    page.locator("summary", has_text="Only some days").click()
    page.fill("[name=first_date]", day)
    page.fill("[name=last_date]", day)
    page.get_by_label("Tea with the member").check()
    page.get_by_role("button", name="Keep this").click()

    site = urlsplit(product.address)
    host_name, port = site.hostname or "", site.port or 80

    def ask(method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        # By number: not every machine knows names below localhost.
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        headers = {"Host": f"{host_name}:{port}"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    _status, body = ask("GET", "/appointments/?lang=en")
    [purpose] = re.findall(r'purpose=(\d+)[^"]*"><strong>(?:<bdi>)?Tea with the member', body)
    _status, body = ask("GET", f"/appointments/?lang=en&purpose={purpose}&date={day}")
    pages = [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+/book/[^"]+)"', body)]
    assert len(pages) == 20
    tokens = []
    for number in range(200):
        _status, form = ask("GET", pages[number % 20])
        tokens += re.findall(r'name="token" value="([^"]+)"', form)
    ready = Barrier(200)

    def send(number: int) -> int:
        target = pages[number % 20]
        typed = {
            "name": f"Visitor {number}",
            "email": f"visitor{number}@post.example",
            "token": tokens[number],
            "start": target.rpartition("start=")[2],
        }
        ready.wait()
        status, said = ask("POST", target, typed)
        assert status != 409 or "Somebody was a moment quicker" in said
        return status

    with ThreadPoolExecutor(200) as pool:
        assert Counter(pool.map(send, range(200))) == {302: 20, 409: 180}
    page.goto(f"/desk/meetings/?day={day}")
    expect(page.locator(".meeting", has_text="Visitor")).to_have_count(20)
