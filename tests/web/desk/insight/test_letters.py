"""Every number of the figures opens the letters it counts, wherever they are worked on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.places.models import Area
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.actions import (
    Answer,
    Said,
    mark_answered,
    record_inputs,
    record_responses,
)
from baraza.dialogue.inputs.models import Input, Stance
from baraza.insight import letters
from tests.agencies import an_area
from tests.cases import a_case
from tests.people import somebody
from tests.web.desk.page import read

LETTERS = "/desk/insight/letters/?first=2026-04-01&last=2026-05-04"


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


def said(now: datetime, *, days: int = 3, count: int = 1, **fields: object) -> list[Input]:
    one = {"channel": Channel.EMAIL, "text": "Please", "language": "en"} | fields
    return record_inputs(said=[Said(received_at=now - timedelta(days=days), **one)] * count)


def counted(page: str, desk: Client) -> list[tuple[int, int]]:
    """Each number of the page that leads to letters, and how many are there."""
    links = [
        link
        for link in read(desk.get(page).content).all("a")
        if link.attributes["href"].startswith("/desk/insight/letters/")
    ]
    assert links
    return [(int(link.text), len(rows(desk, link.attributes["href"]))) for link in links]


def rows(desk: Client, address: str) -> list[str]:
    shown = read(desk.get(address).content)
    return [one.text for one in shown.all(class_="row")]


@pytest.fixture
def ahero(desk: Client, now: datetime) -> Area:
    return an_area("Ahero", now=now)


@pytest.mark.parametrize("page", ["/desk/insight/", "/desk/insight/week/"])
def test_every_number_opens_as_many_letters_as_it_says(
    desk: Client, ahero: Area, arrive: Callable[..., list[Conversation]], now: datetime, page: str
) -> None:
    water = Topic.objects.create(name="Water")
    arrive(3)
    # Told for a case, so that no conversation has it.
    told = said(now, days=6, channel=Channel.PHONE, topic_id=water.pk, language="")
    a_case(now=now, input=told[0])
    said(now, days=40, count=7, topic_id=water.pk, language="fr-CA")
    there = [somebody(f"Voter {number}") for number in range(5)]
    for person in there:
        person.area = ahero
        person.save()
        said(now, days=5, topic_id=water.pk, person_id=person.pk)
    Input.objects.filter(pk__in=[one.pk for one in said(now, topic_id=water.pk, count=2)]).update(
        stance=Stance.AGAINST
    )
    for days in (0, 2, 2, 9):
        asked = said(now, days=10)
        (response,) = record_responses(
            answers=[Answer(text="!", given_at=now - timedelta(days=10 - days))]
        )
        mark_answered(inputs={asked[0].pk: response.pk})
    found = counted(page, desk)
    assert all(number == there for number, there in found), found


def test_what_was_told_for_a_case_leads_to_the_case(desk: Client, now: datetime) -> None:
    [told] = said(now, channel=Channel.PHONE, text="It stopped in March")
    case = a_case(now=now, title="The pension stopped", input=told)
    page = read(desk.get(LETTERS).content)
    row = page.one("a", class_="row")
    assert row.attributes["href"] == f"/desk/cases/{case.pk}/"
    assert "The pension stopped" in row.text


def test_what_lies_in_a_closed_circle_is_neither_counted_nor_shown(
    desk: Client, now: datetime
) -> None:
    circle = Circle.objects.create(name="Close team")
    said(now, text="Between us", circle_id=circle.pk)
    said(now, text="For all of you")
    [shown] = rows(desk, LETTERS)
    assert "For all of you" in shown


def test_older_ones_follow_without_one_twice(
    desk: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baraza.web.desk.insight.views.PAGE", 2)
    for number in range(5):
        said(now, text=f"Letter {number}")
    found, address = [], LETTERS
    while address:
        page = read(desk.get(address).content)
        found += [one.text for one in page.all(class_="excerpt")]
        further = [one for one in page.all("a", class_="button") if one.text == "Older"]
        address = f"/desk/insight/letters/{further[0].attributes['href']}" if further else ""
    assert found == [f"Letter {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "asked", ["topic=x", "channel=pigeon", "area=-1", "more_than=x", "stance=maybe", "first=x"]
)
def test_what_cannot_be_meant_is_not_there(desk: Client, asked: str) -> None:
    assert desk.get(f"/desk/insight/letters/?{asked}").status_code == 404


def test_where_nothing_is_left_the_way_back_is_shown(desk: Client) -> None:
    empty = read(desk.get(LETTERS).content).one(class_="empty")
    assert empty.one("a").attributes["href"] == "/desk/insight/"


def test_a_list_of_three_costs_what_a_list_of_one_costs(desk: Client, now: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(LETTERS)
        return len(queries)

    for one in said(now):
        a_case(now=now, input=one)
    cost()
    once = cost()
    for one in said(now, count=2):
        a_case(now=now, input=one)
    assert cost() == once
    assert letters.PAGE > 3
