"""What a demonstration office shows to everybody, area by area, once everything else is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from baraza.flows.demo.content import OfficeContent
from baraza.flows.demo.website_facts import fill_facts
from baraza.flows.demo.website_learning import fill_learning
from baraza.flows.demo.website_meetings import fill_meetings
from baraza.flows.demo.website_office import fill_offices
from baraza.flows.demo.website_publishing import fill_publishing

# Each area of the site adds its own.
FILLS: list[Callable[[OfficeContent, datetime], None]] = [
    fill_facts,
    fill_offices,
    fill_meetings,
    fill_learning,
    fill_publishing,
]


def fill_website(content: OfficeContent, now: datetime) -> None:
    """In the order of `FILLS`; the office must be entered."""
    for fill in FILLS:
        fill(content, now)
