"""Words as the search compares them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.web.site.search.words import Form, forms_of, runs_of, stem, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pension", "Pensions"),
        ("street light", "Street Lights"),
        ("retraité", "retraites"),
        ("jubilación", "jubilacion"),
        ("معاش", "المعاشات"),
        ("الطرق", "طرق"),
        ("école", "ECOLES"),
    ],
)
def test_forms_of_a_word_are_one_word(one: str, other: str) -> None:
    assert words_of(one) == words_of(other) != []


@pytest.mark.parametrize(
    ("one", "other"), [("land", "law"), ("rent", "rend"), ("eau", "eaux usées"), ("2024", "2025")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert words_of(one) != words_of(other)


def test_words_without_meaning_are_left_out() -> None:
    assert words_of("what is the in of my") == []
    assert words_of("Je suis à la") == []
    assert words_of("  … !? ") == []


def test_words_that_stand_together_are_kept_together() -> None:
    runs = [run.stem for run in runs_of("my birth certificate")]
    assert runs == ["birth", "birth certificat", "certificat"]
    assert [run.word for run in runs_of("Birth certificates")][1] == "Birth certificates"


def test_an_arabic_word_is_known_with_a_letter_written_to_it() -> None:
    [run] = runs_of("ومعاش")
    assert stem("معاش") in {form.stem for form in forms_of(run)}
    assert all(isinstance(form, Form) for form in forms_of(run))


@given(st.text(max_size=60))
def test_any_text_is_taken_apart(text: str) -> None:
    for word in words_of(text):
        assert word
        assert " " not in word
    for run in runs_of(text):
        assert run.stem
