"""The exponent is the one the figures were made with."""

import pytest

from benchmarks.growth import exponent


@pytest.mark.parametrize("true", [0.9, 1.0, 1.05, 2.0])
def test_the_exponent_of_a_pure_power_is_found(true: float) -> None:
    def seconds(letters: float) -> float:
        return 0.003 * letters ** (true - 1) * 2_000

    assert exponent((5_000, seconds(5_000)), (41_000, seconds(41_000))) == pytest.approx(true)


def test_a_letter_a_ninth_dearer_in_an_office_eight_times_as_large_breaks_the_promise() -> None:
    assert exponent((5_000, 4.5), (40_000, 4.9)) < 1.05 < exponent((5_000, 4.5), (40_000, 5.02))
