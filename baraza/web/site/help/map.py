"""The areas of a list as a picture: plain paths, coloured by the page's stylesheet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baraza.common.lazily import Lazily

shapely = Lazily("shapely")

WIDTH = 640
# Finer than this nobody sees it, and a telephone would load it.
FINEST = 400
MOST_LABELS = 12


def drawn(shapes: Sequence[tuple[str, Mapping[str, Any]]]) -> SafeString | str:
    """(name, GeoJSON geometry) each as an area with its name, north up; empty for none.

    It says nothing that the list beside it does not, and is silent for screen readers.
    """
    geometries = [shapely.geometry.shape(geometry) for _name, geometry in shapes]
    if not geometries:
        return ""
    west, south, east, north = (float(value) for value in shapely.total_bounds(geometries))
    # A square kilometre is a square in the middle of the map.
    narrower = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrower, 1e-6)
    height = min(max((north - south) * scale, 40), WIDTH * 1.4)

    def at(point: Sequence[float]) -> str:
        return f"{(point[0] - west) * narrower * scale:.0f} {(north - point[1]) * scale:.0f}"

    paths, names = [], []
    for place, ((name, _geometry), shape) in enumerate(zip(shapes, geometries, strict=True)):
        rings = _rings(shape.simplify(max(east - west, north - south) / FINEST))
        path = "".join(f"M{'L'.join(map(at, ring))}Z" for ring in rings)
        paths.append((place % 4 + 1, path))
        middle = shape.representative_point()
        x, y = at((middle.x, middle.y)).split()
        names.append((x, y, name))
    return format_html(
        '<svg class="map" viewBox="-2 -2 {} {}" aria-hidden="true" focusable="false">{}{}</svg>',
        WIDTH + 4,
        round(height) + 4,
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
