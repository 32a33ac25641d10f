"""Maps with few steps, drawn the same way each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.common.charts import (
    STEPS,
    WITHHELD,
    Patch,
    columns_svg,
    map_svg,
    step_colours,
    steps_of,
)


def patch(west: float, colour: str, label: str = "") -> Patch:
    ring = [[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]
    return Patch({"type": "Polygon", "coordinates": [ring]}, colour, label, (west + 0.5, 0.5))


def test_each_area_has_its_colour_and_its_name() -> None:
    svg = map_svg([patch(0, STEPS[0], "Mbuni <i>"), patch(1, WITHHELD, "مبوني")])
    assert svg.startswith('<svg aria-hidden="true"')
    assert f'fill="{STEPS[0]}"' in svg
    assert "Mbuni &lt;i&gt;" in svg
    assert "مبوني" in svg
    assert svg.count('stroke-dasharray="3,3"') == 1, "what is withheld shows without colour too"


def test_a_map_carries_nothing_that_a_strict_page_would_refuse() -> None:
    svg = map_svg([patch(0, STEPS[0], "Mbuni")])
    assert "style=" not in svg
    assert "href=" not in svg
    assert "<script" not in svg


def test_no_areas_make_no_map() -> None:
    assert map_svg([]) == ""


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([], []),
        ([4], [4]),
        ([3, 3, 3], [3]),
        ([1, 9], [1, 9]),
        (list(range(1, 11)), [2, 4, 6, 8, 10]),
    ],
)
def test_values_fall_into_a_few_steps_of_equal_size(values: list[float], ends: list[float]) -> None:
    assert steps_of(values) == ends


@given(st.lists(st.floats(0.1, 1e6), min_size=1, max_size=200))
def test_every_value_has_a_step_and_there_are_never_more_than_five(values: list[float]) -> None:
    ends = steps_of(values)
    assert 1 <= len(ends) <= 5
    assert ends == sorted(set(ends))
    assert max(values) == ends[-1]
    assert len(set(step_colours(len(ends)))) == len(ends)


def test_few_columns_have_each_their_value_and_many_only_the_tallest_and_the_last() -> None:
    values = [31, 12, 9, 26, 11, 13, 14, 15, 16, 17, 18]
    few = columns_svg([(str(at), value) for at, value in enumerate(values[:4])])
    assert all(f">{value}<" in few for value in (31, 12, 9, 26))
    many = columns_svg([(f"week {at}", value) for at, value in enumerate(values)])
    assert [value for value in values if f">{value}<" in many] == [31, 18]


def test_in_a_picture_for_readers_of_arabic_the_day_stays_before_its_month() -> None:
    columns = [("16 نوفمبر", 3)]
    assert ">\N{RIGHT-TO-LEFT MARK}16 نوفمبر<" in columns_svg(columns, is_rtl=True)
    assert ">16 نوفمبر<" in columns_svg(columns)
