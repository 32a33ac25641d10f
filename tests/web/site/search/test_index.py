"""Finding what is published: whole words, beginnings, and slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.web.site.parts import Found
from baraza.web.site.search.index import Index, read

PUBLISHED = [
    Found("Bridging payment for stopped pensions", "/a/", "One month's pension at once."),
    Found("Pensions Board", "/b/", "Old age and survivors.", names=("Caisse de retraite",)),
    Found("The bridge at Mill Lane", "/c/", "Closed until June. Pensioners ride free on the bus."),
    Found("المعاشات", "/d/", "معاش متأخر أو متوقف"),
    Found("Water for Kitale", "/e/", "A pump, 4 million, finished in 2025."),
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index([read(found, "News") for found in PUBLISHED])


def addresses(index: Index, text: str) -> list[str]:
    return [match.document.found.address for match in index.search(text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("pension", "/a/"),
        ("pensions board", "/b/"),
        ("caisse retraite", "/b/"),
        ("bridge mill", "/c/"),
        ("معاش", "/d/"),
        ("pump 2025", "/e/"),
        ("Kitle", "/e/"),
        ("bord pensions", "/b/"),
    ],
)
def test_the_likeliest_stands_first(index: Index, text: str, first: str) -> None:
    assert addresses(index, text)[0] == first


def test_a_word_of_the_title_counts_more_than_one_of_the_text(index: Index) -> None:
    assert (
        addresses(index, "pensions").index("/b/") < addresses(index, "pensioners").index("/c/") + 2
    )
    assert addresses(index, "pension")[-1] == "/c/" or "/c/" not in addresses(index, "pension")


def test_an_unfinished_last_word_is_enough(index: Index) -> None:
    assert "/e/" in addresses(index, "wat")
    assert addresses(index, "water for kit") == ["/e/"]


def test_whoever_says_more_finds_less(index: Index) -> None:
    assert addresses(index, "bridge june") == ["/c/"]
    matches = index.search("bridge june")
    assert all(match.whole for match in matches)


def test_where_nothing_has_all_words_what_has_some_is_found_and_said_to_be_so(
    index: Index,
) -> None:
    matches = index.search("water parliament")
    assert [match.document.found.address for match in matches] == ["/e/"]
    assert not matches[0].whole


@pytest.mark.parametrize("text", ["", "the of", "xyzzyplugh", "؟"])
def test_nothing_is_found_of_nothing(index: Index, text: str) -> None:
    assert addresses(index, text) == []


def test_an_index_of_nothing_answers(index: Index) -> None:
    assert Index([]).search("water") == []


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_words_can_be_asked_for(text: str) -> None:
    index = Index([read(found, "News") for found in PUBLISHED])
    for match in index.search(text):
        assert match.score > 0
        assert match.words
