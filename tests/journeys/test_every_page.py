"""Every page of the desk that the menu leads to: it stands in nobody's way, fits a telephone, and
the browser complains of nothing."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Pages differ by what they are, not by which letter or person they show.
NUMBERS = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}")
LINKS = """() => [...document.querySelectorAll('a[href]')]
    .filter(a => a.origin === location.origin && !a.hasAttribute('download') && !a.target)
    .map(a => a.pathname)"""
NO_PAGES = re.compile(
    r"/(file|picture|original|head|export|download|archive|logout|files?|report)/?"
)
MOST_PAGES = 200
TELEPHONE = {"width": 320, "height": 700}
WIDE = {"width": 1280, "height": 800}


def test_every_page_of_the_desk_is_open_to_everybody(window: Callable[..., Page]) -> None:
    page = window()
    violations: list[str] = []
    page.expose_function("cspViolated", lambda words: violations.append(words))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => "
        "window.cspViolated(e.violatedDirective + ' ' + e.blockedURI + ' ' + location.pathname))"
    )
    waiting, seen = deque(["/desk/"]), {"/desk/"}
    visited, barriers, too_wide = [], [], []
    while waiting and len(visited) < MOST_PAGES:
        path = waiting.popleft()
        answer = page.goto(path)
        assert answer is not None, path
        assert answer.status == 200, (path, answer.status)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "no-store" in answer.headers["cache-control"], path
        visited.append(path)
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            barriers.append((path, violation["id"], nodes))
        page.set_viewport_size(TELEPHONE)
        if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
            too_wide.append(path)
        page.set_viewport_size(WIDE)
        for link in page.evaluate(LINKS):
            kind = NUMBERS.sub("0", link)
            if link.startswith("/desk/") and kind not in seen and not NO_PAGES.search(link):
                seen.add(kind)
                waiting.append(link)
    assert len(visited) > 12, visited
    assert violations == []
    assert barriers == []
    assert too_wide == []
