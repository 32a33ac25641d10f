import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.people.phones import normal_phone


@pytest.mark.parametrize(
    "number", ["+254 712 345 678", "+254-712-345678", "+254 (0)712 345678", "+٢٥٤ ٧١٢ ٣٤٥ ٦٧٨"]
)
def test_one_number_however_it_is_written(number: str):
    assert normal_phone(number) == "+254712345678"


def test_a_number_at_home_needs_its_country():
    assert normal_phone("0712 345 678", region="KE") == "+254712345678"
    assert normal_phone("0712 345 678") == "0712345678"
    assert normal_phone("٠٧١٢ ٣٤٥") == "0712345"


@pytest.mark.parametrize("words", ["", "none", "call me", "+", "—"])
def test_what_has_no_digits_is_no_number(words: str):
    assert normal_phone(words) == ""


@given(st.text(max_size=400))
def test_nothing_breaks_it(number: str):
    found = normal_phone(number)
    assert len(found) <= 40
    assert found.isascii()
