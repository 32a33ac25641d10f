"""The page that says what is read of the website."""

from __future__ import annotations

import time_machine
from django.test import Client

from baraza.insight.actions.visits import record_visits


@time_machine.travel("2026-05-04T09:00:00Z", tick=False)
def test_staff_see_which_pages_are_read(desk: Client) -> None:
    record_visits(counted=[("2026-05-03", "/help/", "ar", 41), ("2026-01-01", "/old/", "en", 7)])
    page = desk.get("/desk/website/visits/").content.decode()
    assert "/help/" in page
    assert "41" in page
    assert "Arabic" in page
    assert "/old/" not in page
    assert "/old/" in desk.get("/desk/website/visits/?days=365").content.decode()
    assert desk.get("/desk/website/visits/?days=abc").status_code == 200


def test_before_anybody_read_it_says_so(desk: Client) -> None:
    assert "first counts" in desk.get("/desk/website/visits/").content.decode()
