"""Shapes of areas: read, mended where that is safe, made small enough to keep and to draw."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from baraza.common.lazily import Lazily

shapely = Lazily("shapely")

Geometry = dict[str, Any]

# About five metres: nobody's garden changes its ward by it.
FINEST_DEGREES = 0.00005
MOST_POINTS = 4_000
MOST_POINTS_READ = 500_000
# Mending may not turn an area into another one.
MOST_CHANGED = 0.2


class NotAnArea(ValueError):
    """The geometry encloses nothing: a point, a line, or nothing at all."""


class NotDegrees(ValueError):
    """Coordinates beyond ±180 or ±90: metres of some national grid, not longitude, latitude."""


class Tangled(ValueError):
    """It crosses itself so that nobody can say what lies within."""


def read_geometry(geometry: object) -> tuple[shapely.Geometry, bool]:
    """The area it encloses, and whether it had to be mended.

    Takes a GeoJSON geometry (RFC 7946, 3.1) of type Polygon or MultiPolygon, in degrees.
    Raises NotAnArea, NotDegrees, Tangled.
    """
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise NotAnArea
    count = 0
    try:
        for longitude, latitude in _positions(geometry.get("coordinates")):
            count += 1
            if not (abs(longitude) <= 180 and abs(latitude) <= 90):
                raise NotDegrees
            if count > MOST_POINTS_READ:
                raise Tangled
        found = shapely.geometry.shape(
            {"type": geometry["type"], "coordinates": geometry["coordinates"]}
        )
    except (TypeError, ValueError, IndexError, shapely.errors.ShapelyError) as error:
        if isinstance(error, NotDegrees | Tangled):
            raise
        raise NotAnArea from error
    found = shapely.force_2d(found)
    if found.is_empty:
        raise NotAnArea
    if found.is_valid:
        return found, False
    mended = only_areas(shapely.make_valid(found))
    if mended.is_empty or not mended.area:
        raise NotAnArea
    # A figure of eight counted by its signed area is far off: both loops are kept, so the hull
    # tells whether the outline is still the same.
    hull = found.convex_hull.area
    if not hull or abs(mended.convex_hull.area - hull) > MOST_CHANGED * hull:
        raise Tangled
    return mended, True


def only_areas(geometry: shapely.Geometry) -> shapely.Geometry:
    """Its polygons; lines and points that mending left are dropped."""
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if isinstance(part, shapely.Polygon) and part.area
    ]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def to_keep(geometry: shapely.Geometry) -> Geometry:
    """As GeoJSON in degrees, six decimals (a tenth of a metre), at most `MOST_POINTS` points."""
    tolerance = FINEST_DEGREES
    small = _simpler(geometry, tolerance)
    while shapely.get_num_coordinates(small) > MOST_POINTS and tolerance < 1:
        tolerance *= 2
        small = _simpler(geometry, tolerance)
    return to_geojson(small)


def to_geojson(geometry: shapely.Geometry) -> Geometry:
    """Six decimals, outer rings counter-clockwise (RFC 7946, 3.1.6)."""
    rounded = only_areas(shapely.make_valid(shapely.set_precision(geometry, 1e-6)))
    return _plain(
        shapely.geometry.mapping(
            shapely.orient_polygons(rounded if not rounded.is_empty else geometry)
        )
    )


def _simpler(geometry: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    small = only_areas(shapely.make_valid(geometry.simplify(tolerance)))
    return geometry if small.is_empty else small


def _positions(coordinates: object, depth: int = 0) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list) or depth > 4:
        raise NotAnArea
    if coordinates and isinstance(coordinates[0], int | float):
        longitude, latitude = coordinates[:2]
        if not (math.isfinite(longitude) and math.isfinite(latitude)):
            raise NotAnArea
        yield longitude, latitude
        return
    for part in coordinates:
        yield from _positions(part, depth + 1)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value
