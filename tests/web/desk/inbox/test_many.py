"""Many letters at once, from the list."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.actions import add_topic
from baraza.dialogue.conversations.models import BulkAct, Conversation
from tests.dialogue.conversations.actions.test_many import fill
from tests.staff import member_of_staff
from tests.web.desk.inbox.test_filing import undo
from tests.web.desk.page import Element, read

Arrive = Callable[..., list[Conversation]]
HTMX = {"HX-Request": "true"}


def boxes(tree: Element) -> list[str]:
    return [box.attributes["value"] for box in tree.all("input", name="chosen")]


def test_chosen_letters_are_done_and_undone_together(desk: Client, arrive: Arrive) -> None:
    arrive(3)
    chosen = boxes(read(desk.get("/desk/inbox/").content))[:2]
    tree = read(
        desk.post(reverse("desk:many"), {"act": "close", "chosen": chosen}, headers=HTMX).content
    )
    assert "2 letters done." in tree.one(class_="toast").text
    assert len(boxes(tree)) == 1
    assert tree.one("nav", id="states").one("a", aria_current="page").text == "To answer 1"
    undo(desk, tree)
    assert Conversation.objects.filter(state="to_answer").count() == 3


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({"act": "junk"}, {"state": "junk"}),
        ({"topic": "TOPIC"}, {"topic__name": "Water"}),
        ({"to": "USER"}, {"assigned_to__name": "Leila Haddad"}),
        ({"until": "tomorrow"}, {"snoozed_until__isnull": False}),
    ],
)
def test_each_choice_reaches_every_chosen_letter(
    desk: Client, arrive: Arrive, staff: User, said: dict[str, str], changed: dict[str, object]
) -> None:
    arrive(3)
    names = {"TOPIC": str(add_topic(name="Water").pk), "USER": str(staff.pk)}
    said = {name: names.get(value, value) for name, value in said.items()}
    chosen = boxes(read(desk.get("/desk/inbox/").content))
    tree = read(desk.post(reverse("desk:many"), {**said, "chosen": chosen}, headers=HTMX).content)
    assert Conversation.objects.filter(**changed).count() == 3
    undo(desk, tree)
    assert Conversation.objects.filter(**changed).count() == 0


@pytest.mark.parametrize(
    "said",
    [
        {"act": "explode", "chosen": ["1-1"]},
        {"act": "close"},
        {"act": "close", "chosen": ["", "x", "1e9-2", "9" * 40]},
        {"until": "yesterday", "chosen": ["1-1"]},
    ],
)
def test_nonsense_changes_nothing_and_says_so(
    desk: Client, conversation: Conversation, said: dict[str, object]
) -> None:
    answer = desk.post(reverse("desk:many"), said, headers=HTMX)
    assert read(answer.content).one(class_="toast").text.startswith("Choose")
    assert not BulkAct.objects.exists()


def test_everything_a_filtered_list_holds_and_no_more(
    desk: Client, arrive: Arrive, staff: User
) -> None:
    numbers = [one.pk for one in arrive(3)]
    Conversation.objects.filter(pk__in=numbers[:2]).update(assigned_to=staff)
    hidden = numbers[0]
    Conversation.objects.filter(pk=hidden).update(circle=Circle.objects.create(name="Case 4"))
    here = "?mine=1"
    size = read(desk.get(reverse("desk:many-size") + here).content)
    assert "The one letter in this list" in size.text
    desk.post(reverse("desk:many") + here, {"act": "close", "everything": "1"}, headers=HTMX)
    closed = Conversation.objects.filter(state="closed")
    assert list(closed.values_list("pk", flat=True)) == [numbers[1]]


def test_five_thousand_show_how_far_they_are_and_then_the_list(
    desk: Client, staff: User, run_jobs: Callable[[], int]
) -> None:
    fill(5000)
    tree = read(
        desk.post(reverse("desk:many"), {"act": "close", "everything": "1"}, headers=HTMX).content
    )
    told = tree.one(class_="told")
    assert told.one("progress").attributes["max"] == "5000"
    assert told.one("span").text == "0 of 5000 letters"
    address = told.attributes["hx-get"]
    still = read(desk.get(address, headers=HTMX).content)
    assert still.all("progress")
    run_jobs()
    done = read(desk.get(address, headers=HTMX).content)
    assert not done.all("progress")
    assert "Everything is answered" in done.one(id="rows").text
    assert done.one("form").attributes["hx-post"] == reverse("desk:many-undo")


def test_what_somebody_else_did_is_theirs_to_undo(
    desk: Client, arrive: Arrive, office: object
) -> None:
    arrive(1)
    chosen = boxes(read(desk.get("/desk/inbox/").content))
    desk.post(reverse("desk:many"), {"act": "close", "chosen": chosen}, headers=HTMX)
    other = Client(headers={"host": "highlands.localhost"})
    other.force_login(member_of_staff(email="o@highlands.example", name="Ola"))
    number = BulkAct.objects.get().pk
    for address in (reverse("desk:many-undo"), reverse("desk:many-progress")):
        assert other.post(address, {"bulk": number}).status_code in (404, 405)
        assert other.get(address, {"bulk": number}).status_code in (404, 405)
    assert Conversation.objects.get().state == "closed"


def test_without_a_script_the_same_buttons_work(desk: Client, arrive: Arrive) -> None:
    arrive(1)
    chosen = boxes(read(desk.get("/desk/inbox/").content))
    answer = desk.post(reverse("desk:many"), {"act": "close", "chosen": chosen})
    assert answer["Location"] == "/desk/inbox/"
    assert Conversation.objects.get().state == "closed"
