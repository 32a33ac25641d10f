"""What makes a text hard to read."""

import pytest

from baraza.common.plain_language import Hard, hard_places, looked_for

LONG = " ".join(["word"] * 21) + "."


def kinds(text: str, language: str) -> list[Hard]:
    return [one.kind for one in hard_places(text, language)]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "sw"])
def test_a_sentence_of_more_than_twenty_words_is_long_in_every_language(language: str) -> None:
    [found] = [one for one in hard_places(LONG, language) if one.kind == Hard.LONG_SENTENCE]
    assert found.words == 21
    assert not kinds(" ".join(["word"] * 20) + ".", language)


def test_sentences_end_with_arabic_signs_too() -> None:
    text = "هل تعرف متى يفتح المكتب؟ " + " ".join(["كلمة"] * 18) + "."
    assert not kinds(text, "ar")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The road was repaired."),
        ("en", "It has been quickly done."),
        ("fr", "La route sera réparée."),
        ("es", "El camino fue reparado."),
    ],
)
def test_the_passive_is_found(language: str, text: str) -> None:
    assert kinds(text, language) == [Hard.PASSIVE]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We repaired the road."),
        ("en", "She is interested."),
        ("fr", "Nous réparons la route."),
        ("es", "Es su partido."),
        ("sw", "Barabara ilitengenezwa."),
    ],
)
def test_what_is_not_passive_is_let_be(language: str, text: str) -> None:
    assert kinds(text, language) == []


def test_a_long_word_is_named_once_and_names_are_let_be() -> None:
    text = "An institutionalisation of institutionalisation in Llanfairpwllgwyngyll."
    assert [one.excerpt for one in hard_places(text, "en")] == ["institutionalisation"]


def test_only_what_is_known_of_a_language_is_looked_for() -> None:
    assert looked_for("ar") == [Hard.LONG_SENTENCE]
    assert set(looked_for("fr")) == set(Hard)
