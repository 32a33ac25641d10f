"""Topic, done, junk and back, and who it is: each undone as easily as done."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.agenda.actions import add_topic, retire
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.models import Input
from tests.letters import bring, letter
from tests.web.desk.page import Element, read

HTMX = {"HX-Request": "true"}


def undo(desk: Client, tree: Element) -> Element:
    """Presses the toast's button; returns what it answers."""
    form = tree.one(class_="toast").one("form")
    fields = {
        field.attributes["name"]: field.attributes["value"]
        for field in form.all("input")
        if field.attributes["name"] != "csrfmiddlewaretoken"
    }
    return read(desk.post(form.attributes["hx-post"], fields, headers=HTMX).content)


def test_a_topic_is_set_for_the_letter_and_what_was_said_in_it(
    desk: Client, conversation: Conversation
) -> None:
    water = add_topic(name="Water")
    address = reverse("desk:set-topic", args=[conversation.pk])
    tree = read(desk.post(address, {"topic": water.pk}, headers=HTMX).content)
    conversation.refresh_from_db()
    assert conversation.topic == water
    assert Input.objects.get().topic == water
    assert tree.one("li", id=f"row-{conversation.pk}").one(class_="tags").text.endswith("Water")
    undo(desk, tree)
    conversation.refresh_from_db()
    assert conversation.topic is None


def test_retired_topics_are_not_offered(
    desk: Client, conversation: Conversation, now: datetime
) -> None:
    add_topic(name="Water")
    retire(item=add_topic(name="Fax machines"), now=now)
    tree = read(desk.get(reverse("desk:topics-for", args=[conversation.pk])).content)
    assert [choice.one("bdi").text for choice in tree.all("button", name="topic")] == ["Water"]


@pytest.mark.parametrize(("act", "state"), [("close", "closed"), ("junk", "junk")])
def test_done_and_junk_go_on_to_the_next_letter_and_can_be_undone(
    desk: Client, arrive: Callable[..., list[Conversation]], act: str, state: str
) -> None:
    first, second = arrive(2)
    answer = desk.post(reverse(f"desk:{act}", args=[first.pk]), headers=HTMX)
    first.refresh_from_db()
    assert first.state == state
    tree = read(answer.content)
    assert tree.one("article").attributes["data-conversation"] == str(second.pk)
    undo(desk, tree)
    first.refresh_from_db()
    assert first.state == "to_answer"


def test_in_another_list_the_letter_stays_open(
    desk: Client, arrive: Callable[..., list[Conversation]]
) -> None:
    first, _second = arrive(2)
    address = reverse("desk:close", args=[first.pk]) + "?state=all"
    tree = read(desk.post(address, headers=HTMX).content)
    assert tree.one("article").attributes["data-conversation"] == str(first.pk)
    row = tree.one("li", id=f"row-{first.pk}")
    assert row.attributes["hx-swap-oob"] == "outerHTML"
    assert "todo" not in row.one("a").attributes["class"]


@pytest.fixture
def ambiguous(office: Office, now: datetime) -> Conversation:
    """A letter from an address that two other people share."""
    bring(letter(message_id="<1@post.example>"), now=now)
    bring(
        letter(
            "This is somebody else at the same address.",
            sender="Baraka Otieno <amani@post.example>",
            message_id="<2@post.example>",
            subject="Something else",
        ),
        now=now,
    )
    found = Conversation.objects.get(subject="Something else")
    assert found.person is None
    return found


def test_an_ambiguous_sender_is_chosen_by_a_person_and_asked_again_on_undo(
    desk: Client, ambiguous: Conversation
) -> None:
    row = read(desk.get("/desk/inbox/?state=ambiguous").content).one("a", class_="row")
    assert "Who is it?" in row.text
    assert "Baraka Otieno" in row.one(class_="who").text
    known = Person.objects.get()
    address = reverse("desk:choose-person", args=[ambiguous.pk])
    tree = read(desk.post(address, {"person": known.pk}, headers=HTMX).content)
    ambiguous.refresh_from_db()
    assert ambiguous.person == known
    undo(desk, tree)
    ambiguous.refresh_from_db()
    assert ambiguous.person is None


def test_somebody_else_becomes_a_new_person(desk: Client, ambiguous: Conversation) -> None:
    address = reverse("desk:choose-person", args=[ambiguous.pk])
    desk.post(address, {"person": "new"}, headers=HTMX)
    ambiguous.refresh_from_db()
    assert ambiguous.person.name == "Baraka Otieno"
    assert Person.objects.count() == 2


def test_nobody_but_a_candidate_can_be_chosen(
    desk: Client, ambiguous: Conversation, now: datetime
) -> None:
    stranger = Person.objects.create(name="Stranger", added_at=now)
    address = reverse("desk:choose-person", args=[ambiguous.pk])
    answer = desk.post(address, {"person": stranger.pk}, headers=HTMX)
    assert "cannot be that person" in read(answer.content).text
    ambiguous.refresh_from_db()
    assert ambiguous.person is None
