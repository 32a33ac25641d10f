"""What the search of the site knows of appointments."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from baraza.engagement.events.queries.free import bookable
from baraza.web.site.parts import Found


def purposes(language: str) -> Iterator[Found]:
    """Whatever one can come for."""
    for one in bookable():
        yield Found(
            title=one.said("name", language),
            address=f"{reverse('appointments')}?purpose={one.pk}",
            text=one.said("bring", language),
        )
