"""From a problem in somebody's own words to the kind of help, measured."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from baraza.engagement.casework import standard
from baraza.web.site.search.problems import Kind, leanings, topic_of

TOLD = tomllib.loads(Path(__file__).with_name("problems_told.toml").read_text(encoding="utf-8"))


def standard_kinds() -> dict[str, Kind]:
    """The kinds that come with Baraza, as an office first has them."""
    folder = Path(*standard.__path__)
    kinds = {}
    for number, path in enumerate(sorted(folder.glob("[0-9]*.toml"))):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        kinds[path.stem] = Kind(number, tuple(read["name"]), tuple(read["help"]))
    return kinds


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_nine_of_ten_problems_lead_to_their_kind(language: str) -> None:
    kinds = standard_kinds()
    told = [(kind, text) for code, kind, text in TOLD["told"] if code == language]
    first = offered = 0
    for kind, text in told:
        found = [one.kind_id for one in leanings(text, list(kinds.values()))]
        first += found[:1] == [kinds[kind].id]
        offered += kinds[kind].id in found
    assert len(told) >= 16
    assert first / len(told) >= 0.9
    assert offered / len(told) >= 0.95


def test_the_reason_is_in_the_readers_own_words() -> None:
    [first, *_] = leanings("My PENSION did not come since March", list(standard_kinds().values()))
    assert "PENSION" in first.why


@pytest.mark.parametrize("text", ["", "hello", "thank you very much", "12345", "…"])
def test_what_says_nothing_leads_nowhere(text: str) -> None:
    assert leanings(text, list(standard_kinds().values())) == []


def test_a_kind_of_the_offices_own_is_met_by_the_words_it_was_given() -> None:
    kinds = [
        *standard_kinds().values(),
        Kind(99, ("Fishing licences",), ("Boats, nets and the lake closed season.",)),
    ]
    found = leanings("they took my nets though the closed season is over", kinds)
    assert found[0].kind_id == 99
    assert "nets" in found[0].why


def test_an_office_without_kinds_offers_none() -> None:
    assert leanings("my pension", []) == []


@pytest.mark.parametrize(
    ("names", "topic"),
    [(("Retraites et pensions",), "pensions"), (("الأراضي",), "land"), (("Fishing",), "")],
)
def test_a_kind_is_known_by_its_name_in_any_language(names: tuple[str, ...], topic: str) -> None:
    assert topic_of(names) == topic
