"""What people read when something goes wrong: what happened, what was kept, what to do."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from baraza.base.accounts.models import Role
from baraza.base.office_register.models import Office
from tests.staff import member_of_staff
from tests.web.desk.page import read

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html", "500.html"]


@pytest.mark.parametrize("template", PAGES)
def test_each_page_stands_without_anything_it_could_ask_for(template: str) -> None:
    page = read(render_to_string(template).encode())
    assert page.one("h1").text
    assert page.one("p").text
    assert not page.all("script")


def test_a_fault_of_ours_is_said_plainly(office: Office) -> None:
    answer = server_error(RequestFactory().get("/desk/", headers={"host": "x.localhost"}))
    assert answer.status_code == 500
    assert "on our side" in read(answer.content).one("h1").text


def test_a_page_that_is_not_there(visitor: Client) -> None:
    answer = visitor.get("/nothing/at/all/")
    assert answer.status_code == 404
    assert "nothing here" in read(answer.content).one("h1").text


def test_what_a_role_does_not_do_is_explained(office: Office) -> None:
    user = member_of_staff(email="kim@highlands.example", name="Kim Osei", roles=[Role.CASEWORKER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    answer = client.get("/desk/set-up/office/")
    assert answer.status_code == 403
    assert "Your role" in read(answer.content).one("p").text


def test_a_form_that_was_open_too_long(office: Office, staff: object) -> None:
    client = Client(headers={"host": "highlands.localhost"}, enforce_csrf_checks=True)
    client.force_login(staff)
    answer = client.post("/desk/set-up/topics/", {"name": "Wells"})
    assert answer.status_code == 403
    assert "once more" in read(answer.content).one("h1").text
