"""Pictures of numbers: one theme, drawn as SVG on the server.

Colours stand in the SVG as they are in light; the desk's stylesheet turns them for the dark by
the same names (`STEPS`, `NOTHING`, `WITHHELD`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baraza.common.lazily import Lazily

vl_convert = Lazily("vl_convert")

INK, QUIET, EDGE, NO_FILL = "#1d2321", "#59625e", "#fffefc", "transparent"
# From few to many; each at least a fifth darker than the one before, told apart without colour.
STEPS = ("#d5e6dc", "#a3cbb8", "#6aa78d", "#35806a", "#0e5a4a")
NOTHING, WITHHELD = "#f3f0e8", "#f8eed9"
# As many columns have room for their values above them.
MOST_SAID = 8
RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT MARK}"
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
    return _silent({"width": width, "height": height, "layer": layers})


@dataclass(frozen=True, slots=True)
class Bar:
    """A measured thing: its name, its value as it stands behind the bar, and how long that is.

    `mark` is where a thin line stands, such as the value before; None for no line.
    """

    label: str
    value: float
    said: str
    mark: float | None = None
    colour: str = STEPS[3]


def bars_svg(bars: Sequence[Bar], *, width: int = 520, is_rtl: bool = False) -> str:
    """Bars lying one below the other from zero, each with its name and value; silent."""
    if not bars:
        return ""
    values = [
        {
            "at": at,
            "label": bar.label,
            "value": bar.value,
            "said": bar.said,
            "mark": bar.mark,
            "colour": bar.colour,
        }
        for at, bar in enumerate(bars)
    ]
    most = max([1.0, *(bar.value for bar in bars), *(bar.mark or 0 for bar in bars)])
    # Room behind the longest bar for its value.
    length = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, most * 1.15], "nice": False, "reverse": is_rtl},
    }
    row = {"field": "at", "type": "ordinal", "axis": None, "scale": {"padding": 0}}
    beginning = {"value": width if is_rtl else 0}
    side = "right" if is_rtl else "left"
    layers = [
        {
            "mark": {"type": "bar", "height": 14, "yOffset": 12},
            "encoding": {
                "x": length,
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        },
        {
            "transform": [{"filter": "datum.mark !== null"}],
            "mark": {"type": "tick", "thickness": 2, "size": 20, "yOffset": 12, "color": INK},
            "encoding": {"x": {**length, "field": "mark"}},
        },
        {
            "mark": {"type": "text", "align": side, "baseline": "middle", "yOffset": -10},
            "encoding": {"x": beginning, "text": {"field": "label"}},
        },
        {
            "mark": {
                "type": "text",
                "align": side,
                "baseline": "middle",
                "yOffset": 12,
                "xOffset": -8 if is_rtl else 8,
            },
            "encoding": {
                "x": {"field": "end", "type": "quantitative", "scale": length["scale"]},
                "text": {"field": "said"},
                "color": {"value": QUIET},
            },
            "transform": [{"calculate": "max(datum.value, datum.mark || 0)", "as": "end"}],
        },
    ]
    return _silent(
        {
            "width": width,
            "height": 52 * len(bars),
            "data": {"values": values},
            "encoding": {"y": row},
            "layer": layers,
        }
    )


def columns_svg(
    columns: Sequence[tuple[str, int]], *, width: int = 520, height: int = 200, is_rtl: bool = False
) -> str:
    """Columns standing side by side from zero in the order of time, the tallest and the last with
    their value, all of them where they are few; silent. About five of the names are written below.
    """
    if not columns:
        return ""
    tallest = max(range(len(columns)), key=lambda at: columns[at][1])
    said_at = {tallest, len(columns) - 1}
    has_room = len(columns) <= MOST_SAID
    every = max(1, math.ceil(len(columns) / 5))
    values = [
        {
            "at": at,
            "value": value,
            "said": f"{value:,}" if value and (has_room or at in said_at) else "",
            "name": _in_order(name, is_rtl=is_rtl) if at % every == 0 else "",
        }
        for at, (name, value) in enumerate(columns)
    ]
    place = {
        "field": "at",
        "type": "ordinal",
        "axis": None,
        "scale": {"paddingInner": 0.25, "paddingOuter": 0.1, "reverse": is_rtl},
    }
    top = max(1, columns[tallest][1]) * 1.1
    tall = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, top], "nice": False},
    }
    return _silent(
        {
            "width": width,
            "height": height,
            "data": {"values": values},
            "encoding": {"x": place},
            "layer": [
                {"mark": {"type": "bar", "color": STEPS[3]}, "encoding": {"y": tall}},
                {
                    "mark": {"type": "text", "baseline": "bottom", "yOffset": -3},
                    "encoding": {"y": tall, "text": {"field": "said"}},
                },
                {
                    "mark": {"type": "text", "baseline": "top", "yOffset": 6, "color": QUIET},
                    "encoding": {"y": {"value": height}, "text": {"field": "name"}},
                },
            ],
        }
    )


def _in_order(words: str, *, is_rtl: bool) -> str:
    """Words of a picture, which knows no direction, as a line of that language: a day before its
    month stays before it.
    """
    return f"{RIGHT_TO_LEFT}{words}" if is_rtl else words


def png_of(svg: str) -> bytes:
    """The picture on paper white, twice as fine as on the screen."""
    return vl_convert.svg_to_png(
        svg.replace("<svg ", '<svg style="background:#fffefc" ', 1), scale=2
    )


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


def _silent(specification: dict[str, Any]) -> str:
    svg = re.sub(r' (aria-label|aria-roledescription|role)="[^"]*"', "", _svg(specification))
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _svg(specification: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg(
        {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "config": THEME,
            **specification,
        }
    )
