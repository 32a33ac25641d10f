"""Pictures of numbers: one theme, drawn as SVG on the server.

Colours stand in the SVG as they are in light; the desk's stylesheet turns them for the dark by
the same names (`STEPS`, `NOTHING`, `WITHHELD`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert

INK, QUIET, EDGE, NO_FILL = "#1d2321", "#59625e", "#fffefc", "transparent"
# From few to many; each at least a fifth darker than the one before, told apart without colour.
STEPS = ("#d5e6dc", "#a3cbb8", "#6aa78d", "#35806a", "#0e5a4a")
NOTHING, WITHHELD = "#f3f0e8", "#f8eed9"
FONT = "system-ui, 'Noto Sans', 'Noto Sans Arabic', sans-serif"
THEME: dict[str, Any] = {
    "background": None,
    "padding": 2,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelColor": QUIET,
        "titleColor": QUIET,
    },
    "geoshape": {"stroke": EDGE, "strokeWidth": 1.5},
    "text": {"color": INK, "fontSize": 12},
}


@dataclass(frozen=True, slots=True)
class Patch:
    """An area of a map: a flat GeoJSON geometry (units as the map's), its colour, and its name
    with the place of it.
    """

    geometry: Mapping[str, Any]
    colour: str
    label: str = ""
    label_at: tuple[float, float] = (0.0, 0.0)


def map_svg(
    patches: Sequence[Patch], *, width: int = 520, height: int = 400, outline: bool = False
) -> str:
    """The areas, north up, as one SVG element of that many units; empty where there are none.

    What it says stands in a table beside it, so the picture is silent for screen readers.
    """
    if not patches:
        return ""
    projection = {"type": "identity", "reflectY": True}
    shapes = [
        {
            "type": "Feature",
            "geometry": patch.geometry,
            "properties": {"colour": patch.colour, "withheld": patch.colour == WITHHELD},
        }
        for patch in patches
    ]
    names = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": patch.label_at},
            "properties": {"label": patch.label, "dark": patch.colour in STEPS[3:]},
        }
        for patch in patches
        if patch.label
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": shapes},
            "projection": projection,
            "mark": {"type": "geoshape"},
            "encoding": {
                "fill": {"field": "properties.colour", "type": "nominal", "scale": None},
                "strokeDash": {
                    "condition": {"test": "datum.properties.withheld", "value": [3, 3]},
                    "value": [1, 0],
                },
                "stroke": {
                    "condition": {"test": "datum.properties.withheld", "value": QUIET},
                    "value": QUIET if outline else EDGE,
                },
            },
        }
    ]
    if names:
        layers.append(
            {
                "data": {"values": names},
                "projection": projection,
                "transform": [
                    {"calculate": "datum.geometry.coordinates[0]", "as": "x"},
                    {"calculate": "datum.geometry.coordinates[1]", "as": "y"},
                ],
                "mark": {"type": "text", "baseline": "middle"},
                "encoding": {
                    "longitude": {"field": "x", "type": "quantitative"},
                    "latitude": {"field": "y", "type": "quantitative"},
                    "text": {"field": "properties.label"},
                    "color": {
                        "condition": {"test": "datum.properties.dark", "value": EDGE},
                        "value": INK,
                    },
                },
            }
        )
    svg = _svg({"width": width, "height": height, "layer": layers})
    silent = re.sub(r' (aria-label|aria-roledescription|role)="[^"]*"', "", svg)
    return silent.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def steps_of(values: Sequence[float], *, most: int = len(STEPS)) -> list[float]:
    """Upper ends of at most five classes with about equally many values in each; ascending.

    Fewer where values repeat; empty where there are none.
    """
    ordered = sorted(values)
    if not ordered:
        return []
    count = min(most, len(set(ordered)))
    ends = [ordered[max(0, round(len(ordered) * part / count) - 1)] for part in range(1, count + 1)]
    return sorted({*ends, ordered[-1]})


def step_colours(count: int) -> list[str]:
    """So many of the steps, spread from the lightest to the darkest."""
    if count <= 1:
        return [STEPS[2]] * count
    last = len(STEPS) - 1
    return [STEPS[round(at * last / (count - 1))] for at in range(count)]


def _svg(specification: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg(
        {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "config": THEME,
            **specification,
        }
    )
