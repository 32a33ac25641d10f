"""What colleagues are told on the desk: in words, read by reading, and with undo."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.accounts.actions.circles import add_circle, break_glass
from baraza.base.accounts.actions.notifications import (
    News,
    notify,
    notify_each,
    replace_notifications,
)
from baraza.base.accounts.models import Notification, NotificationKind, User
from baraza.base.channels.models import OutgoingItem
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.conversations.receivers import reconsider
from tests.staff import member_of_staff
from tests.web.desk.page import Element, read

Kind = NotificationKind
HERE = "/desk/today/news/"


@pytest.fixture
def omar(office) -> User:
    return member_of_staff(email="omar@h.example", name="Omar Diallo")


def page(desk: Client) -> Element:
    return read(desk.get(HERE).content)


def bell(desk: Client) -> str:
    return page(desk).one("header", class_="bar").one("a", href=HERE).text


def unread(user: User) -> int:
    return Notification.objects.filter(user=user, read_at__isnull=True).count()


def test_a_mention_leads_to_the_letter_and_is_known_once_it_is_read(
    desk: Client, staff: User, omar: User, conversation: Conversation
):
    notify(kind=Kind.MENTIONED, to=[staff], about=conversation, by=omar, now=timezone.now())
    assert bell(desk) == "1"
    [row] = page(desk).one(id="main").all("a", class_="row")
    assert "Omar Diallo mentions you in a note." in row.text
    assert conversation.subject in row.text
    desk.get(row.attributes["href"])
    assert bell(desk) == ""


def test_today_counts_the_notes_that_mention_me_and_opens_just_those(
    desk: Client, staff: User, omar: User, arrive
):
    now = timezone.now()
    first, second, third = arrive(3)
    notify(kind=Kind.MENTIONED, to=[staff], about=first, by=omar, now=now)
    notify(kind=Kind.MENTIONED, to=[staff], about=second, by=omar, now=now)
    notify(kind=Kind.ASSIGNED, to=[staff], about=third, by=omar, now=now)
    desk.get(f"/desk/inbox/{second.pk}/?state=all")
    today = read(desk.get("/desk/today/").content).one(id="main")
    link = today.one("a", href=f"{HERE}?new=mentioned")
    assert link.one("strong").text == "1"
    shown = read(desk.get(link.attributes["href"]).content).one(id="main")
    assert len(shown.all("a", class_="row")) == 1


def test_what_is_about_many_is_known_once_it_is_opened(desk: Client, staff: User):
    replace_notifications(kind=Kind.DUE, counts={staff.pk: 3}, now=timezone.now())
    notify_each(kind=Kind.ASSIGNED, news=[News(staff.pk, count=7)], now=timezone.now())
    text = page(desk).one(id="main").text
    assert "3 letters of yours are due today or late." in text
    assert "7 letters are yours to answer." in text
    told = Notification.objects.get(kind=Kind.ASSIGNED)
    assert desk.post(f"{HERE}{told.pk}/")["Location"] == "/desk/inbox/?mine=1"
    assert unread(staff) == 1


def test_all_of_it_is_known_at_a_press_and_new_again_at_another(desk: Client, staff: User):
    notify_each(kind=Kind.ASSIGNED, news=[News(staff.pk, count=7)], now=timezone.now())
    desk.post(f"{HERE}read/")
    assert unread(staff) == 0
    desk.post(f"{HERE}unread/")
    assert unread(staff) == 1


def test_what_may_no_longer_be_seen_says_nothing_of_it(
    desk: Client, staff: User, omar: User, conversation: Conversation
):
    notify(kind=Kind.ASSIGNED, to=[staff], about=conversation, now=timezone.now())
    set_circle(conversation=conversation, circle=add_circle(name="Few", members=[omar]))
    shown = page(desk).one(id="main")
    assert conversation.subject not in shown.text
    assert not shown.all("a", class_="row")


def test_nobody_opens_or_marks_anothers_news(desk: Client, staff: User, omar: User):
    notify_each(kind=Kind.ASSIGNED, news=[News(omar.pk, count=7)], now=timezone.now())
    assert desk.post(f"{HERE}{Notification.objects.get().pk}/").status_code == 404
    desk.post(f"{HERE}read/")
    assert unread(omar) == 1


def test_the_author_of_a_lost_answer_is_told(staff: User, conversation: Conversation, now):
    message = reply(conversation=conversation, author=staff, text="Here.", now=now)
    OutgoingItem.objects.filter(pk=message.outgoing_id).update(state="bounced")
    reconsider(items=[message.outgoing_id])
    told = Notification.objects.get()
    assert (told.user, told.kind, told.about_id) == (
        staff,
        Kind.DELIVERY_FAILED,
        conversation.pk,
    )


def test_a_broken_glass_is_told_to_those_inside(desk: Client, staff: User, omar: User):
    circle = add_circle(name="Few", members=[staff])
    break_glass(circle=circle, user=omar, reason="A threat against a child.", now=timezone.now())
    assert "Omar Diallo looked inside a circle of yours." in page(desk).one(id="main").text


def test_one_query_for_the_bell_and_as_many_for_one_as_for_three(desk: Client, staff: User, arrive):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            page(desk)
        return len(context)

    rows = arrive(4)
    now = timezone.now()
    notify(kind=Kind.ASSIGNED, to=[staff], about=rows[0], now=now)
    page(desk)
    few = queries()
    for number, row in enumerate(rows[1:]):
        notify(kind=Kind.ASSIGNED, to=[staff], about=row, now=now + timedelta(seconds=number))
    assert queries() == few
