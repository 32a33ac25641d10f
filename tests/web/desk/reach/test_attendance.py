"""Who attends which way in, and what closes it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.accounts.actions.staff import add_absence
from baraza.base.accounts.models import Role, User
from baraza.base.office.actions.attendance import set_behind, set_entrance
from baraza.base.office.models import Attendance, Entrance, Way
from baraza.base.office_register.models import Office
from tests.staff import member_of_staff
from tests.web.desk.page import Element, read

PAGE = "/desk/set-up/attendance/"


@pytest.fixture
def colleague(office: Office) -> User:
    return member_of_staff(email="o@highlands.example", name="Omar Said", roles=[Role.CASEWORKER])


def section(client: Client, way: str) -> Element:
    return read(client.get(PAGE).content).one("section", aria_labelledby=f"way-{way}")


def attend(client: Client, user: User, way: str = "phone", spans: str = "9-12") -> None:
    given = {"user": user.pk, "way": way, "weekdays": ["0", "1", "2", "3", "4"], "spans": spans}
    assert client.post(f"{PAGE}who/", given).status_code == 302


def test_hours_for_a_week_are_one_entry_and_one_undo(desk: Client, colleague: User) -> None:
    attend(desk, colleague, spans="9-12, 14-16")
    assert Attendance.objects.count() == 10
    assert "Omar Said : Monday to Friday" in section(desk, "phone").text
    desk.post(f"{PAGE}phone/{colleague.pk}/end/")
    assert not Attendance.objects.exists()
    desk.post(f"{PAGE}undo/")
    assert Attendance.objects.count() == 10


def test_who_is_away_is_said_where_they_are_missed(desk: Client, colleague: User) -> None:
    attend(desk, colleague)
    today = timezone.localdate()
    add_absence(user=colleague, first_date=today, last_date=today, delegate=None)
    assert "away until" in section(desk, "phone").text


def test_less_is_more_with_the_sum(desk: Client, colleague: User) -> None:
    desk.post(f"{PAGE}phone/", {"is_offered": "on", "hours_needed": "20"})
    attend(desk, colleague)
    [note] = read(desk.get(PAGE).content).all("div", class_="note")
    assert "5 hours a week are missing" in note.text
    assert "Telephone 20" in note.text
    assert "Omar Said 15" in note.text
    attend(desk, colleague, spans="9-13")
    assert "can attend what is open" in read(desk.get(PAGE).content).text


@time_machine.travel("2026-05-04T10:00:00+00:00", tick=False)
def test_closed_by_hand_until_tonight_and_let_be_again(desk: Client) -> None:
    desk.post(f"{PAGE}form/force/", {"to": "closed", "until": "today"})
    kept = Entrance.objects.get(way=Way.FORM)
    assert kept.forced_until is not None
    assert kept.forced_until.isoformat() == "2026-05-05T00:00:00+00:00"
    assert "Leila Haddad said so" in section(desk, "form").text
    desk.post(f"{PAGE}form/let-be/")
    assert "closed" not in section(desk, "form").one("p", class_="acts").text


def test_the_limit_and_the_words_of_a_closed_form(desk: Client) -> None:
    given = {
        "is_offered": "on",
        "limit": "300",
        "closed_words": "Wait.",
        "closed_words_fr": "Attendez.",
    }
    desk.post(f"{PAGE}form/", given)
    kept = Entrance.objects.get(way=Way.FORM)
    assert (kept.limit, kept.said("closed_words", "fr")) == (300, "Attendez.")
    answer = desk.post(f"{PAGE}form/", {"limit": "none"})
    assert answer.status_code == 422
    assert desk.post(f"{PAGE}fax/", {}).status_code == 404


def test_today_says_why_a_form_is_closed_and_when_it_opens(desk: Client, colleague: User) -> None:
    set_entrance(way=Way.FORM, limit=300)
    set_behind(way=Way.FORM, is_behind=True, waiting=301, now=timezone.now() - timedelta(hours=1))
    [note] = read(desk.get("/desk/today/").content).all("div", class_="note")
    assert "more waits than the limit" in note.text
    assert "once 240 or fewer wait" in note.text
    assert note.one("a").attributes["href"] == PAGE
    other = Client(headers={"host": "highlands.localhost"})
    other.force_login(colleague)
    [seen] = read(other.get("/desk/today/").content).all("div", class_="note")
    assert not seen.all("a")


def test_more_colleagues_cost_no_more_queries(desk: Client, colleague: User) -> None:
    counted = []
    attend(desk, colleague)
    for number in (1, 3):
        for each in range(number):
            user = member_of_staff(email=f"{number}{each}@highlands.example", name=f"N {each}")
            attend(desk, user, way="form")
        with CaptureQueriesContext(connection) as queries:
            desk.get(PAGE)
        counted.append(len(queries))
    assert counted[0] == counted[1]
