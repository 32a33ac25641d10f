"""One switch: on in one press, off in one press."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from baraza.base.accounts.models import Role
from baraza.base.office.models import Crisis
from baraza.base.office_register.models import Office
from tests.staff import member_of_staff
from tests.web.desk.page import read

PAGE = "/desk/set-up/crisis/"


def given(**changed: str) -> dict[str, str]:
    now = timezone.localtime()
    return {
        "heading": "Floods",
        "guidance": "What to do https://civil.example/\nhttps://health.example/",
        "begins_at": (now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        **changed,
    }


def test_on_and_off_and_on_again(desk: Client, visitor: Client) -> None:
    desk.post(PAGE, given(heading_fr="Inondations"))
    crisis = Crisis.objects.get()
    assert crisis.guidance == [
        {"label": "What to do", "url": "https://civil.example/"},
        {"label": "https://health.example/", "url": "https://health.example/"},
    ]
    assert "Inondations" in visitor.get("/?lang=fr").text
    assert "Floods" in read(desk.get("/desk/today/").content).one("div", class_="note").text
    desk.post(f"{PAGE}{crisis.pk}/end/")
    assert "Floods" not in visitor.get("/").text
    assert "ended by Leila Haddad" in read(desk.get(PAGE).content).text
    desk.post(f"{PAGE}{crisis.pk}/resume/")
    assert "Floods" in visitor.get("/").text


def test_words_that_are_ready_come_in_each_language(desk: Client) -> None:
    page = read(desk.get(f"{PAGE}?ready=flood").content)
    assert page.one("input", name="heading").attributes["value"] == "Flood: please stay safe"
    assert page.one("input", name="heading_ar").attributes["value"]


def test_words_are_changed_while_it_lasts(desk: Client) -> None:
    desk.post(PAGE, given())
    crisis = Crisis.objects.get()
    desk.post(f"{PAGE}{crisis.pk}/", given(text="Boil the water."))
    crisis.refresh_from_db()
    assert crisis.text == "Boil the water."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"guidance": "see the radio"}, "ends with an address"),
        ({"guidance": "click javascript:alert(1)"}, "ends with an address"),
        ({"ends_at": "2020-01-01T00:00"}, "before the beginning"),
        ({"heading": ""}, "required"),
        ({"survey_url": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_begins(
    desk: Client, wrong: dict[str, str], said: str
) -> None:
    answer = desk.post(PAGE, given(**wrong))
    assert answer.status_code == 422
    assert said in read(answer.content).text
    assert not Crisis.objects.exists()


def test_who_does_not_publish_has_no_switch(office: Office) -> None:
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(
        member_of_staff(email="o@highlands.example", name="Omar", roles=[Role.CASEWORKER])
    )
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, given()).status_code == 403
    assert not Crisis.objects.exists()
