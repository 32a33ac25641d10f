"""The areas of a list as a picture: plain paths, coloured by the page's stylesheet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baraza.common.lazily import Lazily

shapely = Lazily("shapely")

WIDTH = 640
# Finer than this nobody sees it, and a telephone would load it.
FINEST = 400
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Projection:
    """From degrees to the points of a picture, north up; a square kilometre is a square in its
    middle."""

    west: float
    north: float
    east: float
    south: float

    @classmethod
    def around(cls, shapes: Sequence[Any]) -> Projection:
        """The picture that just holds these."""
        west, south, east, north = (float(value) for value in shapely.total_bounds(list(shapes)))
        return cls(west=west, north=north, east=east, south=south)

    @property
    def narrower(self) -> float:
        """How much shorter a degree is from west to east than from south to north."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        """Points to a degree."""
        return WIDTH / max((self.east - self.west) * self.narrower, 1e-6)

    @property
    def height(self) -> int:
        """Of the picture, in points."""
        return round(min(max((self.north - self.south) * self.scale, 40), WIDTH * 1.4))

    def at(self, point: Sequence[float]) -> tuple[float, float]:
        """Where a place (longitude, latitude) stands in the picture."""
        x = (point[0] - self.west) * self.narrower * self.scale
        return x, (self.north - point[1]) * self.scale

    def holds(self, x: float, y: float) -> bool:
        """Whether that is in the picture."""
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    def path(self, shape: Any) -> str:
        """The lines around a shape, as SVG writes them."""
        finest = max(self.east - self.west, self.north - self.south) / FINEST
        return "".join(
            f"M{'L'.join('{:.0f} {:.0f}'.format(*self.at(point)) for point in ring)}Z"
            for ring in _rings(shape.simplify(finest))
        )


def drawn(shapes: Sequence[tuple[str, Mapping[str, Any]]]) -> SafeString | str:
    """(name, GeoJSON geometry) each as an area with its name, north up; empty for none.

    It says nothing that the list beside it does not, and is silent for screen readers.
    """
    geometries = [shapely.geometry.shape(geometry) for _name, geometry in shapes]
    if not geometries:
        return ""
    projection = Projection.around(geometries)
    paths, names = [], []
    for place, ((name, _geometry), shape) in enumerate(zip(shapes, geometries, strict=True)):
        paths.append((place % 4 + 1, projection.path(shape)))
        middle = shape.representative_point()
        x, y = projection.at((middle.x, middle.y))
        names.append((f"{x:.0f}", f"{y:.0f}", name))
    return format_html(
        '<svg class="map" viewBox="-2 -2 {} {}" aria-hidden="true" focusable="false">{}{}</svg>',
        WIDTH + 4,
        projection.height + 4,
        format_html_join("", '<path class="area{}" d="{}"/>', paths),
        format_html_join("", '<text x="{}" y="{}">{}</text>', names)
        if len(names) <= MOST_LABELS
        else "",
    )


def _rings(shape: Any) -> list[list[Sequence[float]]]:
    """The lines around an area and its holes."""
    found = []
    for part in getattr(shape, "geoms", [shape]):
        found += [list(ring.coords) for ring in (part.exterior, *part.interiors)]
    return found
