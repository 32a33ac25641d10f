"""Topics and priorities: made, renamed, merged, retired and brought back."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.agenda.actions import add_priority, add_topic, retire
from baraza.base.agenda.models import Priority, Topic
from baraza.dialogue.conversations.actions.desk import set_topic
from baraza.dialogue.conversations.models import Conversation
from tests.web.desk.page import read

PAGE = "/desk/set-up/topics/"


def test_a_topic_is_made_under_a_priority(desk: Client) -> None:
    water = add_priority(name="Clean water")
    answer = desk.post(PAGE, {"name": "Wells", "priority": water.pk}, follow=True)
    assert "Wells" in read(answer.content).one("section").text
    assert Topic.objects.get().priority == water


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_a_name_that_does_not_do_is_refused_at_the_field(desk: Client, name: str) -> None:
    answer = desk.post(PAGE, {"name": name})
    assert answer.status_code == 422
    assert read(answer.content).one("input", id="id_name").attributes["aria-invalid"] == "true"
    assert not Topic.objects.exists()


def test_a_name_is_used_once(desk: Client) -> None:
    add_topic(name="Wells")
    answer = desk.post(PAGE, {"name": "Wells"}, follow=True)
    assert "of that name already" in read(answer.content).one("div", id="toasts").text
    assert Topic.objects.count() == 1


def test_renamed_it_keeps_its_letters(desk: Client, conversation: Conversation) -> None:
    topic = add_topic(name="Wels")
    set_topic(conversation=conversation, topic=topic)
    desk.post(reverse("desk:change-topic", args=[topic.pk]), {"name": "Wells"})
    conversation.refresh_from_db()
    assert conversation.topic.name == "Wells"


def test_merged_its_letters_go_to_the_other(desk: Client, conversation: Conversation) -> None:
    wells, water = add_topic(name="Wells"), add_topic(name="Water")
    set_topic(conversation=conversation, topic=wells)
    address = reverse("desk:merge-topic", args=[wells.pk])
    answer = desk.post(address, {"kept": water.pk}, follow=True)
    conversation.refresh_from_db()
    assert conversation.topic == water
    assert "now Water" in read(answer.content).one("section").text


def test_a_topic_is_not_merged_into_itself(desk: Client) -> None:
    wells = add_topic(name="Wells")
    address = reverse("desk:merge-topic", args=[wells.pk])
    answer = desk.post(address, {"kept": wells.pk}, follow=True)
    assert "cannot be merged into itself" in read(answer.content).text
    wells.refresh_from_db()
    assert wells.retired_at is None


def test_what_a_topic_can_become_is_asked_for_when_its_line_is_opened(desk: Client) -> None:
    water = add_priority(name="Clean water")
    wells, roads = add_topic(name="Wells", priority=water), add_topic(name="Roads")
    retire(item=add_topic(name="Fax"), now=timezone.now())
    page = read(desk.get(PAGE).content)
    # However many there are, none of them is named again in the line of each other.
    assert not page.all("select", name="kept")
    parts = [line.attributes["hx-get"] for line in page.all("div") if "hx-get" in line.attributes]
    assert parts == [reverse("desk:change-topic", args=[one.pk]) for one in (roads, wells)]
    asked = read(desk.get(reverse("desk:change-topic", args=[wells.pk])).content)
    assert asked.one("input", name="name").attributes["value"] == "Wells"
    [chosen] = [one for one in asked.all("option") if "selected" in one.attributes]
    assert chosen.text == "Clean water"
    assert [one.text for one in asked.one("select", name="kept").all("option")] == ["Roads"]


def test_retired_and_brought_back(desk: Client) -> None:
    wells = add_topic(name="Wells")
    desk.post(reverse("desk:retire-topic", args=[wells.pk]))
    wells.refresh_from_db()
    assert wells.retired_at is not None
    desk.post(reverse("desk:restore-topic", args=[wells.pk]))
    wells.refresh_from_db()
    assert wells.retired_at is None


def test_a_priority_moves_along_its_stages(desk: Client) -> None:
    desk.post(reverse("desk:add-priority"), {"name": "Clean water", "stage": "agenda"})
    priority = Priority.objects.get()
    address = reverse("desk:change-priority", args=[priority.pk])
    desk.post(address, {"name": "Clean rivers", "stage": "oversight"})
    priority.refresh_from_db()
    assert (priority.name, priority.stage) == ("Clean rivers", "oversight")


def test_a_stage_there_is_not_changes_nothing(desk: Client) -> None:
    priority = add_priority(name="Clean water")
    address = reverse("desk:change-priority", args=[priority.pk])
    desk.post(address, {"name": "Other", "stage": "paradise"})
    priority.refresh_from_db()
    assert (priority.name, priority.stage) == ("Clean water", "agenda")


def test_retired_priorities_are_not_offered(desk: Client, now: datetime) -> None:
    retire(item=add_priority(name="Fax machines"), now=now)
    offered = read(desk.get(PAGE).content).one("select", name="priority").all("option")
    assert [option.text for option in offered] == ["None"]
