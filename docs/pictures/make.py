"""Take the pictures of the documents from a running demonstration.

make run                                   # in another window
.venv/bin/python docs/pictures/make.py     # all of them, or those named: inbox reply

With another folder or port, give both commands the same BARAZA_HOME and BARAZA_PORT.
"""

import re
import shutil
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from baraza.config import environment
from baraza.config.prepare import demo_password_file

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
BASE = f"http://demo.localhost:{environment.port()}"
HERE = Path(__file__).parent
WIDE = {"width": 1280, "height": 800}
TELEPHONE = {"width": 360, "height": 740}
COLOURS = 48

Show = str | Callable[[Page], None]


def inbox(page: Page) -> None:
    go(page, "/desk/inbox/")
    for _ in range(4):
        page.keyboard.press("j")
        page.wait_for_timeout(800)


def reply(page: Page) -> None:
    """With a letter of the library, to somebody who wrote of a bill."""
    go(page, "/desk/inbox/")
    page.get_by_text("No to the 3% market levy").first.click()
    page.wait_for_timeout(1500)
    page.keyboard.press("t")
    page.get_by_text("Thank you for your view").first.click()
    page.wait_for_timeout(1500)


def meetings(page: Page) -> None:
    """The next day on which somebody comes."""
    go(page, "/desk/meetings/")
    for _ in range(7):
        if not page.locator("main .empty").count():
            return
        page.keyboard.press("j")
        settle(page)


def first_case(page: Page) -> None:
    go(page, "/desk/cases/")
    page.keyboard.press("j")
    page.wait_for_timeout(800)


def studio(page: Page) -> None:
    go(page, "/desk/website/pages/")
    page.locator("a[href*='/studio/pages/'][href$='/edit/']").first.click()
    settle(page)


def status(page: Page) -> None:
    """As whoever told it sees it: the first case of somebody with a telephone."""
    go(page, "/desk/cases/")
    files = page.locator("a[href*='/desk/cases/']").evaluate_all("all => all.map(a => a.href)")
    for address in dict.fromkeys(each for each in files if re.search(r"/cases/\d+/$", each)):
        page.goto(address)
        settle(page)
        code = re.search(r"\b([A-Z2-9]{4}-[A-Z2-9]{4})\b", page.inner_text("main"))
        number = re.search(r"\+[\d ]{7,}", page.locator("#context").first.text_content() or "")
        if code and number:
            known = number[0].replace(" ", "")[-4:]
            go(page, "/help/status/?lang=en")
            page.fill("input[name=code]", code[1])
            page.fill("input[name=known]", known)
            page.keyboard.press("Enter")
            settle(page)
            return
    raise LookupError("No case of the demonstration is of somebody with a telephone.")


# Name → what it shows, and how wide. The documents name each of them.
PICTURES: dict[str, tuple[Show, dict[str, int]]] = {
    "today": ("/desk/today/", WIDE),
    "inbox": (inbox, WIDE),
    "reply": (reply, WIDE),
    "entry": ("/desk/entry/", WIDE),
    "cases": (first_case, WIDE),
    "board": ("/desk/cases/board/", WIDE),
    "intake": ("/desk/cases/new/", TELEPHONE),
    "people": ("/desk/people/", WIDE),
    "meetings": (meetings, WIDE),
    "map": ("/desk/insight/map/", WIDE),
    "room": ("/desk/website/", WIDE),
    "guide": ("/desk/set-up/guide/", WIDE),
    "studio": (studio, WIDE),
    "website": ("/?lang=en", WIDE),
    "contact": ("/contact/?lang=en", WIDE),
    "appointments": ("/appointments/?lang=en", TELEPHONE),
    "status": (status, TELEPHONE),
}


def main(names: list[str]) -> None:
    """Each picture in a window of its own, small enough for a page that is read anywhere."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        state = signed_in(browser)
        for name in names or PICTURES:
            show, size = PICTURES[name]
            context = browser.new_context(viewport=size, storage_state=state)
            page = context.new_page()
            if callable(show):
                show(page)
            else:
                go(page, show)
            keep(page.screenshot(), HERE / f"{name}.png")
            context.close()
        browser.close()


def signed_in(browser: Browser) -> dict[str, object]:
    found = re.fullmatch(
        r'(\S+) with the password "(.+)"', demo_password_file().read_text().strip()
    )
    if found is None:
        raise LookupError(f"{demo_password_file()} does not say how to sign in.")
    context = browser.new_context()
    page = context.new_page()
    go(page, "/accounts/login/")
    page.fill("input[name=login]", found[1])
    page.fill("input[name=password]", found[2])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    return context.storage_state()


def go(page: Page, path: str) -> None:
    page.goto(BASE + path)
    settle(page)


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)


def keep(taken: bytes, path: Path) -> None:
    """With few colours: a fifth of the size, and nobody sees the difference."""
    picture = Image.open(BytesIO(taken)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}  {path.stat().st_size / 1000:.0f} kB")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
