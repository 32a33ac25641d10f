"""What concerns a reader, by place and interest, comes first; nobody learns what it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.agenda.actions import (
    add_priority,
    add_topic,
    describe_priority,
    merge_topics,
    set_priority,
    translate_topics,
)
from baraza.base.agenda.models import Topic
from baraza.base.office_register.models import Office
from baraza.base.places.models import Area
from baraza.engagement.projects.actions import add_step
from baraza.engagement.projects.models import Project, Status
from baraza.web.site.aimed import Reader, concerned_first, for_reader
from tests.parliament import a_project
from tests.web.site.page import read, words
from tests.web.site.published.test_published import a_publication, published


@pytest.fixture
def places(office: Office) -> dict[str, Area]:
    """A country with two counties, one with a village."""
    made: dict[str, Area] = {}
    for name, above in (
        ("Country", ""),
        ("North", "Country"),
        ("South", "Country"),
        ("Mill", "North"),
    ):
        parent = made.get(above)
        made[name] = Area.objects.create(
            name=name, folded=name.lower(), parent=parent, kind="ward", valid_from=date(2000, 1, 1)
        )
        lineage = [*(parent.lineage if parent else []), made[name].pk]
        Area.objects.filter(pk=made[name].pk).update(lineage=lineage)
        made[name].lineage = lineage
    return made


def thing(name: str, *areas: Area) -> SimpleNamespace:
    return SimpleNamespace(name=name, areas=areas)


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ("Mill", ["north", "country", "all", "south"]),
        ("South", ["country", "south", "all", "north"]),
        ("Country", ["north", "country", "south", "all"]),
        ("", ["all", "north", "country", "south"]),
    ],
)
def test_what_is_near_comes_first(places: dict[str, Area], place: str, order: list[str]) -> None:
    things = [
        thing("all"),
        thing("north", places["North"]),
        thing("country", places["Country"]),
        thing("south", places["South"]),
    ]
    with for_reader(Reader(places[place].pk if place else None)):
        found = concerned_first(things, areas=lambda one: one.areas)
    assert [one.name for one in found] == order


def test_without_a_place_nothing_is_asked(office: Office) -> None:
    with CaptureQueriesContext(connection) as queries:
        concerned_first([thing("a"), thing("b")], areas=lambda one: one.areas)
    assert len(queries) == 0


def test_a_place_that_is_nobodys_changes_nothing(places: dict[str, Area]) -> None:
    things = [thing("a"), thing("b", places["North"])]
    with for_reader(Reader(999_999, frozenset({999_999}))):
        assert concerned_first(things, areas=lambda one: one.areas) == things


def test_the_choice_gives_a_browser_all_it_needs_to_decide_itself(
    visitor: Client, places: dict[str, Area]
) -> None:
    page = read(visitor.get("/your-place/").content)
    options = {option.attrib["value"]: option for option in page.iter("option")}
    near = options[str(places["North"].pk)].attrib["data-areas"].split()
    assert {int(pk) for pk in near} == {places[name].pk for name in ("Country", "North", "Mill")}


def test_a_chosen_place_stays_chosen_from_page_to_page_without_scripts(visitor: Client) -> None:
    page = read(visitor.get("/?place=7&interest=4&lang=fr&interest=3&interest=x").content)
    bar = page.find(".//nav[@class='bar']")
    kept = "lang=fr&place=7&interest=3&interest=4"
    assert {link.attrib["href"].partition("?")[2] for link in bar.iter("a")} == {kept}
    form = page.find(".//form[@role='search']")
    hidden = [one for one in form.iter("input") if one.attrib["type"] == "hidden"]
    assert "&".join(f"{one.attrib['name']}={one.attrib['value']}" for one in hidden) == kept
    odd = read(visitor.get("/?place=%D9%A3'").content)
    assert "place" not in odd.find(".//nav[@class='bar']").find(".//a").attrib["href"]


@pytest.fixture
def told(office: Office, now: datetime) -> dict[str, Topic]:
    """News on water, and three newer texts on roads; a project on each, and a topic of which nobody
    reads anything."""
    topics = {name: add_topic(name=name) for name in ("Roads", "Water", "Our own affair")}
    translate_topics(names={topics["Water"].pk: {"fr": "L’eau"}}, by=None)
    texts = [("A well", "Water", 9)] + [(f"Road {day}", "Roads", day) for day in (1, 2, 3)]
    for title, topic, days_ago in texts:
        with time_machine.travel(now - timedelta(days=days_ago)):
            published(a_publication(title, topic=topics[topic]))
    return topics


def titles(page: ElementTree.Element) -> list[str]:
    """The texts a reader sees, in their order."""
    shown = [one for one in page.findall(".//ul[@class='hits']/li") if "hidden" not in one.attrib]
    return [words(one.find("a")) for one in shown]


@pytest.mark.parametrize("address", ["/", "/news/"])
def test_what_interests_a_reader_comes_first_and_says_why(
    visitor: Client, told: dict[str, Topic], address: str
) -> None:
    assert titles(read(visitor.get(address).content))[0] == "Road 1"
    asked = {"interest": told["Water"].pk}
    page = read(visitor.get(address, asked | {"lang": "fr"}).content)
    assert titles(page)[:2] == ["A well", "Road 1"]
    first, second = page.findall(".//ul[@class='hits']/li")[:2]
    assert words(first.find("p[@class='because']")).endswith("L’eau")
    assert second.find("p[@class='because']") is None
    assert words(page.find(".//*[@data-names]")) == "L’eau"
    unchosen = read(visitor.get(address, {"interest": 999_999}).content)
    assert titles(unchosen)[0] == "Road 1"
    assert unchosen.find(".//p[@class='because']") is None


def test_a_browser_that_knows_its_reader_has_what_it_needs(
    visitor: Client, told: dict[str, Topic]
) -> None:
    page = read(visitor.get("/").content)
    assert "A well" not in titles(page)
    [further] = [one for one in page.findall(".//ul[@class='hits']/li") if "hidden" in one.attrib]
    assert words(further.find("a")) == "A well"
    assert further.attrib["data-topics"] == str(told["Water"].pk)
    assert page.find(".//*[@data-because]") is not None


def test_projects_near_or_on_a_chosen_topic_come_before_those_that_moved_later(
    visitor: Client, told: dict[str, Topic], places: dict[str, Area], now: datetime
) -> None:
    for number in range(4):
        made = a_project(f"Bridge {number}", now=now, topic=told["Roads"])
        add_step(
            project=made,
            status=Status.UNDER_WAY,
            happened_date=date(2026, 1, 9 - number),
            by=None,
            now=now,
        )
    Project.objects.filter(name="Bridge 3").update(area=places["North"], topic=told["Water"])
    for asked in ({"place": places["Mill"].pk}, {"interest": told["Water"].pk}):
        page = read(visitor.get("/", asked).content)
        [first, *_] = [one for one in page.iter("li") if "Bridge" in words(one)]
        assert words(first).startswith("Bridge 3")
        assert words(first.find("p[@class='because']")) in ("You chose: Mill", "You chose: Water")


def test_only_topics_with_something_to_read_are_offered(
    visitor: Client, told: dict[str, Topic]
) -> None:
    page = read(visitor.get("/your-place/", {"interest": told["Water"].pk}).content)
    offered = {words(one.find("bdi")): one for one in page.findall(".//label[@class='tick']")}
    assert set(offered) == {"Roads", "Water"}
    assert [name for name, one in offered.items() if "checked" in one.find("input").attrib] == [
        "Water"
    ]
    priority = add_priority(name="Ours")
    set_priority(topic=told["Our own affair"], priority=priority)
    assert "Our own affair" not in visitor.get("/your-place/?a").text
    describe_priority(priority=priority, name="Ours", why="", is_public=True, translations={})
    assert "Our own affair" in visitor.get("/your-place/?b").text


def test_news_follows_its_topic_into_another(
    visitor: Client, told: dict[str, Topic], now: datetime
) -> None:
    merge_topics(kept=told["Roads"], merged=told["Water"], now=now)
    page = read(visitor.get("/news/", {"topic": told["Roads"].pk}).content)
    assert len(titles(page)) == 4


def test_choosing_costs_no_more_with_more_to_read(visitor: Client, told: dict[str, Topic]) -> None:
    asked = {"interest": [topic.pk for topic in told.values()]}
    visitor.get("/", asked | {"a": 1})
    with CaptureQueriesContext(connection) as few:
        visitor.get("/", asked | {"b": 1})
    for number in range(3):
        published(a_publication(f"More {number}", topic=told["Water"]))
    with CaptureQueriesContext(connection) as many:
        visitor.get("/", asked | {"c": 1})
    assert len(many) == len(few)
