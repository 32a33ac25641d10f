"""Somebody new at the desk puts the office's people in order: in a real browser, by keyboard."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Window = Callable[..., Page]
ROWS, TWICE, UNUSABLE = 200, 20, 6
PAGES = [
    "/desk/people/",
    "/desk/people/organisations/",
    "/desk/people/organisations/new/",
    "/desk/people/same/",
    "/desk/people/import/",
    "/desk/audiences/",
    "/desk/audiences/new/",
    "/desk/audiences/letters/",
    "/desk/insight/map/",
    "/desk/insight/areas/",
    "/desk/insight/areas/new/",
]
FIRST = ["Achola", "Bakari", "Chebet", "Dalila", "Esi", "Farida", "Gathoni", "Halima", "Imara"]
LAST = ["Kimanzi", "Lokwang", "Mutisya", "Nzioka", "Otwoma", "Plaatje", "Ruto", "Simiyu", "Tirop"]
EYES = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"locale": "ar"},
    {"width": 320, "height": 740},
]


def messy(path: Path) -> Path:
    """An address book as offices have them: a byte order of Windows, semicolons, columns in two
    languages, people twice with other spellings, rows that are none."""
    with path.open("w", encoding="utf-16", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["Nom complet", "E-mail", "Telephone", "Adresse", "List", "Shoe size"])
        for number in range(ROWS - TWICE - UNUSABLE):
            name = f"{FIRST[number % 9]} {LAST[number // 9 % 9]} {LAST[number // 81 + 3]}"
            address = f"{number} Quarry Lane"
            mail = f"reader{number}@post.example"
            table.writerow([name, mail, f"+25471{number:07}", address, "Readers", number % 9])
            if number < TWICE:
                again = f"{name.split()[0]} {name.split()[1]}".upper()
                table.writerow([again, f"work{number}@post.example", f"+25471{number:07}",
                                address, "Readers", ""])  # fmt: skip
        for number in range(UNUSABLE):
            table.writerow(["" if number % 2 else "=1+1", f"x{number}@post.example"])
    return path


def test_a_messy_address_book_its_duplicates_and_a_letter_to_many(
    window: Window, tmp_path: Path
) -> None:
    page = window()
    page.goto("/desk/people/import/")
    page.set_input_files("input[type=file]", messy(tmp_path / "Adressen 2019 (final).csv"))
    page.locator("main form button").first.press("Enter")
    expect(page.locator("main")).to_contain_text("Added")
    expect(page.locator("main")).to_contain_text("a formula instead of a name")
    page.locator("form[action$='/begin/'] button").press("Enter")
    expect(page.locator("#progress h2")).to_have_text("Done", timeout=60_000)
    outcomes = page.locator("#progress dd")
    expect(outcomes).to_have_text([str(ROWS - UNUSABLE), str(UNUSABLE)])

    # Twenty pairs by keys, one of them said wrongly and undone.
    page.goto("/desk/people/same/")
    page.locator("form[action$='/same/search/'] button").first.press("Enter")
    for _ in range(40):
        page.goto("/desk/people/same/")
        if page.locator("#pair").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator("#pair")).to_be_visible()
    for number in range(TWICE):
        expect(page.locator("#pair")).to_be_visible()
        address = page.locator("form#pair").get_attribute("action") or ""
        page.keyboard.press("y")
        expect(page.locator(".note.good")).to_contain_text("is part of")
        expect(page.locator(f"form#pair[action='{address}']")).to_have_count(0)
        if number == 7:
            page.keyboard.press("z")
            expect(page.locator(f"form#pair[action='{address}']")).to_be_visible()
            page.keyboard.press("n")
            expect(page.locator(".note.good")).to_contain_text("stay two people")

    # A letter, and everybody it goes to.
    page.goto("/desk/set-up/letters/new/")
    page.locator("[name=name]").fill("The quarry")
    page.locator("fieldset input").first.fill("The quarry closes")
    page.locator("fieldset textarea").first.fill("[greeting]\n\nThe quarry closes in June.")
    page.locator("main form button.strong").press("Enter")
    page.goto("/desk/audiences/new/")
    page.locator("[name=purpose]").select_option("")
    page.locator("[name=group]").select_option(label="Readers")
    expect(page.locator("#how-many")).to_contain_text(f"{ROWS - UNUSABLE - TWICE + 1} people")
    page.locator("[name=name]").fill("Readers of the quarry")
    page.locator("button[name=then]").press("Enter")
    page.locator("#letter").select_option(label="The quarry")
    expect(page.locator("#preview")).to_contain_text("Dear Achola")
    page.locator("#preview button.strong").press("Enter")
    expect(page.locator("#progress h2")).to_have_text("Nothing leaves yet")
    expect(page.locator("#progress")).to_contain_text("Waiting to leave")
    page.keyboard.press("z")
    expect(page.locator("#progress h2")).to_have_text("Stopped")
    expect(page.locator("#progress .number").last).to_have_text(str(ROWS - UNUSABLE - TWICE + 1))


def test_an_organisation_from_nothing_to_its_page_by_keyboard(window: Window) -> None:
    page = window()
    page.goto("/desk/people/organisations/")
    page.keyboard.press("/")
    expect(page.locator("[name=words]")).to_be_focused()
    page.keyboard.type("Quarry workers")
    expect(page.locator("#rows")).to_contain_text("None found")
    page.get_by_role("link", name="Add “Quarry workers”").press("Enter")
    page.wait_for_url("**/organisations/new/**")
    expect(page.locator("[name=name]")).to_have_value("Quarry workers")
    page.locator("[name=email]").fill("office@quarry.example")
    page.locator("[name=email]").press("Enter")
    expect(page.locator("h1")).to_have_text("Quarry workers")

    page.keyboard.press("a")
    page.locator("#search").fill("Mercy Rotich")
    page.keyboard.press("Enter")
    page.get_by_label("Somebody new").press("Enter")
    expect(page.locator("aside")).to_contain_text("Mercy Rotich")
    page.keyboard.press("w")
    page.locator("[name=subject]").fill("Your hall")
    page.locator("[name=text]").fill("May we meet there?")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/inbox/**")
    page.goto("/desk/people/organisations/?words=quarry")
    page.locator("#rows a.row").first.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("Your hall")


def test_an_area_by_hand_and_undone(window: Window) -> None:
    page = window()
    page.goto("/desk/insight/areas/")
    page.keyboard.press("n")
    page.locator("[name=name]").fill("Quarry side")
    page.locator("[name=kind]").select_option("village")
    page.locator("[name=name]").press("Enter")
    expect(page.locator("h1")).to_have_text("Quarry side")
    page.keyboard.press("e")
    page.locator("[name=name]").fill("Quarry hill")
    page.locator("[name=name]").press("Enter")
    expect(page.locator("h1")).to_have_text("Quarry hill")
    for name in ("Quarry side", "Which areas do we know?"):
        page.locator("[aria-labelledby=history] form button").press("Enter")
        expect(page.locator("h1")).to_have_text(name)


@pytest.mark.parametrize("eyes", EYES, ids=["light", "dark", "arabic", "narrow"])
def test_nothing_stands_in_anybodys_way(window: Window, eyes: dict) -> None:
    page = window(**eyes)
    found: list[object] = []
    page.goto("/desk/people/")
    person = page.locator("#rows a.row").first.get_attribute("href") or ""
    for address in [*PAGES, person, f"{person}write/"]:
        page.goto(address)
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            found.append((address, violation["id"], nodes))
        if page.evaluate("document.documentElement.scrollWidth") > eyes.get("width", 1400):
            found.append((address, "wider than its window"))
    assert found == []
