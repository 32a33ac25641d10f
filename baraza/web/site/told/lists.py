"""What the search, the feeds and the sitemap know of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from baraza.engagement.outreach.queries import notices_now
from baraza.insight.outcomes import published
from baraza.web.site.parts import Entry, Found

MOST_IN_FEED = 50


def outcomes_found(language: str) -> Iterator[Found]:
    """You said, we did."""
    for one in published():
        yield Found(
            title=one.said("you_said", language),
            address=f"{reverse('you_said')}#outcome-{one.pk}",
            text=one.said("we_did", language),
            date=one.happened_date,
            names=(one.topic.said("name", language),),
        )


def notices_found(language: str) -> Iterator[Found]:
    """What is urgent now."""
    for notice in notices_now(now=timezone.now()):
        yield Found(
            title=notice.said("title", language),
            address=reverse("notices"),
            text=notice.said("text", language),
            date=timezone.localdate(notice.begins_at),
        )


def outcome_entries(language: str) -> Iterator[Entry]:
    """For feed readers."""
    for one in published()[:MOST_IN_FEED]:
        day = datetime.combine(one.happened_date, time(12), timezone.get_current_timezone())
        yield Entry(
            title=one.said("you_said", language),
            address=f"{reverse('you_said')}#outcome-{one.pk}",
            updated_at=one.changed_at,
            published_at=day,
            summary=one.said("we_did", language),
            language=language,
        )
