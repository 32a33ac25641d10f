"""Every page of the public site that a link or the sitemap leads to, in four languages: open to
everybody, light, readable on a small telephone and without scripts."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Running
from tests.journeys.test_help import answer_everything

LANGUAGES = ["en", "fr", "es", "ar"]
LINKS = "() => [...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin)"
LINKS += ".map(a => a.pathname)"
# The desk, what is no page, and what belongs to one reader.
NOT_HERE = re.compile(
    r"^/(desk|accounts|studio|api|static|pictures|files|share)/|\.\w{2,5}$|/later/"
)
# Pages of one list differ by what they show, not by what they are: of each list these many.
OF_A_KIND = 2
MOST_BYTES = 60_000
BLOCKED = "Service Worker registration blocked by Playwright"
TELEPHONE = {"width": 320, "height": 640}


def kind_of(path: str) -> str:
    """Which page it is, whatever it shows: the last part counts only where nothing lies above."""
    first, *more = path.strip("/").split("/")
    return "/".join([first, *("*" for _ in more)]) if first not in {"help"} else path


@pytest.fixture(scope="module")
def addresses(browser: Browser, product: Running) -> list[str]:
    """Everything that can be reached from the first page and the sitemap."""
    context = browser.new_context(base_url=product.address, java_script_enabled=True, locale="en")
    page = context.new_page()
    page.goto("/")
    listed = page.evaluate("fetch('/sitemap.xml').then(answer => answer.text())")
    waiting = deque(["/", *(urlsplit(one).path for one in re.findall(r"<loc>([^<]+)", listed))])
    seen: dict[str, int] = {}
    found: list[str] = []
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if path in found or NOT_HERE.search(path) or seen.get(kind, 0) >= OF_A_KIND:
            continue
        seen[kind] = seen.get(kind, 0) + 1
        answer = page.goto(path)
        assert answer is not None, path
        assert answer.status == 200, (path, answer.status)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        found.append(path)
        waiting.extend(page.evaluate(LINKS))
    context.close()
    assert len(found) > 10, found
    return found


@pytest.fixture
def reader(browser: Browser, product: Running) -> Iterator[Callable[..., Page]]:
    """Somebody who reads; no cookie may be left with them."""
    contexts = []

    def opened(**further: Any) -> Page:
        context = browser.new_context(
            base_url=product.address, service_workers="block", **({"locale": "en"} | further)
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        assert context.cookies() == []
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_open_to_everybody(
    reader: Callable[..., Page], addresses: list[str], language: str
) -> None:
    page = reader(viewport=TELEPHONE)
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: None if said.text == BLOCKED else complaints.append(f"{page.url} {said.text}"),
    )
    page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
    barriers, too_wide = [], []
    for path in addresses:
        page.goto(f"{path}?lang={language}")
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            barriers.append((path, violation["id"], nodes))
        if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
            too_wide.append(path)
    assert complaints == []
    assert barriers == []
    assert too_wide == []


def test_every_page_reads_without_scripts(
    reader: Callable[..., Page], addresses: list[str]
) -> None:
    page = reader(viewport=TELEPHONE, java_script_enabled=False)
    for path in addresses:
        page.goto(path)
        expect(page.locator("h1").first, path).to_be_visible()
        expect(page.get_by_role("link", name="Contact us").first).to_be_attached()


def test_every_page_weighs_little(product: Running, addresses: list[str]) -> None:
    """What comes over the wire at a first visit, without pictures: the page and all it links."""
    asked = urlsplit(product.address)
    weights: dict[str, int] = {}

    def weigh(path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", asked.port, timeout=20)
        headers = {"Host": asked.netloc, "Accept-Encoding": "br"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        size = len(body) + len(str(answer.headers)) + 20
        connection.close()
        import brotli  # noqa: PLC0415 - only what is compressed needs it

        packed = answer.headers.get("Content-Encoding") == "br"
        return size, (brotli.decompress(body) if packed else body).decode(errors="replace")

    for path in addresses:
        size, text = weigh(path)
        for parts in {*re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"', text)}:
            weights.setdefault(parts, weigh(parts)[0])
            size += weights[parts]
        # What the service worker fetches by itself counts, too.
        weights[path] = size
    extra = sum(weigh(path)[0] for path in ("/offline.js", "/contact/", "/help/", "/offline/"))
    heaviest = max(addresses, key=lambda path: weights[path])
    assert weights[heaviest] <= MOST_BYTES, (heaviest, weights[heaviest])
    assert weights["/"] + extra <= MOST_BYTES, (weights["/"], extra)


def test_contact_and_help_are_there_without_a_network(browser: Browser, product: Running) -> None:
    context = browser.new_context(base_url=product.address, locale="en")
    page = context.new_page()
    page.goto("/")
    page.evaluate(
        "async () => { while (!await caches.match('/offline/'))"
        " await new Promise(later => setTimeout(later, 100)) }"
    )
    context.set_offline(True)
    for path, words in (("/contact/", "Contact us"), ("/help/", "Help from this office")):
        page.goto(path)
        expect(page.get_by_text(words).first).to_be_visible()
        expect(page.locator("main h1")).to_be_visible()
    page.goto("/sitemap/")
    expect(page.get_by_role("heading", name="You are not connected")).to_be_visible()
    context.close()


def test_what_is_typed_is_suggested_and_reached_by_keys_alone(
    reader: Callable[..., Page],
) -> None:
    page = reader()
    page.goto("/")
    field = page.get_by_role("combobox", name="Say it in your own words")
    field.focus()
    page.keyboard.type("pensi")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.type("on")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="This sounds like: Pensions")).to_be_visible()


def test_a_missed_pension_from_the_question_to_an_appointment_without_scripts(
    reader: Callable[..., Page],
) -> None:
    """Whom to ask, a case, an appointment, another time, none: each click is counted."""
    page = reader(viewport=TELEPHONE, java_script_enabled=False)
    page.set_default_timeout(15_000)
    clicks = 0

    def press(what: Locator) -> None:
        nonlocal clicks
        what.click()
        clicks += 1
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], page.url

    def button(name: str | re.Pattern[str]) -> Locator:
        return page.get_by_role("button", name=name, exact=True)

    page.goto("/")
    page.get_by_label("Say it in your own words").fill("my fathers pension has not come since may")
    press(button("Find"))
    expect(page.get_by_role("heading", name="This sounds like: Pensions")).to_be_visible()
    expect(page.get_by_text("Because you wrote:")).to_contain_text("pension")
    expect(page.get_by_role("link", name="Pensions Board, Mwambani").first).to_be_visible()
    press(page.get_by_role("link", name="Ask us to help").first)
    press(button(re.compile("^Pensions")))
    page.fill("[name=story]", "My father's pension stopped in May.")
    press(button("Next"))
    answer_everything(page)
    press(button("Next"))
    page.fill("[name=name]", "Amina Duale")
    page.fill("[name=phone]", "+254 700 123 456")
    page.fill("[name=birth_year]", "1988")
    press(button("Next"))
    press(button("Send it"))
    expect(page.locator("h1")).to_have_text("Thank you. It has arrived.")
    assert clicks == 7

    press(page.get_by_role("link", name="Make an appointment", exact=True).last)
    while not page.locator("form [name=name]").count():
        press(page.locator("main .ways a, main .times a").first)
    page.fill("[name=name]", "Amina Duale")
    page.fill("[name=phone]", "+254 700 123 456")
    page.fill("[name=matter]", "My pension has not come since March.")
    press(button("Book this appointment"))
    expect(page.locator("h1")).to_have_text("Your appointment is booked")
    first, mine = page.locator("dl strong").first.inner_text(), page.url
    assert clicks == 13

    press(page.get_by_role("link", name="Another time"))
    # The place stays, unless somewhere else is asked for.
    expect(page.locator("h1")).to_have_text("Which day suits you?")
    while "/move/" not in page.url:
        press(page.locator("main .ways a, main .times a").first)
    press(button("Move it"))
    expect(page.locator(".said")).to_contain_text("It has moved")
    assert page.locator("dl strong").first.inner_text() != first
    assert clicks == 17

    page.goto(mine.partition("?")[0])
    press(button("I cannot come: cancel it"))
    expect(page.locator("h1")).to_have_text("This appointment is cancelled")


def test_what_somebody_chose_comes_first_and_is_told_to_nobody(
    reader: Callable[..., Page],
) -> None:
    page = reader()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.get_by_role("link", name="Choose your place and what interests you").click()
    place = page.get_by_label("Where do you live?")
    place.select_option(index=1)
    chosen = place.locator("option:checked").text_content().strip()
    page.get_by_label("Farming and markets").check()
    page.get_by_role("button", name="Show me that first").click()
    page.wait_for_url(lambda address: urlsplit(address).path == "/")
    expect(page.locator("[data-place-name]")).to_have_text(f"{chosen}, Farming and markets")
    expect(page.locator("[data-yours]")).to_contain_text("Farming and markets")
    first = page.locator("section[aria-labelledby=news] li").first
    expect(first).to_contain_text("You chose: Farming and markets")
    expect(first).to_be_visible()
    page.goto("/news/?topic=")
    page.get_by_role("link", name="Change it").click()
    expect(page.get_by_label("Farming and markets")).to_be_checked()
    page.get_by_label("Farming and markets").uncheck()
    page.get_by_role("button", name="Show me that first").click()
    expect(page.locator("[data-place-name]")).to_have_text(chosen)
    assert not [url for url in asked if "place=" in url or "interest=" in url]
