"""Names in one form, whatever the script and spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.people.names import name_words, romanise, search_words, skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        ["Mohammed", "Muhamad", "Mohamed", "محمد"],
        ["Fatima", "Fatuma", "فاطمة", "فاطمه"],
        ["Youssef", "Yusuf", "يوسف"],
        ["Aleksandr", "Alexander", "Александр"],
        ["Christos", "Χρήστος"],
        ["Mikhail", "Михаил"],
        ["Olga", "Ольга"],
        ["Khadija", "خديجة"],
        ["Omar", "Umar", "عمر", "Омар"],
    ],
)
def test_spellings_of_one_name_have_one_skeleton(spellings: list[str]) -> None:
    assert len({skeleton(word) for name in spellings for word in name_words(name)}) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("O'Rourke-Stone", ["orourke", "stone"]),
        ("Ngũgĩ wa Thiong’o", ["ngugi", "wa", "thiongo"]),
        ("José  María", ["jose", "maria"]),
        ("J. P. Ndlovu", ["j", "p", "ndlovu"]),
        ("أحمد", ["احمد"]),
        ("R2-D2 7", ["r", "d"]),
        ("", []),
    ],
)
def test_a_name_is_its_words(name: str, words: list[str]) -> None:
    assert name_words(name) == words


@pytest.mark.parametrize(
    ("written", "latin"), [("шевченко", "shevchenko"), ("γιωργοσ", "giorgos"), ("حداد", "hdad")]
)
def test_other_scripts_are_written_in_latin_letters(written: str, latin: str) -> None:
    assert romanise(written) == latin


def test_a_search_looks_through_each_name_in_each_form() -> None:
    words = search_words(["Amina Otieno", "أمينة"]).split()
    assert {"amina", "otieno", "امينه", "amynh", "zxqamn"} <= set(words)
    assert len(words) == len(set(words))


@given(st.text())
def test_any_text_can_be_taken_for_a_name(text: str) -> None:
    for word in name_words(text):
        assert word == word.lower()
        assert " " not in word
        skeleton(word)
    search_words([text])
