"""Agencies and support as they are worked with: found, kept right, told, brought in from a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

TELEPHONE = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 900}


def nobody_is_hindered(page: Page) -> None:
    """No barrier, and nothing wider than a telephone."""
    for size in (WIDE, TELEPHONE):
        page.set_viewport_size(size)
        found = Axe().run(page).response["violations"]
        assert not found, (page.url, size, [(one["id"], one["nodes"][:2]) for one in found])
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], page.url
    page.set_viewport_size(WIDE)


def test_a_contact_is_found_by_the_road_it_looks_after_and_confirmed(
    window: Callable[..., Page],
) -> None:
    page = window(1280, 900)
    page.goto("/desk/agencies/")
    nobody_is_hindered(page)
    page.keyboard.press("/")
    page.keyboard.type("bridge")
    row = page.locator("#rows .row")
    expect(row).to_have_count(1)
    row.press("Enter")
    expect(page.locator("h1")).to_contain_text("Rural Roads Authority")
    nobody_is_hindered(page)

    page.locator("#contacts").get_by_role("button", name="Still right").press("Enter")
    undo = page.locator("#contacts").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(page.locator("#contacts")).to_contain_text("confirmed today")
    nobody_is_hindered(page)
    page.keyboard.press("z")
    expect(page.locator("#contacts")).not_to_contain_text("confirmed today")


def test_what_it_looks_after_is_added_and_taken_away_by_keys_and_that_undone(
    window: Callable[..., Page],
) -> None:
    page = window(1280, 900)
    page.goto("/desk/agencies/?words=education")
    page.locator("#rows .row").first.click()
    expect(page.locator("h1")).to_contain_text("Education Office")
    part = page.locator("#responsible")
    page.keyboard.press("a")
    part.get_by_label("Kind of case").select_option(label="Roads and public places")
    part.get_by_label("What exactly").fill("School crossing")
    part.get_by_label("What exactly").press("Enter")
    expect(part).to_contain_text("School crossing")
    nobody_is_hindered(page)
    line = part.locator("li", has_text="School crossing")
    line.get_by_role("button").press("Enter")
    expect(part.locator("li", has_text="School crossing")).to_have_count(0)
    page.keyboard.press("z")
    expect(part.locator("li", has_text="School crossing")).to_have_count(1)


def test_support_is_read_in_four_languages_and_told_to_those_it_fits(
    window: Callable[..., Page],
) -> None:
    page = window(1280, 900)
    page.goto("/desk/agencies/support/")
    nobody_is_hindered(page)
    page.get_by_role("link", name="Free legal advice").click()
    expect(page.locator("section[lang='ar'] h2")).to_have_attribute("dir", "auto")
    nobody_is_hindered(page)
    page.keyboard.press("w")
    expect(page.locator("#how-many")).to_contain_text("would be reached")
    nobody_is_hindered(page)
    page.get_by_role("button", name="Send it to").click()
    expect(page).to_have_url(re.compile("/desk/audiences/letters/"))
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#progress")).to_contain_text("Stopped")
    page.goto("/desk/agencies/support/")
    page.get_by_role("link", name="Free legal advice").click()
    expect(page.locator("dl")).to_contain_text("0 people")


def test_documents_are_collected_beside_a_case(window: Callable[..., Page]) -> None:
    page = window(1400, 900)
    page.goto("/desk/cases/?search=pension")
    page.locator("#rows .row").first.click()
    support = page.locator("#support")
    expect(support).to_contain_text("Bridging payment")
    line = support.locator("li", has_text="Bridging payment")
    line.get_by_role("button", name="Collect the documents").click()
    expect(support).to_contain_text("3 documents are missing")
    support.locator("li", has_text="Bridging payment").get_by_role(
        "button", name="Not this one"
    ).click()
    expect(
        support.locator("li", has_text="Bridging payment").get_by_role(
            "button", name="Collect the documents"
        )
    ).to_be_visible()


def test_a_file_is_looked_at_brought_in_and_taken_back(
    window: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "agencies.csv"
    file.write_text(
        "Agency,Level,Responsible for,Area,Contact\n"
        "Ferry Board,National,Roads and public places,,Capt. Amina\n"
        "Ferry Board,,No such kind,,\n",
        encoding="utf-8",
    )
    page = window(1280, 900)
    page.goto("/desk/agencies/import/")
    nobody_is_hindered(page)
    page.get_by_label("The file").set_input_files(str(file))
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.locator("table")).to_contain_text("There is no kind of case called so.")
    nobody_is_hindered(page)
    page.get_by_role("button", name="Bring them in").click()
    page.get_by_role("link", name="Show the agencies").click()
    expect(page.locator("#rows")).to_contain_text("Ferry Board")
    page.go_back()
    page.keyboard.press("z")
    expect(page.locator("main")).to_contain_text("Taken back")
    page.goto("/desk/agencies/")
    expect(page.locator("#rows")).not_to_contain_text("Ferry Board")
