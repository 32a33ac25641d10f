"""The figures and the week, as staff see them and take them along."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Role
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel, OutgoingItem
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.insight import lately
from baraza.insight.models import WeeklyReader
from tests.staff import member_of_staff
from tests.web.desk.page import read

PAGES = ["/desk/insight/", "/desk/insight/week/"]


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


def said(now: datetime, *, count: int = 5, topic: str = "Water", days: int = 5) -> Topic:
    row, _made = Topic.objects.get_or_create(name=topic)
    record_inputs(
        said=[
            Said(
                received_at=now - timedelta(days=days),
                channel=Channel.EMAIL,
                text="Please",
                language="en",
                topic_id=row.pk,
            )
        ]
        * count
    )
    return row


def test_a_number_opens_what_it_counts(desk: Client, now: datetime) -> None:
    topic = said(now, count=5)
    shown = desk.get("/desk/insight/?days=7").content.decode()
    assert f"first=2026-04-28&last=2026-05-04&topic={topic.pk}" in shown.replace("&amp;", "&")
    assert "5 letters came in" in shown


def test_what_is_put_off_waits_as_well_and_is_told_apart_because_the_list_leaves_it_out(
    desk: Client, now: datetime
) -> None:
    for until in (None, now + timedelta(days=1)):
        Conversation.objects.create(
            channel=Channel.EMAIL,
            state=ConversationState.TO_ANSWER,
            started_at=now,
            last_message_at=now,
            snoozed_until=until,
        )
    page = read(desk.get("/desk/insight/").content)
    assert "2 letters wait for an answer." in page.text
    told = page.one("a", href="/desk/inbox/?snoozed=1")
    assert told.text == "1 is put off for later"
    assert len(read(desk.get(told.attributes["href"]).content).all("a", class_="row")) == 1


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_office_is_told_so(desk: Client, address: str) -> None:
    answer = desk.get(address)
    empty = read(answer.content).one(class_="empty")
    ways = [link.attributes["href"] for link in empty.all("a")]
    assert ways == ["/desk/entry/", "/desk/set-up/mailboxes/"]


@pytest.mark.parametrize(
    "asked",
    [
        "days=99",
        "days=x",
        "first=2026-05-09&last=2026-05-01",
        "first=0001-01-01&last=9999-12-31",
        "first=2026-02-31",
        "first=9999-12-31",
        "first=0001-01-01",
        "last=0001-01-01",
    ],
)
def test_days_that_make_no_sense_break_nothing(desk: Client, now: datetime, asked: str) -> None:
    said(now)
    assert desk.get(f"/desk/insight/?{asked}").status_code == 200


@pytest.mark.parametrize("day", ["x", "9999-12-31", "0001-01-01", "2026-13-01"])
def test_a_week_that_makes_no_sense_is_the_last_one(desk: Client, day: str) -> None:
    assert b"Apr 27" in desk.get(f"/desk/insight/week/?day={day}").content


def test_pictures_and_tables_are_taken_along(desk: Client, now: datetime) -> None:
    said(now, topic="=cmd()")
    svg = desk.get("/desk/insight/picture/topics.svg")
    assert svg.content.startswith(b"<svg")
    assert "attachment" in svg["Content-Disposition"]
    assert desk.get("/desk/insight/picture/topics.png").content.startswith(b"\x89PNG")
    table = b"".join(desk.get("/desk/insight/table/topics.csv").streaming_content).decode()
    assert '"\'=cmd()"' in table
    assert desk.get("/desk/insight/picture/nothing.svg").status_code == 404
    assert desk.get("/desk/insight/picture/topics.exe").status_code == 404


def test_what_writers_or_staff_named_is_never_markup(desk: Client, now: datetime) -> None:
    said(now, topic="<script>alert(1)</script>")
    assert b"<script>alert" not in desk.get("/desk/insight/").content
    assert b"<script>alert" not in desk.get("/desk/insight/week/").content


def test_the_week_is_printed(desk: Client, now: datetime) -> None:
    said(now)
    assert desk.get("/desk/insight/week/page.pdf?day=2026-04-29").content.startswith(b"%PDF-")


def test_the_week_comes_by_mail_until_one_says_no(desk: Client) -> None:
    desk.post("/desk/insight/week/by-mail/", {"weekday": "4", "hour": "16"})
    reader = WeeklyReader.objects.get()
    assert (reader.weekday, reader.hour) == (4, 16)
    assert reader.site == "http://highlands.localhost/"
    desk.post("/desk/insight/week/by-mail/", {"weekday": "9", "hour": "16"})
    assert WeeklyReader.objects.get().weekday == 4
    desk.post("/desk/insight/week/by-mail/", {"stop": ""})
    assert not WeeklyReader.objects.exists()
    desk.post("/desk/insight/week/send/")
    assert OutgoingItem.objects.get().recipient == "leila@highlands.example"


def test_volunteers_do_not_see_figures(office: Office, client: Client) -> None:
    helper = member_of_staff(email="v@highlands.example", name="V", roles=[Role.VOLUNTEER])
    client.force_login(helper)
    for address in PAGES:
        assert client.get(address, headers={"host": "highlands.localhost"}).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_the_same_however_much_was_said(
    desk: Client, now: datetime, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine what took long would be kept, and the next look cost less.
    monkeypatch.setattr(lately, "SLOW_SECONDS", 3600)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        return len(queries)

    said(now, count=1)
    cost()
    once = cost()
    said(now, count=3, topic="Roads")
    said(now, count=3, topic="Schools")
    assert cost() == once


def test_the_first_of_a_month_in_the_past_can_be_seen(desk: Client, now: datetime) -> None:
    said(now, days=60)
    shown = desk.get("/desk/insight/?first=2026-03-01&last=2026-03-31").content.decode()
    assert "5 letters came in" in shown
    assert datetime(2026, 5, 4, 9, tzinfo=UTC) == now
