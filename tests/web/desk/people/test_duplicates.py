"""Who may be here twice: reviewed with keys, merged, left apart, undone."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.people.actions.duplicates import suggest_duplicates
from baraza.base.people.models import DuplicatePair, Merge, PairState, Person
from tests.people import somebody
from tests.web.desk.page import read

AT = "/desk/people/same/"


@pytest.fixture
def pairs(desk: Client, now: datetime) -> list[DuplicatePair]:
    """Three pairs that may each be one person, the surest first."""
    for name, other, number in (
        ("Grace Wanjiru", "Grace Wanjiru", 1),
        ("Fatuma Ali", "فاطمة علي", 2),
        ("Joseph Barasa", "Joe Barasa", 3),
    ):
        for each in (name, other):
            somebody(
                each,
                email=f"one{number}@post.example",
                birth_year=1970 + number,
                phone=f"+25470000000{number}" if each == name else "",
            )
    suggest_duplicates(now=now)
    return list(DuplicatePair.objects.order_by("-score", "pk"))


def test_a_pair_is_shown_side_by_side_with_the_reason(
    desk: Client, pairs: list[DuplicatePair]
) -> None:
    tree = read(desk.get(AT).content)
    assert tree.one("h1").text == "Are these the same person?"
    names = [card.one("h2").text for card in tree.one(class_="two").all("section")]
    assert names == [pairs[0].first.name, pairs[0].second.name]
    shared = tree.one("main").one("header").text
    assert shared.endswith(
        "They share the same name, the same e-mail address, the same telephone number, "
        "the same year of birth."
    )
    assert "3 pairs wait" in tree.text
    for key in ("KeyY", "KeyN", "KeyJ"):
        assert tree.one(data_key=key)


def test_merging_goes_on_to_the_next_pair_and_can_be_undone(
    desk: Client, pairs: list[DuplicatePair]
) -> None:
    first = pairs[0]
    response = desk.post(f"{AT}{first.pk}/merge/", {"kept": first.second_id}, follow=True)
    merge = Merge.objects.get()
    assert (merge.kept_id, merge.merged_id) == (first.second_id, first.first_id)
    tree = read(response.content)
    assert "is part of" in tree.one(class_="note").text
    assert tree.one(class_="two").one("h2").text == pairs[1].first.name

    undo = tree.one("button", data_key="KeyZ").parent.attributes["action"]
    response = desk.post(undo, {"to": "review"}, follow=True)
    assert Person.objects.current().count() == 6
    assert read(response.content).one(class_="two").one("h2").text == first.first.name


def test_what_was_rejected_is_never_suggested_again(
    desk: Client, pairs: list[DuplicatePair], now: datetime
) -> None:
    tree = read(desk.post(f"{AT}{pairs[0].pk}/not/", follow=True).content)
    assert "stay two people" in tree.one(class_="note").text
    suggest_duplicates(now=now)
    assert DuplicatePair.objects.get(pk=pairs[0].pk).state == PairState.REJECTED
    assert "2 pairs wait" in read(desk.get(AT).content).text

    desk.post(tree.one("button", data_key="KeyZ").parent.attributes["action"])
    assert DuplicatePair.objects.get(pk=pairs[0].pk).state == PairState.OPEN


def test_keys_lead_to_the_next_pair_and_back(desk: Client, pairs: list[DuplicatePair]) -> None:
    tree = read(desk.get(AT).content)
    assert not tree.all(data_key="KeyK")
    tree = read(desk.get(AT + tree.one(data_key="KeyJ").attributes["href"]).content)
    assert tree.one(class_="two").one("h2").text == pairs[1].first.name
    tree = read(desk.get(AT + tree.one(data_key="KeyK").attributes["href"]).content)
    assert tree.one(class_="two").one("h2").text == pairs[0].first.name


def test_after_the_last_pair_the_first_that_was_left_comes_again(
    desk: Client, pairs: list[DuplicatePair]
) -> None:
    response = desk.get(f"{AT}?after={pairs[-1].pk}", follow=True)
    assert read(response.content).one(class_="two").one("h2").text == pairs[0].first.name


def test_a_decided_pair_is_not_decided_twice(desk: Client, pairs: list[DuplicatePair]) -> None:
    desk.post(f"{AT}{pairs[0].pk}/not/")
    assert desk.post(f"{AT}{pairs[0].pk}/merge/").status_code == 404
    assert not Merge.objects.exists()


def test_with_nothing_to_review_it_says_what_will_appear(desk: Client) -> None:
    tree = read(desk.get(AT).content)
    assert "appear here side by side" in tree.text
    assert "Nothing is merged by itself" in tree.text


def test_looking_now_is_done_by_a_worker(desk: Client, run_jobs) -> None:
    somebody("Grace Wanjiru", email="grace@post.example")
    somebody("Grace Wanjiru", email="grace@post.example")
    desk.post(f"{AT}search/")
    run_jobs()
    assert DuplicatePair.objects.count() == 1
    assert "among 2 people" in read(desk.get(AT).content).text


def test_the_number_of_queries_does_not_grow(desk: Client, pairs: list[DuplicatePair]) -> None:
    desk.get(AT)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(AT)
        return len(queries)

    with_three = asked()
    DuplicatePair.objects.filter(pk__in=[pair.pk for pair in pairs[1:]]).delete()
    assert asked() == with_three
