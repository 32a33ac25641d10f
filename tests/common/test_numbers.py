"""What whoever likes to writes into an address is a number of a row, or none."""

import pytest

from baraza.common.numbers import number, numbers


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "x", "²", "٣", "9" * 19, "9" * 5_000])
def test_what_is_no_number_of_a_row_finds_no_row(text: str) -> None:
    assert number(text) == 0
    assert numbers([text, "7"]) == [7]


def test_a_number_is_read_and_one_that_was_not_given_finds_no_row() -> None:
    assert number("12") == 12
    assert number("9" * 18) == 10**18 - 1
    assert number(None) == 0
