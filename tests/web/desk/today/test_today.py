"""What the first page says, and that every number opens what it counts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.accounts.actions.circles import add_circle
from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import Mailbox, OutgoingItem
from baraza.dialogue.conversations.actions.assigning import assign
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.actions.settling import settle_deliveries
from baraza.dialogue.conversations.models import Conversation
from tests.staff import member_of_staff
from tests.web.desk.page import Element, read

Arrive = Callable[[int], list[Conversation]]


def today(desk: Client) -> Element:
    answer = desk.get("/desk/today/")
    assert answer.status_code == 200
    return read(answer.content).one(id="main")


def numbers(page: Element) -> dict[str, int]:
    """Address → number, of every number that leads somewhere."""
    found = {}
    for part in page.all(class_="numbers"):
        for link in part.all("a"):
            found[link.attributes["href"]] = int(link.one("strong").text)
    return found


def test_the_desk_begins_with_today(desk: Client):
    assert desk.get("/desk/", follow=True).redirect_chain[-1][0] == "/desk/today/"


def test_an_empty_office_is_told_what_will_be_here(desk: Client):
    page = today(desk)
    assert "Nothing waits for you" in page.text
    assert numbers(page) == {}
    [button] = page.all("a", class_="strong")
    assert button.attributes["href"] == "/desk/set-up/mailboxes/"


def test_every_number_opens_exactly_what_it_counts(desk: Client, staff: User, arrive: Arrive):
    rows = arrive(6)
    now, day = timezone.now(), timezone.localdate()
    assign(conversations=[row.pk for row in rows[:3]], to=staff, by=staff, now=now)
    for row, days in zip(rows, (-2, 0, 4, -1, 0, 3), strict=True):
        Conversation.objects.filter(pk=row.pk).update(due_date=day + timedelta(days=days))
    Conversation.objects.filter(pk=rows[2].pk).update(snoozed_until=now - timedelta(hours=1))
    Conversation.objects.filter(pk=rows[5].pk).update(snoozed_until=now + timedelta(days=1))

    found = numbers(today(desk))
    assert found == {
        "/desk/inbox/?mine=1": 3,
        "/desk/inbox/?mine=1&late=1": 1,
        "/desk/inbox/?mine=1&due=today": 1,
        "/desk/inbox/?mine=1&snoozed=back": 1,
        "/desk/inbox/": 5,
        "/desk/inbox/?nobody=1": 2,
        "/desk/inbox/?late=1": 2,
        "/desk/inbox/?due=today": 2,
    }
    for address, number in found.items():
        page = read(desk.get(address).content)
        assert len(page.one(id="rows").all("a", class_="row")) == number, address


def test_the_strong_button_opens_what_is_due_first(desk: Client, staff: User, arrive: Arrive):
    rows = arrive(3)
    assign(conversations=[row.pk for row in rows], to=staff, by=staff, now=timezone.now())
    day = timezone.localdate()
    for row, days in zip(rows, (3, -1, 2), strict=True):
        Conversation.objects.filter(pk=row.pk).update(due_date=day + timedelta(days=days))
    button = today(desk).one("a", class_="strong")
    assert button.attributes["href"] == f"/desk/inbox/{rows[1].pk}/?mine=1"


def test_who_has_nothing_is_offered_what_is_nobodys(desk: Client, arrive: Arrive):
    [row] = arrive(1)
    button = today(desk).one("a", class_="strong")
    assert button.attributes["href"] == f"/desk/inbox/{row.pk}/?nobody=1"


def test_what_a_circle_keeps_is_neither_counted_nor_shown(desk: Client, arrive: Arrive):
    [row] = arrive(1)
    other = member_of_staff(email="in@highlands.example", name="Inside")
    set_circle(conversation=row, circle=add_circle(name="Few", members=[other]))
    page = today(desk)
    assert numbers(page) == {}
    assert row.subject not in page.text


def test_an_answer_that_did_not_arrive_is_loud(
    desk: Client, staff: User, conversation: Conversation, now
):
    message = reply(conversation=conversation, author=staff, text="Here it is.", now=now)
    assert "not got our answer" not in today(desk).text
    OutgoingItem.objects.filter(pk=message.outgoing_id).update(
        state="failed", made_at=timezone.now()
    )
    settle_deliveries(items=[message.outgoing_id])
    page = today(desk)
    assert "These people have not got our answer" in page.text
    assert page.all("a", href=f"/desk/inbox/{conversation.pk}/?state=to_answer")


def test_a_mailbox_in_trouble_is_shown_to_those_who_can_mend_it(desk: Client, staff: User):
    Mailbox.objects.create(
        address="office@highlands.example",
        imap_host="mail.example",
        username="office",
        attended_since=timezone.now(),
        problem="no",
        problem_since=timezone.now(),
    )
    assert "cannot be reached" in today(desk).text
    User.objects.filter(pk=staff.pk).update(roles=[Role.CASEWORKER])
    assert "cannot be reached" not in today(desk).text


def test_what_came_in_is_counted_by_channel(desk: Client, arrive: Arrive):
    rows = arrive(2)
    now = timezone.now()
    Conversation.objects.filter(pk=rows[0].pk).update(last_message_at=now, channel="phone")
    rows[0].messages.update(happened_at=now)
    page = today(desk)
    links = [link.attributes["href"] for link in page.one("table").all("a")]
    day = timezone.localdate()
    assert f"/desk/inbox/?state=all&channel=phone&from={day}" in links
    assert not any("channel=email" in link for link in links)  # in May


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.VOLUNTEER, Role.MEMBER])
def test_every_role_has_a_today(desk: Client, staff: User, arrive: Arrive, role: Role):
    arrive(1)
    User.objects.filter(pk=staff.pk).update(roles=[role])
    page = today(desk)
    assert ("Take the first one" in page.text) == (role in {Role.VOLUNTEER, Role.MEMBER})


def test_the_number_of_queries_does_not_grow(desk: Client, staff: User, arrive: Arrive):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            today(desk)
        return len(context)

    rows = arrive(1)
    assign(conversations=[rows[0].pk], to=staff, by=staff, now=timezone.now())
    today(desk)
    few = queries()
    rows = arrive(4)
    assign(conversations=[row.pk for row in rows], to=staff, by=staff, now=timezone.now())
    assert queries() == few
    # One of them asks for whom they stand in, one whether anything of the website is closed.
    assert few <= 19
