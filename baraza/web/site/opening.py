"""Before an office publishes its website, only what people cannot wait for is open."""

from __future__ import annotations

from django.http import HttpRequest

from baraza.base.office.models import Profile
from baraza.flows.site_preview import PARAMETER, opens

# How to reach the office, what was begun there, and what these pages are made with.
OPEN = (
    "/contact/",
    "/offices/",
    "/flyer/",
    "/help/",
    "/appointments/",
    "/open-hours/",
    "/leave/",
    "/.well-known/",
    "/privacy/",
    "/accessibility/",
    "/your-place/",
    "/share/",
    "/offline",
    "/site.webmanifest",
    "/robots.txt",
)


def is_open(path: str) -> bool:
    """Whether a page is there for everybody even so."""
    return path.startswith(OPEN)


def key_of(request: HttpRequest) -> str:
    """What the address carries to be shown the website before it is published, if it is valid."""
    key = request.GET.get(PARAMETER, "")
    return key if key and opens(key) else ""


def shows_all(request: HttpRequest, own: Profile) -> bool:
    """Whether this reader may read every page."""
    return own.site_published_at is not None or bool(key_of(request))
