"""Who called, whom we called, and what it belongs to."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle, User
from baraza.base.office.actions import update_profile
from baraza.base.people.actions.care import place_warning
from baraza.base.people.models import CallFirst, Person
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Conversation, Message
from tests.letters import bring, letter
from tests.people import somebody
from tests.web.desk.entry.typed import ENTRY, HTMX, typed
from tests.web.desk.page import read


def test_a_number_typed_as_the_name_is_a_number(desk: Client) -> None:
    update_profile(phone="+254 20 555 0100")
    somebody("Wanjiru Kamau", phone="+254712345678")

    desk.post(ENTRY, typed(who="0712 345 678", phone=""), headers=HTMX)

    assert Conversation.objects.get().person.name == "Wanjiru Kamau"
    assert Person.objects.count() == 1


def test_people_are_found_by_name_and_by_number(desk: Client) -> None:
    update_profile(phone="+254 20 555 0100")
    person = somebody("Wanjiru Kamau", phone="+254712345678")

    for words in ("wanj", "0712345"):
        tree = read(desk.get(f"{ENTRY}people/", {"who": words}).content)
        options = tree.all(role="option")
        assert options[0].attributes["data-person"] == str(person.pk)
        assert "Somebody new" in options[-1].text
    assert read(desk.get(f"{ENTRY}people/", {"who": "w"}).content).all(role="option") == []


def test_whoever_is_chosen_comes_with_what_must_be_known(
    desk: Client, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    thread = Conversation.objects.get()
    place_warning(
        person=thread.person,
        text="Shouts.",
        call_first=CallFirst(CallFirst.values[0]),
        by=staff,
        now=now,
    )

    tree = read(desk.get(f"{ENTRY}who/", {"person": thread.person_id}).content)

    assert tree.one("input", name="person").attributes["value"] == str(thread.person_id)
    assert "Shouts." in tree.text
    assert tree.one("input", name="conversation", value=str(thread.pk))


def test_a_call_joins_the_matter_it_is_about_but_never_somebody_elses(
    desk: Client, now: datetime
) -> None:
    bring(letter(), now=now)
    thread = Conversation.objects.get()
    stranger = somebody("Ruth Adeyemi")

    desk.post(ENTRY, typed(person=thread.person_id, conversation=thread.pk), headers=HTMX)
    desk.post(ENTRY, typed(person=stranger.pk, conversation=thread.pk, key="other"), headers=HTMX)

    assert thread.messages.count() == 2
    assert Conversation.objects.count() == 2


def test_matters_within_another_circle_are_not_offered(desk: Client, now: datetime) -> None:
    bring(letter(), now=now)
    thread = Conversation.objects.get()
    set_circle(conversation=thread, circle=Circle.objects.create(name="Others"))

    page = desk.get(f"{ENTRY}who/", {"person": thread.person_id}).content.decode()
    desk.post(ENTRY, typed(person=thread.person_id, conversation=thread.pk), headers=HTMX)

    assert 'name="conversation"' not in page
    assert thread.messages.count() == 1


def test_anonymous_is_anonymous_whatever_else_was_typed(desk: Client) -> None:
    person = somebody("Ruth Adeyemi")

    desk.post(ENTRY, typed(anonymous="on", person=person.pk, new="on"), headers=HTMX)

    message = Message.objects.get()
    assert message.conversation.person is None
    assert message.author_name == message.author_address == ""
    assert Person.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_finding_people_costs_the_same_however_many(desk: Client, count: int) -> None:
    update_profile(phone="+254 20 555 0100")
    for number in range(count):
        somebody(f"Wanjiru {number}", phone=f"+25471234567{number}")
    desk.get(f"{ENTRY}people/", {"who": "wanjiru"})

    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = desk.get(f"{ENTRY}people/", {"who": "wanjiru"})

    assert len(read(answer.content).all(role="option")) == count + 1
    assert len(queries) == 10


@pytest.mark.parametrize(
    ("number", "whose"), [("+254712345678", "Ruth Achieng"), ("0799 000 000", "Wanjiru Kamau")]
)
def test_whom_we_called_is_whoever_is_reached_there_or_somebody_new(
    desk: Client, number: str, whose: str
) -> None:
    somebody("Ruth Achieng", phone="+254712345678")
    desk.post(ENTRY, typed(channel="called", phone=number), headers=HTMX)
    assert Conversation.objects.get().person.name == whose


def test_nobody_was_called_without_a_name_or_a_number(desk: Client) -> None:
    answer = desk.post(ENTRY, typed(channel="called", who="", phone=""), headers=HTMX)
    assert answer.status_code == 422
    page = read(answer.content)
    assert "Whom did you call?" in page.text
    assert page.one("textarea", name="text").text.strip() == typed()["text"]
    assert not Message.objects.exists()


def test_begun_on_somebodys_page_it_leads_back_there_and_is_undone_there(desk: Client) -> None:
    person = somebody("Ruth Achieng", phone="+254700000009")
    somebody("Otis Achieng", phone="+254700000009")
    theirs = f"/desk/people/{person.pk}/"
    call = read(desk.get(theirs).content).one("a", data_key="KeyC").attributes["href"]
    page = read(desk.get(call).content)
    assert [one.attributes["value"] for one in page.all("button", class_="strong")] == ["back"]
    fields = {"who": person.name, "person": person.pk, "returns": "1", "phone": ""}

    answer = desk.post(ENTRY, typed(**fields), headers=HTMX)
    assert answer["HX-Redirect"] == theirs
    assert Conversation.objects.get().person == person
    undo = read(desk.get(theirs).content).one(class_="toast").one("form").attributes["action"]
    answer = desk.post(undo)
    assert answer["Location"].startswith(f"{ENTRY}?draft=")
    assert not Conversation.objects.exists()


def test_of_several_numbers_one_says_which_it_was(desk: Client) -> None:
    person = somebody("Ruth Achieng", phone="+254700000001")
    work = {"kind": "phone", "value": "+254700000002"}
    desk.post(f"/desk/people/{person.pk}/contact/", work)
    page = read(desk.get(f"{ENTRY}?person={person.pk}").content)
    offered = page.one("select", name="phone").all("option")
    assert [each.text for each in offered] == ["+254700000001", "+254700000002"]

    fields = {"who": person.name, "person": person.pk, "phone": "+254700000002"}
    desk.post(ENTRY, typed(**fields), headers=HTMX)
    assert Conversation.objects.get().person == person
    assert Person.objects.count() == 1
