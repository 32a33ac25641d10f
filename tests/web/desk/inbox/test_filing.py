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


def test_what_is_no_junk_is_said_to_be_back_and_put_away_again_with_one_key(
    desk: Client, conversation: Conversation
) -> None:
    Conversation.objects.update(state="junk")
    desk.post(reverse("desk:not-junk", args=[conversation.pk]), headers=HTMX)
    toast = read(desk.get("/desk/inbox/").content).one(class_="toast")
    assert toast.one("span").text == "No junk: it is in the inbox again."
    back = desk.post(toast.one("form").attributes["action"])
    assert back["Location"] == "/desk/inbox/?state=junk"
    conversation.refresh_from_db()
    assert conversation.state == "junk"


@pytest.mark.parametrize("act", ["close", "junk"])
@pytest.mark.parametrize(("meanwhile", "state"), [("", "answered"), ("to_answer", "to_answer")])
def test_an_undo_brings_back_how_it_stood_unless_they_wrote_again(
    desk: Client, conversation: Conversation, act: str, meanwhile: str, state: str
) -> None:
    Conversation.objects.update(state="answered")
    address = reverse(f"desk:{act}", args=[conversation.pk]) + "?state=answered"
    tree = read(desk.post(address, headers=HTMX).content)
    if meanwhile:
        Conversation.objects.update(state=meanwhile)
    undo(desk, tree)
    conversation.refresh_from_db()
    assert conversation.state == state


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


@pytest.mark.parametrize(
    ("act", "fields"),
    [("close", {}), ("junk", {}), ("set-topic", {"topic": ""}), ("assign", {"to": ""})],
)
def test_no_row_is_drawn_where_the_list_shows_none(
    desk: Client, conversation: Conversation, act: str, fields: dict[str, str]
) -> None:
    address = reverse(f"desk:{act}", args=[conversation.pk])
    row = f'id="row-{conversation.pk}"'

    hidden = desk.post(address, fields, headers={**HTMX, "No-Row": "1"}).content.decode()
    assert row not in hidden
    assert 'id="states"' in hidden
    assert row in desk.post(address, fields, headers=HTMX).content.decode()
