"""Files as people really have them: other encodings, other signs, too large, not what they say."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.places import reading
from baraza.base.places.geometry import MOST_POINTS, Geometry, read_geometry, to_keep
from baraza.base.places.reading import read_areas
from baraza.base.places.rows import Refused, Row, Unusable


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffName,Kind\nKöln-Süd,ward\n".encode(),
        "name;kind\r\nKöln-Süd;ward\r\n".encode("cp1252"),
        "kind\tname\nward\tKöln-Süd\n".encode("utf-16"),
        "nom;type;sans rapport\nKöln-Süd;ward;x\n".encode(),
    ],
    ids=["utf-8 with mark", "latin", "utf-16", "french headings"],
)
def test_a_table_is_read_in_whatever_way_it_was_saved(content: bytes) -> None:
    [row] = read_areas(content)
    assert isinstance(row, Row)
    assert (row.name, row.kind) == ("Köln-Süd", "ward")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"name,kind\n", "empty"),
        (b"\xfe\xff", "“name”"),
        (b"village,people\nMbuni,3\n", "“name”"),
        (b"%PDF-1.7 \0\0\0", "neither"),
        (b"{" * 100_000, "neither"),
        (b'{"type": "Feature"}', "FeatureCollection"),
        (b'{"features": [], "crs": {"properties": {"name": "EPSG:21037"}}}', "EPSG:4326"),
        (b"name,kind," + b"c," * 300 + b"\n", "200 columns"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content: bytes, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        read_areas(content)


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000_000)
    with pytest.raises(Unusable, match="1 MB"):
        read_areas(b"name,kind\n" + b"x" * 1_000_000)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Unusable, match="20000"):
        read_areas(b"name,kind\n" + b"A,ward\n" * (reading.MOST_ROWS + 1))


def test_a_shape_of_many_points_is_made_small() -> None:
    points = [[step / 10_000, (step % 7) / 100_000] for step in range(30_000)]
    ring = [*points, [3, 1], [0, 1], points[0]]
    found, _mended = read_geometry({"type": "Polygon", "coordinates": [ring]})
    kept = to_keep(found)
    assert len(json.dumps(kept)) < 20 * MOST_POINTS
    assert read_geometry(kept)[0].area == pytest.approx(found.area, rel=0.01)


def test_a_shape_is_kept_the_same_however_often_it_is_read() -> None:
    bow: Geometry = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]],
    }
    once = to_keep(read_geometry(bow)[0])
    assert to_keep(read_geometry(once)[0]) == once


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


@given(properties=json_values, geometry=json_values)
def test_any_feature_is_taken_or_refused(properties: object, geometry: object) -> None:
    content = json.dumps({"features": [{"properties": properties, "geometry": geometry}]})
    [row] = read_areas(content.encode())
    assert isinstance(row, Row | Refused)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(Unusable):
        assert read_areas(content)


ring = st.lists(
    st.tuples(st.floats(-20, 20, width=16), st.floats(-20, 20, width=16)), min_size=3, max_size=9
)


@given(ring)
def test_any_ring_of_points_becomes_a_sound_area_or_is_refused(
    points: list[tuple[float, float]],
) -> None:
    coordinates = [[list(point) for point in [*points, points[0]]]]
    feature = {
        "properties": {"name": "A", "kind": "ward"},
        "geometry": {"type": "Polygon", "coordinates": coordinates},
    }
    [row] = read_areas(json.dumps({"features": [feature]}).encode())
    if isinstance(row, Row):
        _found, needs_mending = read_geometry(row.geometry)
        assert not needs_mending
