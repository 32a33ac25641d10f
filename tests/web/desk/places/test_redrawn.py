"""Boundaries changed: staff are told what did not follow, mend it with one click, and undo it."""

from datetime import datetime

import pytest
from django.test import Client

from baraza.base.accounts.models import Role, User
from baraza.base.places.actions.by_hand import end_area
from baraza.base.places.models import Area
from baraza.dialogue.conversations.actions.office_rules import add_rule
from baraza.dialogue.conversations.models import AssignmentRule
from tests.agencies import an_area
from tests.staff import member_of_staff
from tests.web.desk.page import Element, read

AREAS = "/desk/insight/areas/"


@pytest.fixture
def redrawn(staff: User, now: datetime) -> Area:
    """Somebody answers letters from Ahero, which became Ahero Mjini."""
    old, new = an_area("Ahero", now=now), an_area("Ahero Mjini", now=now)
    add_rule(user=staff, area=old)
    successors = Area.objects.filter(pk=new.pk)
    end_area(area=old, day=now.date(), successors=successors, by=None, now=now)
    return new


def page(desk: Client, address: str = AREAS) -> Element:
    return read(desk.get(address).content)


def test_told_mended_with_one_click_and_undone_with_another(desk: Client, redrawn: Area) -> None:
    behind = page(desk).one("section", aria_labelledby="behind")
    assert "Ahero until" in behind.text
    assert "Ahero Mjini" in behind.text
    answer = desk.post(behind.one("form").attributes["action"], follow=True)
    assert AssignmentRule.objects.filter(area=redrawn).count() == 1
    shown = read(answer.content)
    assert not shown.all("section", aria_labelledby="behind")
    undo = shown.one("div", role="status").one("form")
    mark = undo.one("input", name="followed").attributes["value"]
    desk.post(undo.attributes["action"], {"followed": mark})
    assert not AssignmentRule.objects.filter(area=redrawn).exists()
    assert page(desk).all("section", aria_labelledby="behind")


def test_it_is_told_at_the_areas_it_concerns(desk: Client, redrawn: Area, now: datetime) -> None:
    elsewhere = an_area("Tosa", now=now)
    told = [
        bool(page(desk, f"{AREAS}{area.pk}/").all("section", aria_labelledby="behind"))
        for area in (Area.objects.get(name="Ahero"), redrawn, elsewhere)
    ]
    assert told == [True, True, False]


def test_a_mark_of_somebody_elses_making_takes_nothing_away(desk: Client, redrawn: Area) -> None:
    before = AssignmentRule.objects.count()
    desk.post(f"{AREAS}unfollow/", {"followed": "eyJydWxlcyI6WzFdfQ:1abcde:forged"})
    assert AssignmentRule.objects.count() == before
    assert not page(desk, f"{AREAS}?followed=nonsense").all("div", class_="good")


def test_who_does_not_set_up_sees_it_and_has_no_button(redrawn: Area) -> None:
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(
        member_of_staff(email="c@highlands.example", name="Chidi Obi", roles=[Role.CASEWORKER])
    )
    behind = page(client).one("section", aria_labelledby="behind")
    assert not behind.all("form")
    assert client.post(f"{AREAS}follow/").status_code == 403
