"""A suggested topic at the letter and in the list: one key takes it, one turns it down."""

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.agenda.actions import add_topic
from baraza.base.agenda.models import Topic
from baraza.dialogue.conversations.models import Conversation, RejectedTopic
from tests.web.desk.inbox.test_filing import HTMX, undo
from tests.web.desk.page import read


@pytest.fixture
def water(conversation: Conversation) -> Topic:
    """Suggested for the letter that waits."""
    topic = add_topic(name="Water")
    Conversation.objects.update(
        suggested_topic=topic, suggestion_confidence=0.8, suggestion_words=["well", "Mbuni"]
    )
    return topic


def test_letter_and_row_show_what_is_suggested_and_why(
    desk: Client, conversation: Conversation, water: Topic
) -> None:
    page = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    assert page.one("button", data_key="KeyY").one("bdi").text == "Water"
    group = page.one(role="group", aria_label="Suggested topic")
    assert "because of “well” “Mbuni”" in group.text.replace("“ ", "“").replace(" ”", "”")
    assert page.one("a", class_="row").one(class_="maybe").one("bdi").text == "Water"


def test_taking_it_files_the_letter_and_can_be_undone(
    desk: Client, conversation: Conversation, water: Topic
) -> None:
    answer = desk.post(reverse("desk:accept-suggestion", args=[conversation.pk]), headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.topic == water
    tree = read(answer.content)
    assert not tree.all("button", data_key="KeyY")
    undo(desk, tree)
    conversation.refresh_from_db()
    assert conversation.topic is None
    assert conversation.suggested_topic == water


def test_turning_it_down_is_remembered_and_can_be_undone(
    desk: Client, conversation: Conversation, water: Topic
) -> None:
    answer = desk.post(reverse("desk:reject-suggestion", args=[conversation.pk]), headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.suggested_topic is None
    assert RejectedTopic.objects.get().topic == water
    undo(desk, read(answer.content))
    assert not RejectedTopic.objects.exists()


def test_a_filed_letter_shows_no_suggestion(
    desk: Client, conversation: Conversation, water: Topic
) -> None:
    Conversation.objects.update(topic=add_topic(name="Land"))
    page = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    assert not page.all("button", data_key="KeyY")
    assert not page.all(class_="maybe")


@pytest.mark.parametrize("act", ["accept-suggestion", "reject-suggestion"])
def test_where_a_colleague_was_quicker_nothing_changes(
    desk: Client, conversation: Conversation, water: Topic, act: str
) -> None:
    land = add_topic(name="Land")
    Conversation.objects.update(topic=land)
    answer = desk.post(reverse(f"desk:{act}", args=[conversation.pk]), headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.topic == land
    assert not RejectedTopic.objects.exists()
    assert "quicker" in read(answer.content).one(class_="toast").text


@pytest.mark.parametrize("topic", ["", "0", "x", "9" * 40])
def test_nonsense_is_no_topic(
    desk: Client, conversation: Conversation, water: Topic, topic: str
) -> None:
    address = reverse("desk:allow-suggestion", args=[conversation.pk])
    assert desk.post(address, {"topic": topic}, headers=HTMX).status_code == 404
