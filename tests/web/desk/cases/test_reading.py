"""The list of cases and the file of one."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client

from tests.cases import a_case
from tests.people import somebody

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


def test_the_list_leads_to_the_file(desk: Client, now: datetime) -> None:
    case = a_case(now=now, person=somebody("Amani Njeri", email="amani@post.example"))
    shown = desk.get("/desk/cases/").content.decode()
    assert f'href="/desk/cases/{case.pk}/"' in shown
    pane = desk.get(f"/desk/cases/{case.pk}/", headers=HTMX).content.decode()
    assert "The pension stopped in March" in pane
    assert "<!DOCTYPE" not in pane
    assert "<!DOCTYPE" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
