"""Read a file of areas: a table with a header (CSV), or GeoJSON (RFC 7946)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from charset_normalizer import from_bytes
from django.utils.translation import gettext_noop

from baraza.base.places.geometry import NotAnArea, NotDegrees, Tangled, read_geometry, to_keep
from baraza.base.places.rows import Refused, Remark, Row, Unusable, field_of, row_of
from baraza.common.folding import fold

MOST_BYTES = 30_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
DELIMITERS = ",;\t|"
# What the older GeoJSON (2008) calls degrees on WGS 84.
DEGREES = ("crs84", "4326")

EMPTY = gettext_noop("The file is empty.")
TOO_LARGE = gettext_noop(
    "The file has more than %(megabytes)s MB. Please simplify its shapes first, to about 20 metres."
)
TOO_MANY_ROWS = gettext_noop("The file has more than %(most)s areas. Please split it.")
TOO_MANY_COLUMNS = gettext_noop("The table has more than %(most)s columns. Is it a table of areas?")
NO_HEADER = gettext_noop(
    "The first line must name the columns, “name” and “kind” among them. It is: %(line)s"
)
UNREADABLE = gettext_noop("The file is neither a table (CSV) nor GeoJSON that can be read.")
NO_FEATURES = gettext_noop("This is JSON, but not a GeoJSON FeatureCollection with areas in it.")
OTHER_GRID = gettext_noop(
    "The coordinates are not degrees of longitude and latitude. Please save the file again in "
    "WGS 84 (EPSG:4326)."
)
NOT_AREA = gettext_noop("Its geometry is not an area (Polygon or MultiPolygon).")
TANGLED = gettext_noop(
    "Its outline crosses itself so much that nobody can say what lies within. Please mend it "
    "where it was drawn."
)
MENDED = gettext_noop("Its outline crossed itself and was mended. Please look at it on the map.")


def read_areas(content: bytes) -> list[Row | Refused]:
    """Each area of the file in its order. Raises Unusable where the whole file is."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unusable(EMPTY)
    if len(content) > MOST_BYTES:
        raise Unusable(TOO_LARGE, megabytes=MOST_BYTES // 1_000_000)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        rows = list(_geojson_rows(content))
    else:
        rows = list(_table_rows(content))
    if not rows:
        raise Unusable(EMPTY)
    return rows


def _geojson_rows(content: bytes) -> Iterator[Row | Refused]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unusable(UNREADABLE) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise Unusable(NO_FEATURES)
    if len(features) > MOST_ROWS:
        raise Unusable(TOO_MANY_ROWS, most=MOST_ROWS)
    grid = fold(json.dumps(document.get("crs") or ""))
    if grid != '""' and not any(name in grid for name in DEGREES):
        raise Unusable(OTHER_GRID)
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            yield Refused(number, "", Remark(NO_FEATURES))
            continue
        yield _feature_row(number, properties, feature.get("geometry"))


def _feature_row(number: int, properties: dict[str, Any], geometry: object) -> Row | Refused:
    if geometry is None:
        return row_of(number, properties)
    name = str(properties.get("name") or "")[:200]
    try:
        found, was_mended = read_geometry(geometry)
    except NotDegrees:
        return Refused(number, name, Remark(OTHER_GRID))
    except NotAnArea:
        return Refused(number, name, Remark(NOT_AREA))
    except Tangled:
        return Refused(number, name, Remark(TANGLED))
    remarks = [Remark(MENDED)] if was_mended else []
    return row_of(number, properties, geometry=to_keep(found), remarks=remarks)


def _table_rows(content: bytes) -> Iterator[Row | Refused]:
    if b"\0" in content[:1000] and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise Unusable(UNREADABLE)
    text = _decoded(content)
    first = text.partition("\n")[0].strip()
    delimiter = max(DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(lines, [])
        if len(header) > MOST_COLUMNS:
            raise Unusable(TOO_MANY_COLUMNS, most=MOST_COLUMNS)
        known = {field_of(cell) for cell in header}
        if not {"name", "kind"} <= known:
            raise Unusable(NO_HEADER, line=first[:120])
        for count, cells in enumerate(filter(any, lines), start=1):
            if count > MOST_ROWS:
                raise Unusable(TOO_MANY_ROWS, most=MOST_ROWS)
            yield row_of(lines.line_num, dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise Unusable(UNREADABLE) from error


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        encoding = _older_table(content[:200_000])
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Unusable(UNREADABLE) from error


def _older_table(content: bytes) -> str:
    """Latin letters with a few accents, or whatever else fits: short texts mislead the guess."""
    beyond = sum(byte > 0x7F for byte in content)
    if beyond < len(content) / 5:
        return "cp1252"
    guess = from_bytes(content).best()
    return guess.encoding if guess else "cp1252"
