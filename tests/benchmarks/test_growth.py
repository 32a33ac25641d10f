"""The exponent is the one the figures were made with."""

import pytest

from benchmarks.growth import exponent


@pytest.mark.parametrize("true", [0.9, 1.0, 1.05, 2.0])
def test_the_exponent_of_a_pure_power_is_found(true: float) -> None:
    points = [(n * 2_000, 0.003 * (n * 2_000) ** true) for n in range(1, 11)]
    assert exponent(points) == pytest.approx(true)


def test_one_slow_part_does_not_look_like_growth() -> None:
    seconds = [4, 8, 12, 17, 21, 25, 29, 33, 37, 41]
    points = [(n * 2_000, second) for n, second in enumerate(seconds, 1)]
    assert exponent(points) < 1.05
