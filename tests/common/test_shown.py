"""What a page is called in its address."""

import re

from hypothesis import given
from hypothesis import strategies as st

from baraza.common.shown import address_part


def test_it_is_the_words_in_latin_letters_and_unlike_those_that_are_taken() -> None:
    assert address_part("Rural Water Bill (2026)", taken=[], otherwise="bill") == (
        "rural-water-bill-2026"
    )
    assert address_part("Water", taken=["water", "water-2"], otherwise="bill") == "water-3"


def test_words_of_another_script_get_an_address_all_the_same() -> None:
    assert address_part("مشروع قانون", taken=["bill"], otherwise="bill") == "bill-2"


@given(st.text(), st.lists(st.sampled_from(["bill", "bill-2", "a", "a-2"])))
def test_whatever_the_words_it_fits_an_address(words: str, taken: list[str]) -> None:
    part = address_part(words, taken=taken, otherwise="bill")
    assert re.fullmatch(r"[-a-zA-Z0-9_]{1,80}", part)
    assert part not in taken
