"""Promises beside a letter, on a person's page, in a list and on Today."""

from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Role, User
from baraza.base.office_register.models import Office
from baraza.dialogue.commitments.actions import promise
from baraza.dialogue.commitments.models import Commitment, CommitmentState
from baraza.dialogue.conversations.models import Conversation
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now, is_live=True)
    return Conversation.objects.get()


def test_promised_beside_a_letter_kept_told_and_undone(
    desk: Client, staff: User, conversation: Conversation
) -> None:
    address = f"/desk/promises/in/{conversation.pk}/"
    form = desk.get(address, headers=HTMX).content.decode()
    assert 'value="2026-05-18"' in form
    typed = {"words": "Ask the board", "due_date": "2026-05-08", "owner": staff.pk}
    section = desk.post(address, typed, headers=HTMX).content.decode()
    assert "Ask the board" in section
    made = Commitment.objects.get()
    assert (made.person, made.due_date) == (conversation.person, date(2026, 5, 8))
    assert "Ask the board" in desk.get(f"/desk/inbox/{conversation.pk}/").content.decode()
    shown = desk.post(f"/desk/promises/{made.pk}/kept/", headers=HTMX).content.decode()
    assert "they do not know yet" in shown
    assert "Tell them" in shown
    assert (
        "they know" in desk.post(f"/desk/promises/{made.pk}/told/", headers=HTMX).content.decode()
    )
    desk.post(f"/desk/promises/{made.pk}/open/", headers=HTMX)
    made.refresh_from_db()
    assert made.state == CommitmentState.OPEN


def test_promised_on_a_person_s_page(desk: Client, staff: User) -> None:
    person = somebody("Amani Njeri", email="amani@post.example")
    typed = {"words": "<b>Call back</b>", "due_date": "2026-05-08", "owner": ""}
    desk.post(f"/desk/promises/to/{person.pk}/", typed, headers=HTMX)
    shown = desk.get(f"/desk/people/{person.pk}/").content.decode()
    assert "&lt;b&gt;Call back&lt;/b&gt;" in shown
    assert "nobody’s yet" in shown


@pytest.mark.parametrize(
    "typed",
    [
        {"words": "", "due_date": "2026-05-08"},
        {"words": "Call", "due_date": ""},
        {"words": "Call", "due_date": "0001-01-01"},
        {"words": "Call", "due_date": "9999-12-31"},
        {"words": "x" * 501, "due_date": "2026-05-08"},
        {"words": "Call", "due_date": "2026-05-08", "owner": "999999"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: Client, typed: dict[str, str]
) -> None:
    person = somebody("Amani Njeri")
    answer = desk.post(f"/desk/promises/to/{person.pk}/", typed, headers=HTMX)
    assert answer.status_code == 422
    assert typed["words"] in answer.content.decode()
    assert not Commitment.objects.exists()


def test_today_counts_what_the_list_shows(desk: Client, staff: User, now: datetime) -> None:
    for day in (1, 8):
        promise(words=f"Number {day}", due_date=date(2026, 5, day), owner=staff, by=staff, now=now)
    assert "/desk/promises/?mine=1&amp;late=1" in desk.get("/desk/today/").content.decode()
    late = desk.get("/desk/promises/?mine=1&late=1").content.decode()
    assert "Number 1" in late
    assert "Number 8" not in late
    for asked in ("", "?state=x", "?untold=1", "?state=kept", "?state=dropped"):
        assert desk.get(f"/desk/promises/{asked}").status_code == 200


def test_a_change_leads_back_to_where_one_was(desk: Client, staff: User, now: datetime) -> None:
    made = promise(words="Call", due_date=date(2026, 5, 8), owner=staff, by=staff, now=now)
    typed = {"words": "Write", "due_date": "2026-05-09", "owner": staff.pk}
    for back, leads_to in {
        "/desk/promises/?mine=1": "/desk/promises/?mine=1",
        "https://evil.example/": "/desk/promises/",
    }.items():
        answer = desk.post(f"/desk/promises/{made.pk}/change/", {**typed, "back": back})
        assert answer["Location"] == leads_to
    made.refresh_from_db()
    assert made.words == "Write"


def test_a_volunteer_reads_promises_and_makes_none(
    office: Office, client: Client, staff: User, now: datetime
) -> None:
    made = promise(words="Call", due_date=date(2026, 5, 8), owner=staff, by=staff, now=now)
    helper = member_of_staff(email="v@highlands.example", name="V", roles=[Role.VOLUNTEER])
    client.force_login(helper)
    host = {"host": "highlands.localhost"}
    assert b"Call" in client.get("/desk/promises/", headers=host).content
    assert client.post(f"/desk/promises/{made.pk}/kept/", headers=host).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    desk: Client, staff: User, now: datetime, count: int
) -> None:
    for number in range(count):
        promise(
            words=f"Call {number}",
            due_date=date(2026, 5, 8),
            owner=staff,
            by=staff,
            now=now,
            person=somebody(f"Amani {number}"),
        )
    desk.get("/desk/promises/")
    with CaptureQueriesContext(connection) as queries:
        desk.get("/desk/promises/")
    assert len(queries) == 9
