"""What a screen reader is told of the main public pages: trees that somebody has read and found
good. A change here is looked at, not copied."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Running

BAND = """
- link "Skip to the content"
- banner:
  - link "Rehema Tindwa Mwambani Hills"
  - navigation "Languages":
    - list:
      - listitem:
        - link "English"
      - listitem:
        - link "Français"
      - listitem:
        - link "Español"
      - listitem:
        - link "العربيّة"
- navigation "This site":
  - list:
    - listitem:
      - link "Get help"
    - listitem:
      - link "Contact us"
    - listitem:
      - link "Search"
  - group: All pages
"""
FOOT = """
- contentinfo:
  - list:
    - listitem:
      - link "What concerns you"
    - listitem:
      - link "Follow us without an account"
    - listitem:
      - link "All pages"
  - paragraph: This site sets no cookies until you sign in, and follows nobody.
"""
FIND = """
  - search:
    - text: Say it in your own words
    - combobox "Say it in your own words"
    - button "Find"
    - paragraph: "For example: my pension did not come"
"""
HOME = f"""{BAND}
- main:
  - paragraph: /This is the office of Rehema Tindwa, member of parliament for Mwambani Hills/
  - heading "How can we help?" [level=1]{FIND}
  - paragraph:
    - link "Write to us"
    - link "Get help with an authority"
  - paragraph:
    - link /Choose your place and what interests you/
  - heading "What we work on" [level=2]
  - heading "How to reach us" [level=2]
  - term: Telephone
  - definition:
    - link /44/
{FOOT}"""
HELP = f"""{BAND}
- main:
  - heading "Help from this office" [level=1]{FIND}
  - list:
    - listitem:
      - link /Ask for help/
    - listitem:
      - link /How is my case/
  - heading "What we can do" [level=2]
  - heading "What we cannot do" [level=2]
{FOOT}"""
FOUND = f"""{BAND}
- main:
  - heading "What are you looking for?" [level=1]
  - search:
    - combobox "Say it in your own words": pension
  - 'heading "This sounds like: Pensions" [level=2]'
  - paragraph: "Because you wrote: pension"
  - paragraph:
    - link "Ask us to help"
    - link /one page to print/
  - heading "Who is responsible" [level=3]
  - list:
    - listitem:
      - link "Pensions Board, Mwambani Regional Office"
  - heading /pages/ [level=2]
  - list:
    - listitem:
      - link /[Pp]ensions/
{FOOT}"""

# The words of what has the focus, if one can see that it has.
SEEN = """(() => { const at = document.activeElement, style = getComputedStyle(at);
  return at.matches(':focus-visible') && style.outlineStyle !== 'none'
    ? at.textContent.trim() || at.id : '' })()"""


@pytest.fixture
def page(browser: Browser, product: Running) -> Iterator[Page]:
    context = browser.new_context(base_url=product.address, locale="en", service_workers="block")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("path", "tree"), [("/", HOME), ("/help/", HELP), ("/search/?q=pension", FOUND)]
)
def test_a_screen_reader_is_told_what_eyes_see(page: Page, path: str, tree: str) -> None:
    page.goto(path)
    expect(page.locator("body")).to_match_aria_snapshot(tree)


@pytest.mark.parametrize("path", ["/", "/help/", "/contact/", "/search/?q=water", "/sitemap/"])
def test_headings_are_in_order_and_one_is_first(page: Page, path: str) -> None:
    page.goto(path)
    levels = page.locator("main :is(h1, h2, h3, h4)").evaluate_all(
        "all => all.map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_everything_can_be_reached_and_seen_by_tab(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached: list[str] = []
    for _press in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(SEEN))
        if page.evaluate("document.activeElement === document.body"):
            break
    assert "q" in reached
    assert "All pages" in reached
