"""What the frame of the site shows of contact and hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from baraza.base.office.models import Location, LocationKind, MobileStop, Profile
from baraza.base.office.queries import zone
from baraza.base.office.queries.crisis import current_crisis
from baraza.base.office.queries.hours import open_places
from baraza.base.office.saying import until_in_words
from baraza.web.site.parts import Found, Listed, Occasion
from baraza.web.site.reach.words import place_in_words

# More would push what is urgent off the first screen.
MOST_ON_HOME = 2


def crisis(own: Profile, language: str) -> dict[str, Any] | None:
    """Said at the top of every page while it lasts."""
    now = timezone.now()
    found = current_crisis(now=now)
    if found is None:
        return None
    return {"crisis": found, "until": until_in_words(found.ends_at, now=now, zone=zone())}


def hours_today(own: Profile, language: str) -> dict[str, Any] | None:
    """Whether the door is open now, on the home page."""
    now = timezone.now()
    places = [
        {"location": place.location, "state": state}
        for place in open_places(now=now)
        if (state := place_in_words(place, now=now))
    ]
    return {"places": places[:MOST_ON_HOME]} if places else None


def offices(language: str) -> Iterator[Found]:
    """Each office, by its name, its address and where a mobile one stops."""
    now = timezone.now()
    for place in open_places(now=now):
        location = place.location
        with override(language):
            names = (str(LocationKind(location.kind).label), *(s.place for s in place.stops[:5]))
            yield Found(
                title=location.said("name", language),
                address=reverse("office", args=[location.slug]),
                text=" ".join([location.address, location.said("directions", language)]).strip(),
                names=names,
            )


def stops(language: str) -> Iterator[Occasion]:
    """Where and when the mobile office stops."""
    local = zone()
    today = timezone.now().astimezone(local).date()
    rows = MobileStop.objects.filter(
        location__in=Location.objects.published(), date__gte=today
    ).select_related("location")
    for stop in rows:
        yield Occasion(
            uid=str(stop.uid),
            title=stop.location.said("name", language),
            begins_at=datetime.combine(stop.date, stop.opens, local),
            ends_at=datetime.combine(stop.date, stop.closes, local),
            changed_at=stop.changed_at,
            place=stop.place,
            address=reverse("office", args=[stop.location.slug]),
            text=stop.partners,
            cancelled=stop.cancelled_at is not None,
        )


def office_pages() -> Iterator[Listed]:
    """The page of each office."""
    for location in Location.objects.published():
        yield Listed(reverse("office", args=[location.slug]), location.changed_at)
