"""Take the pictures of the documents from a running demonstration.

make run                                   # in another window
.venv/bin/python docs/pictures/make.py "the password it printed"
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
BASE = "http://demo.localhost:8000"
HERE = Path(__file__).parent
WIDE = {"width": 1280, "height": 800}


def main(password: str, base: str = BASE) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        page = browser.new_page(viewport=WIDE)
        page.goto(f"{base}/accounts/login/")
        page.fill("input[name=login]", "demo@baraza.example")
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
        take_inbox(page, base)
        for name, path in PLACES.items():
            page.goto(base + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


PLACES = {
    "today": "/desk/today/",
    "cases": "/desk/cases/2/",
    "board": "/desk/cases/board/",
    "entry": "/desk/entry/",
    "insight": "/desk/insight/",
    "people": "/desk/people/",
    "map": "/desk/insight/map/",
    "audit": "/desk/audit/",
    "setup": "/desk/set-up/",
    "contact": "/contact/",
    "help": "/help/",
}


def take_inbox(page: Page, base: str) -> None:
    page.goto(f"{base}/desk/inbox/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.wait_for_timeout(800)
    page.keyboard.press("j")
    page.wait_for_timeout(800)
    page.screenshot(path=HERE / "inbox.png")
    page.keyboard.press("r")
    page.wait_for_timeout(800)
    page.screenshot(path=HERE / "reply.png")
    page.keyboard.press("Escape")


if __name__ == "__main__":
    main(*sys.argv[1:])
