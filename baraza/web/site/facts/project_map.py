"""Projects on the map of the constituency: each a numbered spot, its number in the list beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baraza.base.places.models import Area, AreaShape
from baraza.common.lazily import Lazily
from baraza.engagement.projects.models import Project
from baraza.web.site.help.map import WIDTH, Projection

shapely = Lazily("shapely")

# More numbers than these beside one spot nobody reads.
MOST_NUMBERS = 3
RADIUS = 15


def drawn(projects: Sequence[Project], *, first: int, day: date) -> SafeString | str:
    """The areas of the constituency with a spot for each project that has a place, numbered from
    `first`; empty where nothing can be shown. Three queries at most.

    It says nothing that the list beside it does not, and is silent for screen readers.
    """
    numbers = {project.pk: number for number, project in enumerate(projects, start=first)}
    placed = [one for one in projects if one.latitude is not None or one.area_id]
    if not placed:
        return ""
    ground = _ground(day)
    if not ground:
        return ""
    middles = _middles({one.area_id for one in placed if one.latitude is None and one.area_id})
    projection = Projection.around(ground)
    spots: dict[tuple[int, int], list[Project]] = {}
    for one in placed:
        point = (one.longitude, one.latitude) if one.latitude is not None else None
        point = point or middles.get(one.area_id)
        if point is not None:
            x, y = (round(value) for value in projection.at(point))
            if projection.holds(x, y):
                spots.setdefault(_near((x, y), spots), []).append(one)
    if not spots:
        return ""
    paths = ((projection.path(shape),) for shape in ground)
    return format_html(
        '<svg class="map" viewBox="-2 -2 {} {}" aria-hidden="true" focusable="false">{}{}</svg>',
        WIDTH + 4,
        projection.height + 4,
        format_html_join("", '<path class="ground" d="{}"/>', paths),
        format_html_join(
            "",
            '<circle class="spot" cx="{0}" cy="{1}" r="{2}"/><text class="number" x="{0}" y="{3}">'
            "{4}</text>",
            (
                (x, y, _radius(there), y + 6, _label([numbers[one.pk] for one in there]))
                for (x, y), there in spots.items()
            ),
        ),
    )


def _ground(day: date) -> list[object]:
    """What the member serves, part by part where parts are known."""
    served = list(Area.objects.in_force(day).filter(is_served=True).values_list("pk", flat=True))
    rows = AreaShape.objects.filter(area__in=Area.objects.in_force(day))
    if served:
        parts = rows.filter(area__parent__in=served)
        rows = parts | rows.filter(area__in=served)
    return [shapely.geometry.shape(one) for one in rows.values_list("geometry", flat=True)]


def _middles(areas: set[int | None]) -> dict[int, tuple[float, float]]:
    rows = AreaShape.objects.filter(area__in=areas).values_list("area", "geometry")
    found = {}
    for pk, geometry in rows:
        middle = shapely.geometry.shape(geometry).representative_point()
        found[pk] = (middle.x, middle.y)
    return found


def _near(spot: tuple[int, int], spots: dict[tuple[int, int], list[Project]]) -> tuple[int, int]:
    """A spot that would be covered is the one that covers it."""
    for x, y in spots:
        if (x - spot[0]) ** 2 + (y - spot[1]) ** 2 < (2 * RADIUS) ** 2:
            return x, y
    return spot


def _radius(there: Sequence[Project]) -> int:
    return RADIUS + 6 * (min(len(there), MOST_NUMBERS) - 1)


def _label(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:MOST_NUMBERS]))
    return f"{shown} …" if len(numbers) > MOST_NUMBERS else shown
