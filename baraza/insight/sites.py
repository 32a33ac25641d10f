"""Sites for an office beside one another: how people get there, whether everybody comes in, whose
house it is, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baraza.base.office.models import Location, LocationKind
from baraza.base.places.models import Area, AreaShape
from baraza.base.places.queries import areas_within, served_areas
from baraza.common.lazily import Lazily

shapely = Lazily("shapely")

EARTH_KM = 6371.0
MOST_AREAS = 300


@dataclass(frozen=True, slots=True)
class Site:
    """One of those compared; None where nobody has looked."""

    location: Location
    # In a straight line from the middles of the areas served.
    mean_km: float | None
    farthest_km: float | None
    # Of step-free, toilet, hearing loop: how many there are, of those looked at.
    access: int
    looked_at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of them, and who is best at what (location ids)."""

    sites: Sequence[Site]
    nearest: frozenset[int]
    quickest: frozenset[int]
    most_accessible: frozenset[int]
    cheapest: frozenset[int]


def compared(*, locations: Sequence[Location]) -> Comparison | None:
    """Fixed places beside one another; None where there are fewer than two. Two queries, none where
    no place has coordinates."""
    fixed = [each for each in locations if each.kind != LocationKind.MOBILE]
    if len(fixed) < 2:
        return None
    middles = _middles() if any(each.latitude is not None for each in fixed) else []
    sites = [_site(each, middles) for each in fixed]
    return Comparison(
        sites=sites,
        nearest=_least(sites, lambda one: one.mean_km),
        quickest=_least(sites, lambda one: one.location.travel_minutes),
        most_accessible=_least(sites, lambda one: -one.access if one.looked_at else None),
        cheapest=_least(sites, lambda one: one.location.monthly_cost),
    )


def _site(location: Location, middles: Sequence[tuple[float, float]]) -> Site:
    facts = [location.step_free, location.accessible_toilet, location.hearing_loop]
    here = (location.latitude, location.longitude)
    ways = (
        [_km(here, middle) for middle in middles]
        if here[0] is not None and here[1] is not None
        else []
    )
    return Site(
        location=location,
        mean_km=round(sum(ways) / len(ways), 1) if ways else None,
        farthest_km=round(max(ways), 1) if ways else None,
        access=sum(fact is True for fact in facts),
        looked_at=sum(fact is not None for fact in facts),
    )


def _least(sites: Sequence[Site], of: Any) -> frozenset[int]:
    known = {one.location.pk: of(one) for one in sites if of(one) is not None}
    if len(known) < 2 or len(set(known.values())) < 2:
        return frozenset()
    best = min(known.values())
    return frozenset(pk for pk, value in known.items() if value == best)


def _middles() -> list[tuple[float, float]]:
    """(latitude, longitude) in the middle of each innermost area that is served."""
    served = areas_within(areas=served_areas())
    parents = Area.objects.filter(parent__isnull=False).values("parent")
    shapes = AreaShape.objects.filter(area__in=served).exclude(area__in=parents)
    found = []
    for geometry in shapes.values_list("geometry", flat=True)[:MOST_AREAS]:
        middle = shapely.geometry.shape(geometry).representative_point()
        found.append((middle.y, middle.x))
    return found


def _km(one: tuple[Any, Any], other: tuple[float, float]) -> float:
    north, east, other_north, other_east = map(math.radians, (*one, *other))
    half = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
