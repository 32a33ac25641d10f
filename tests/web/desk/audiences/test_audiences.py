"""Questions about people at the desk: their size at once, kept under a name."""

from datetime import datetime

import pytest
from django.test import Client

from baraza.base.accounts.models import Role
from baraza.base.office_register.models import Office
from baraza.base.places.actions.importing import take_areas
from baraza.base.places.models import Area
from baraza.dialogue.audiences.models import Audience
from baraza.dialogue.audiences.question import Question
from tests.base.places.actions.test_importing import TREE
from tests.dialogue.audiences.test_queries import somebody
from tests.staff import member_of_staff
from tests.web.desk.page import read

ASKED = {"way": "email", "purpose": "newsletter"}


def test_the_size_follows_each_choice(desk: Client, now: datetime) -> None:
    take_areas(content=TREE, by=None, now=now)
    mbuni = Area.objects.get(code="K1")
    somebody("Amani", area=mbuni)
    somebody("Bea", area=mbuni, agrees=False)
    somebody("Cleo")
    answer = desk.get(
        "/desk/audiences/new/", ASKED | {"area": mbuni.pk}, headers={"HX-Request": "true"}
    )
    size = read(answer.content)
    assert size.one("h2").text == "1 person would be reached"
    assert "2 people are meant" in size.text
    assert size.one("li").text == "Has not agreed to this 1"
    shown = read(desk.get(size.one("li").one("a").attributes["href"]).content)
    assert [cell.text for cell in shown.all("td")] == ["Bea", "Mbuni"]
    reached = read(desk.get(size.one("h2").one("a").attributes["href"]).content)
    assert reached.all("td")[0].text == "Amani"


def test_a_question_is_kept_and_asked_again(desk: Client) -> None:
    somebody("Amani", language="sw")
    somebody("Bea", language="fr")
    answer = desk.post("/desk/audiences/new/", ASKED | {"language": "sw", "name": "Swahili"})
    assert answer.status_code == 302
    audience = Audience.objects.get()
    assert Question.of(audience.question) == Question(language="sw")
    shown = read(desk.get(f"/desk/audiences/{audience.pk}/").content)
    assert shown.one("section", id="size").one("h2").text == "1 person would be reached"
    chosen = [each.attributes["value"] for each in shown.all("option", selected="")]
    assert [value for value in chosen if value] == ["sw", "newsletter", "email"]


def test_a_name_that_is_taken_is_said_and_nothing_is_lost(desk: Client) -> None:
    desk.post("/desk/audiences/new/", ASKED | {"name": "All"})
    answer = desk.post("/desk/audiences/new/", ASKED | {"language": "sw", "name": "All"})
    assert answer.status_code == 422
    shown = read(answer.content)
    assert shown.one("ul", class_="errorlist").text == "Another audience is called so."
    assert shown.one("option", value="sw").attributes.get("selected") == ""


def test_a_question_can_be_let_go(desk: Client) -> None:
    desk.post("/desk/audiences/new/", ASKED | {"name": "All"})
    desk.post(f"/desk/audiences/{Audience.objects.get().pk}/delete/")
    assert not Audience.objects.exists()


def test_nonsense_in_the_address_asks_for_nobody_in_particular(desk: Client) -> None:
    somebody("Amani")
    nonsense = ASKED | {"area": "x", "topic": "-1", "within_days": "1000000", "fate": "?"}
    assert desk.get("/desk/audiences/new/", nonsense).status_code == 200
    assert desk.get("/desk/audiences/people/", nonsense).status_code == 200


def test_whoever_does_not_publish_asks_nothing(office: Office) -> None:
    user = member_of_staff(email="kim@highlands.example", name="Kim", roles=[Role.CASEWORKER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    assert client.get("/desk/audiences/").status_code == 200
    assert client.get("/desk/audiences/new/").status_code == 403
    assert client.get("/desk/audiences/people/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_size_takes_as_many_queries_for_many_as_for_one(
    desk: Client, count: int, django_assert_max_num_queries
) -> None:
    for number in range(count):
        somebody(f"Amani {number}")
    headers = {"HX-Request": "true"}
    with django_assert_max_num_queries(16):
        desk.get("/desk/audiences/new/", ASKED, headers=headers)


def test_where_areas_are_very_many_the_wider_ones_and_the_chosen_are_offered(
    desk: Client, now: datetime
) -> None:
    rows = "".join(f"V{number},village,K\n" for number in range(501))
    take_areas(content=f"name,kind,parent\nK,district,\n{rows}".encode(), by=None, now=now)
    chosen = Area.objects.get(name="V7")
    somebody("Amani", area=chosen)
    shown = read(desk.get("/desk/audiences/new/", ASKED | {"area": chosen.pk}).content)
    offered = [each.text for each in shown.one("select", name="area").all("option")]
    assert offered == ["anywhere", "K", "V7"]
    assert shown.one("section", id="size").one("h2").text == "1 person would be reached"
