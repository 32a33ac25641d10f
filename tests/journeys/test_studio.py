"""A page is written, looked at and published in the studio, and a file is put beside it; nobody
outside is asked for anything, and nothing stands in anybody's way."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PHONE = {"width": 320, "height": 700}
WIDE = {"width": 1280, "height": 900}
PDF = {"name": "leaflet.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj\n"}
DOT = b64decode("R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=")
PICTURE = {"name": "dot.gif", "mimeType": "image/gif", "buffer": DOT}
PROGRAM = PDF | {"buffer": b"MZ\x90\x00" + bytes(60)}


def stands_in_nobodys_way(page: Page) -> None:
    """No barrier, at any width; and a closed menu is closed."""
    page.set_viewport_size(PHONE)
    expect(page.locator("#menu")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    page.set_viewport_size(WIDE)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], page.url


def test_a_page_is_written_and_published(window: Callable[..., Page]) -> None:
    page = window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/studio/pages/")
    stands_in_nobodys_way(page)
    page.locator("#w-slim-header-buttons a").first.click()
    # The editor looks only after this at what the form says first.
    page.wait_for_timeout(2_500)
    page.locator("[name=title]").fill("Our library")
    page.locator("[name=summary]").fill("It opens on Mondays.")
    page.wait_for_url("**/edit/", timeout=30_000)  # kept by itself as a draft
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").click()
    page.locator("[role=textbox][contenteditable]").first.click()
    page.keyboard.type("The books was read by everybody.")
    page.get_by_role("button", name="Is it easy to read?").click()
    expect(page.locator(".findings")).to_contain_text("Perhaps passive")
    stands_in_nobodys_way(page)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("published", timeout=10_000)
    page.goto("/our-library/")
    expect(page.locator("main")).to_contain_text("The books was read by everybody.")

    page.goto("/studio/documents/add/")
    page.locator("[name=title]").fill("Leaflet")
    for file, said in ((PROGRAM, "Files of this kind are not taken here"), (PDF, "Leaflet")):
        page.locator("[name=file]").set_input_files(file)
        page.locator("main form button[type=submit]").last.click()
        expect(page.locator("main")).to_contain_text(said)
        stands_in_nobodys_way(page)
    page.goto("/studio/images/multiple/add/")
    with page.expect_file_chooser() as asking:
        page.locator("main form button").first.press("Enter")
    asking.value.set_files(PICTURE)
    expect(page.locator("[name$=-description]")).to_be_visible()
    stands_in_nobodys_way(page)
    for path in ("publications/", "publications/add/", "images/"):
        page.goto(f"/studio/{path}")
        stands_in_nobodys_way(page)
    office = page.url.partition("/studio/")[0]
    assert [url for url in asked if not url.startswith((office, "data:", "blob:"))] == []
