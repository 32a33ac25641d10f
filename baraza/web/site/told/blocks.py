"""What the office says by itself, on the home page and at the top of every page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from baraza.base.office.models import Profile
from baraza.engagement.outreach.models import Level
from baraza.engagement.outreach.queries import notices_now, reposts_shown
from baraza.insight.models import Outcome
from baraza.insight.outcomes import published, shown_voices
from baraza.web.site.aimed import concern, concerned_first

FEW = 3


def danger(_own: Profile, _language: str) -> dict[str, Any] | None:
    """What endangers people stands on every page."""
    notices = list(notices_now(now=timezone.now()).filter(level=Level.DANGER))
    return {"notices": notices} if notices else None


def urgent(_own: Profile, _language: str) -> dict[str, Any] | None:
    """What is urgent, beside the search field."""
    found = notices_now(now=timezone.now()).exclude(level=Level.DANGER)
    notices = concerned_first(found, areas=lambda notice: notice.areas.all())
    return {"notices": notices} if notices else None


def latest_outcomes(_own: Profile, _language: str) -> dict[str, Any] | None:
    """What came of what people said lately."""
    order = [*concern(topic="topic"), *Outcome._meta.ordering]
    outcomes = [(one, shown_voices(one)) for one in published().order_by(*order)[:FEW]]
    return {"outcomes": outcomes} if outcomes else None


def passed_on(_own: Profile, _language: str) -> dict[str, Any] | None:
    """News of those the office trusts."""
    reposts = list(reposts_shown(limit=FEW))
    return {"reposts": reposts} if reposts else None
