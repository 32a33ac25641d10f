"""Where an office asks, somebody outside is told once, kindly, and can still send (F5)."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from baraza.base.channels.models import RawItem
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.base.places.actions.importing import take_areas
from baraza.dialogue.conversations.actions.receive import receive_waiting
from tests.base.places.actions.test_importing import TREE

Token = Callable[[], str]
Letter = dict[str, str]


@pytest.fixture(autouse=True)
def asking(office: Office, now: datetime) -> None:
    update_profile(asks_where=True, outside_words={"fr": "Écrivez à votre députée à vous."})
    take_areas(content=TREE, by=None, now=now)


def sent() -> list[dict[str, str]]:
    return [json.loads(bytes(raw.content)) for raw in RawItem.objects.order_by("id")]


@pytest.mark.parametrize("address", ["", "Behind the big tree", "7 Lake Lane, 1140", "Mbuni"])
def test_inside_or_unknown_is_asked_no_more(
    visitor: Client, token: Token, letter: Letter, address: str
) -> None:
    answer = visitor.post("/contact/write/", letter | {"token": token(), "address": address})
    assert answer.status_code == 302
    assert len(sent()) == 1


def test_somebody_outside_is_told_whom_to_turn_to_and_can_send_all_the_same(
    visitor: Client, token: Token, letter: Letter
) -> None:
    given = letter | {"token": token(), "address": "4 Hill Lane, Kusini"}
    answer = visitor.post("/contact/write/?lang=fr", given)
    assert answer.status_code == 422
    assert sent() == []
    page = answer.content.decode()
    assert "Écrivez à votre députée à vous." in page
    assert letter["message"].splitlines()[0] in page
    assert 'name="told" value="1"' in page
    answer = visitor.post("/contact/write/?lang=fr", given | {"told": "1"})
    assert answer.status_code == 302
    assert sent()[0]["address"] == "4 Hill Lane, Kusini"


def test_where_the_office_wrote_no_words_ours_are_said(
    visitor: Client, token: Token, letter: Letter
) -> None:
    answer = visitor.post(
        "/contact/write/?lang=en", letter | {"token": token(), "address": "Kusini"}
    )
    assert "Salma Okello" in answer.content.decode()
    assert "member of parliament of your own constituency" in answer.content.decode()


def test_organisations_and_experts_are_welcome_from_anywhere(
    visitor: Client, token: Token, letter: Letter
) -> None:
    given = letter | {
        "token": token(),
        "address": "Kusini",
        "writes_for": "organisation",
        "organisation": "Wells for All",
    }
    assert visitor.post("/contact/write/", given).status_code == 302
    assert sent()[0]["organisation"] == "Wells for All"


def test_an_office_that_does_not_ask_takes_every_letter(
    visitor: Client, token: Token, letter: Letter
) -> None:
    update_profile(asks_where=False)
    assert b"writes_for" not in visitor.get("/contact/write/").content
    answer = visitor.post("/contact/write/", letter | {"token": token(), "address": "Kusini"})
    assert answer.status_code == 302


def test_an_office_without_areas_tells_nobody_that_they_live_outside(
    visitor: Client, token: Token, letter: Letter
) -> None:
    take_areas(content=b"name,kind,code,constituency\nKaskazini,district,K,no\n", by=None, now=NOW)
    answer = visitor.post("/contact/write/", letter | {"token": token(), "address": "Kusini"})
    assert answer.status_code == 302


def test_a_newcomer_is_placed_by_the_address_they_gave(
    visitor: Client, token: Token, letter: Letter, now: datetime
) -> None:
    given = {"token": token(), "address": "7 Lake Lane\n1140 Town"}
    visitor.post("/contact/write/", letter | given)
    receive_waiting(now=now)
    person = Person.objects.get()
    assert (person.address, person.area.name) == ("7 Lake Lane\n1140 Town", "Mbuni")


def test_nobody_can_move_somebody_else_by_writing_in_their_name(
    visitor: Client, token: Token, letter: Letter, now: datetime
) -> None:
    visitor.post("/contact/write/", letter | {"token": token(), "address": "Mbuni"})
    receive_waiting(now=now)
    visitor.post("/contact/write/", letter | {"token": token(), "address": "Tosa"})
    receive_waiting(now=now)
    assert Person.objects.get().area.name == "Mbuni"


NOW = datetime.fromisoformat("2026-05-04T09:00:00+00:00")
