"""The inbox as a team works in it, by keyboard alone, in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import PROJECT, Running

Window = Callable[..., Page]
PASSWORD = "Every-reed-by-the-lake-7"
GRACE = f"""
import django
django.setup()
from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.office.actions import acknowledge
from baraza.base.office.queries import not_yet_acknowledged
from django.utils import timezone
with within(Office.objects.get(slug="demo")):
    grace = User.objects.get(name__startswith="Grace ")
    grace.set_password("{PASSWORD}")
    grace.save()
    if rules := not_yet_acknowledged(user=grace):
        acknowledge(user=grace, version=rules.version, now=timezone.now())
    print(grace.email)
"""
LETTER = re.compile(r"/desk/inbox/\d+/\?")
# A toast slides in from nothing; what is half there is nobody's to read. Its clock runs longer.
ALL_THERE = """() => Promise.allSettled(document.getAnimations()
  .filter((each) => each.animationName !== "shrink").map((each) => each.finished))"""


def barriers(page: Page, name: str) -> list[tuple[str, str, list[str]]]:
    """What stands in somebody's way on what is shown, once it is all there."""
    page.evaluate(ALL_THERE)
    return [
        (name, one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in Axe().run(page).response["violations"]
    ]


def open_first(page: Page, address: str = "/desk/inbox/") -> str:
    page.goto(address)
    page.keyboard.press("j")
    letter = page.locator("article.letter")
    expect(letter).to_be_visible()
    return letter.get_attribute("data-conversation") or ""


def say_to_be_here(page: Page, *, with_words: str = "") -> None:
    """What a window says of itself every twenty seconds; returns once the office has heard it."""
    with page.expect_response(
        lambda answer: "/pulse/" in answer.url and with_words in (answer.request.post_data or "")
    ):
        page.evaluate("beat()")


def sign_in_grace(page: Page, product: Running) -> None:
    """A colleague of the demonstration office, in a window of her own."""
    done = subprocess.run(
        [sys.executable, "-c", GRACE],
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
    assert done.returncode == 0, done.stderr[-2000:]
    page.context.clear_cookies(name="sessionid")
    page.goto("/desk/")
    page.locator("[name=login]").fill(done.stdout.strip())
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)


def test_a_letter_is_mine_with_two_keys_and_nobodys_again_with_one(window: Window) -> None:
    page = window()
    number = open_first(page, "/desk/inbox/?state=all")
    whose = page.locator(".facts [data-key=KeyA]")
    former = whose.inner_text()
    page.keyboard.press("a")
    expect(page.locator("button[name=to]").first).to_contain_text("Me")
    assert barriers(page, "whose it is") == []
    # Whoever types finds a colleague; Enter takes the first one left.
    page.keyboard.type("grace")
    page.keyboard.press("Enter")
    expect(whose).to_contain_text("Grace")
    expect(page.locator(f"#row-{number} .face")).to_contain_text("GO")
    page.keyboard.press("a")
    expect(page.locator("button[name=to]").first).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator(".toast").last).to_contain_text("yours")
    page.keyboard.press("z")
    expect(whose).to_contain_text("Grace")
    page.keyboard.press("z")
    expect(whose).to_have_text(former)


def test_put_off_it_comes_back_on_a_day_or_at_once(window: Window) -> None:
    page = window()
    number = open_first(page)
    page.keyboard.press("s")
    expect(page.locator("button[name=until]").first).to_be_focused()
    assert barriers(page, "later") == []
    page.keyboard.press("1")
    expect(page.locator(".toast").last).to_contain_text("It comes back")
    expect(page.locator(f"#row-{number}")).to_have_count(0)
    page.goto(f"/desk/inbox/{number}/?snoozed=1")
    expect(page.locator("h1")).to_have_text("What comes back later?")
    page.keyboard.press("s")
    page.get_by_role("button", name="Back to the inbox now").press("Enter")
    expect(page.locator(".toast").last).to_contain_text("in the inbox again")


def test_many_are_chosen_with_keys_done_and_undone_with_one(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/")
    count = page.locator("#states [aria-current] .count")
    before = int(count.inner_text())
    page.keyboard.press("j")
    letter = page.locator("article.letter")
    expect(letter).to_be_visible()
    page.keyboard.press("x")
    for _ in range(2):
        number = letter.get_attribute("data-conversation") or ""
        page.keyboard.press("j")
        expect(letter).not_to_have_attribute("data-conversation", number)
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-chosen]")).to_have_text("3")
    assert barriers(page, "many chosen") == []
    page.keyboard.press("l")
    expect(page.locator(".many [name=topic]").first).to_be_visible()
    assert barriers(page, "a topic for many") == []
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator(".toast").last).to_contain_text("3 letters done.")
    expect(count).to_have_text(str(before - 3))
    page.keyboard.press("z")
    expect(count).to_have_text(str(before))

    # A box chosen by mouse leaves the keys as they are; all follow with two more.
    page.locator("#rows .pick").nth(1).click()
    expect(page.locator("[data-chosen]")).to_have_text("1")
    page.keyboard.press("Control+a")
    expect(page.locator("#every")).to_contain_text(f"All {before} letters")
    page.keyboard.press("Control+a")
    expect(page.locator("[name=everything]")).to_be_checked()
    page.locator("[data-choose=none]").press("Enter")
    expect(page.locator(".many")).to_be_hidden()


def test_a_note_names_a_colleague_and_is_taken_away_again(window: Window) -> None:
    page = window()
    open_first(page)
    page.keyboard.press("n")
    text = page.locator("#note-text")
    expect(text).to_be_focused()
    expect(page.locator(".jotting form")).to_be_in_viewport(ratio=1)
    page.keyboard.type("Please ring her, @gra")
    page.locator("#note-names button").first.press("Enter")
    expect(text).to_have_value(re.compile(r"@Grace \w+ $"))
    expect(text).to_be_focused()
    assert barriers(page, "a note being written") == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".noted")).to_contain_text("@Grace")
    assert barriers(page, "a note") == []
    page.keyboard.press("z")
    expect(page.locator(".noted")).to_have_count(0)


def test_filters_are_set_seen_kept_and_taken_away_by_keys(window: Window) -> None:
    page = window()
    page.goto("/desk/inbox/?state=all")
    page.keyboard.press("f")
    topic = page.locator(".sieve [name=topic]")
    expect(topic).to_be_visible()
    assert barriers(page, "the filters") == []
    topic.focus()
    page.keyboard.type("Health")
    page.keyboard.press("Enter")
    page.locator(".sieve .strong").press("Enter")
    chip = page.locator(".chips a")
    expect(chip).to_have_text(re.compile("Health"))
    assert barriers(page, "a filtered list") == []
    page.keyboard.press("f")
    page.locator("[name=name]").fill("About health")
    page.locator("[name=name]").press("Enter")
    expect(page.locator(".toast").last).to_contain_text("Kept as")
    chip.press("Enter")
    expect(chip).to_have_count(0)
    page.goto("/desk/inbox/")
    page.keyboard.press("f")
    page.get_by_role("link", name="About health").press("Enter")
    expect(chip).to_have_text(re.compile("Health"))
    page.keyboard.press("f")
    page.get_by_role("button", name="No longer keep About health").press("Enter")
    expect(page.locator(".toast").last).to_contain_text("no longer kept")


def test_two_at_one_letter_see_each_other_read_and_write(window: Window, product: Running) -> None:
    page, again, other = window(), window(), window()
    number = open_first(page, "/desk/inbox/?channel=email")
    # The same person in two windows is nobody else.
    again.goto(f"/desk/inbox/{number}/")
    # Who had it open in another journey is gone after a minute.
    expect(again.locator("#others")).to_have_text("", timeout=90_000)
    say_to_be_here(page)
    expect(page.locator("#others")).to_have_text("")

    sign_in_grace(other, product)
    other.goto(f"/desk/inbox/{number}/")
    # Another journey may have left her a draft there.
    expect(other.locator("#others")).to_have_text(
        re.compile("Zawadi Mensah is (reading this too|writing an answer)")
    )
    say_to_be_here(page)
    expect(page.locator("#others")).to_have_text(re.compile(r"Grace \w+ is reading this too"))
    assert barriers(page, "two at one letter") == []

    other.keyboard.press("r")
    expect(other.locator("textarea[name=text]")).to_be_focused()
    other.locator("textarea[name=text]").fill("We come on Monday.")
    say_to_be_here(other, with_words="writing=1")
    say_to_be_here(page)
    expect(page.locator("#others")).to_have_text(re.compile(r"Grace \w+ is writing an answer"))

    # What she has begun is said where the other would begin as well; hers leaves, his is asked.
    expect(other.locator("#saved")).to_contain_text("kept", timeout=20_000)
    page.keyboard.press("r")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.locator("textarea[name=text]").fill("We come on Friday.")
    other.locator("textarea[name=text]").focus()
    other.keyboard.press("Control+Enter")
    expect(other.locator(".toast").last).to_contain_text("It leaves in", timeout=20_000)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".composer [role=alert]")).to_contain_text("A colleague has answered")
    expect(page.locator(".composer [role=alert]")).to_contain_text("We come on Monday.")
    expect(page.locator("textarea[name=text]")).to_have_value("We come on Friday.")
    page.get_by_role("button", name="Put away").click()
    expect(page.locator("textarea[name=text]")).to_have_count(0)
    window.complaints.clear()


def test_a_number_that_chooses_nothing_is_answered(window: Window) -> None:
    page = window()
    open_first(page)
    page.keyboard.press("t")
    expect(page.locator("details.drop[open] [data-number]").first).to_be_visible()
    page.keyboard.press("Shift+Digit9")
    expect(page.locator(".toast").last).to_contain_text("No choice here has that number.")
    page.keyboard.press("Escape")

    # Nobody can be written to who left no address: the words say so, and what to do instead.
    page.goto("/desk/entry/?new=1")
    page.locator("#id_who").fill("Nobody Reached")
    page.locator("#id_text").fill("She rang from the shop.")
    page.get_by_role("button", name="Save and open").press("Enter")
    expect(page.locator("article.letter")).to_be_visible()
    page.keyboard.press("t")
    # The number is known by heart: it need not wait for the list.
    page.keyboard.press("Shift+Digit1")
    expect(page.locator(".composer [role=alert]")).to_contain_text("left no e-mail address")
    expect(page.locator(".composer [role=alert]")).to_be_in_viewport()
    window.complaints.clear()


def test_what_the_list_does_not_show_is_changed_in_silence(window: Window) -> None:
    page = window()
    number = open_first(page, "/desk/inbox/?state=answered")
    page.goto(f"/desk/inbox/{number}/?state=to_answer")
    expect(page.locator(f"#row-{number}")).to_have_count(0)
    chip = page.locator(".facts [data-key=KeyA]")
    former = chip.inner_text()
    page.keyboard.press("a")
    page.keyboard.press("1")
    expect(page.locator(".toast").last).to_contain_text("yours")
    page.keyboard.press("z")
    expect(chip).to_have_text(former)


def test_the_next_letter_is_shown_without_asking_for_it(window: Window) -> None:
    page = window()
    handed_out: list[str] = []

    # A letter is handed out to be kept ready; whoever asks for one to show it waits for ever.
    def hand_out(route: Route) -> None:
        if "ahead=1" in route.request.url:
            handed_out.append(route.request.url)
            route.continue_()

    open_first(page, "/desk/inbox/?state=all")
    letter = page.locator("article.letter")
    page.route(LETTER, hand_out)
    for _ in range(3):
        while page.evaluate("ahead === null"):
            page.wait_for_timeout(50)
        former = letter.get_attribute("data-conversation") or ""
        page.keyboard.press("j")
        expect(letter).not_to_have_attribute("data-conversation", former)
    page.unroute(LETTER)
    assert len(handed_out) == len(set(handed_out))
    number = letter.get_attribute("data-conversation")
    assert page.url.endswith(f"/desk/inbox/{number}/?state=all")
    page.go_back()
    expect(letter).not_to_have_attribute("data-conversation", number or "")


@pytest.mark.parametrize("eyes", [{"color_scheme": "dark"}, {"locale": "ar"}], ids=["dark", "ar"])
def test_the_panels_stand_in_nobodys_way(window: Window, eyes: dict[str, str]) -> None:
    page = window(**eyes)
    open_first(page)
    found = []
    for key, shown in (
        ("f", ".sieve"),
        ("a", "button[name=to]"),
        ("s", "button[name=until]"),
        ("n", "#note-text"),
    ):
        page.keyboard.press(key)
        expect(page.locator(shown).first).to_be_visible()
        found += barriers(page, key)
        page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    found += barriers(page, "chosen")
    assert found == []


@pytest.mark.parametrize("width", [320, 360, 900])
def test_panels_fit_small_windows(window: Window, width: int) -> None:
    page = window(width, 740)
    page.goto("/desk/inbox/")
    page.keyboard.press("f")
    expect(page.locator(".sieve")).to_be_visible()
    wide = [] if page.evaluate("document.documentElement.scrollWidth") <= width else ["filters"]
    outside = """() => [...document.querySelectorAll(".panel")]
      .filter((each) => each.checkVisibility())
      .filter((each) => { const box = each.getBoundingClientRect();
                          return box.left < -1 || box.right > innerWidth + 1; }).length"""
    wide += ["filters cut"] * page.evaluate(outside)
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator(".many")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator(".many button[name=until]").first).to_be_visible()
    wide += ["later for many cut"] * page.evaluate(outside)
    page.keyboard.press("Escape")
    page.locator("[data-choose=none]").click()
    page.locator("#rows .row").first.click()
    expect(page.locator("article.letter")).to_be_visible()
    for key in ("a", "s", "l"):
        page.keyboard.press(key)
        expect(page.locator("details.drop[open] button").first).to_be_visible()
        wide += [f"{key} cut"] * page.evaluate(outside)
        page.keyboard.press("Escape")
    if page.evaluate("document.documentElement.scrollWidth") > width:
        wide.append("the letter")
    assert wide == []
