"""News by mail: as each wishes, and never a word of a letter."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.actions.notifications import (
    notify,
    replace_notifications,
    set_mail_wishes,
)
from baraza.base.accounts.models import MailTiming, Notification, NotificationKind, Role
from baraza.base.office.actions import add_holidays, update_profile
from baraza.dialogue.conversations.models import Conversation
from baraza.flows.news import mail_news
from tests.letters import bring, letter
from tests.staff import member_of_staff

Kind = NotificationKind


@pytest.fixture
def amina(office):
    return member_of_staff(email="amina@h.example", name="Amina Said", roles=[Role.CASEWORKER])


@pytest.fixture
def conversation(office, now) -> Conversation:
    bring(letter("The secret well", subject="CANARY", sender="CANARY <c@post.example>"), now=now)
    return Conversation.objects.get()


def mails() -> list[EmailMessage]:
    return list(mail.outbox)


def test_what_is_wished_at_once_leaves_at_once_and_only_once(amina, staff, conversation, now):
    notify(kind=Kind.MENTIONED, to=[amina, staff], about=conversation, by=staff, now=now)
    assert mail_news(now=now) == 1
    assert mail_news(now=now + timedelta(minutes=1)) == 0
    [told] = mails()
    assert told.to == ["amina@h.example"]
    assert told.subject == "A colleague mentions you in a note."
    assert "http://highlands.localhost:8000/desk/today/news/" in told.body
    assert "CANARY" not in told.subject + told.body
    assert "secret" not in told.body


def test_what_is_wished_in_the_morning_waits_for_seven_on_a_working_day(amina, conversation, now):
    update_profile(timezone="Africa/Nairobi")  # three hours ahead
    add_holidays(days={now.date() + timedelta(days=1): "Feast"})
    notify(kind=Kind.ASSIGNED, to=[amina], about=conversation, now=now)
    evening = now + timedelta(hours=8)
    feast = now + timedelta(days=1)
    next_morning = now.replace(hour=4) + timedelta(days=2)
    assert mail_news(now=now) == mail_news(now=evening) == mail_news(now=feast) == 0
    assert mail_news(now=next_morning - timedelta(minutes=1)) == 0
    assert mail_news(now=next_morning) == 1


def test_everything_of_a_morning_is_one_mail(amina, conversation, now):
    notify(kind=Kind.ASSIGNED, to=[amina], about=conversation, now=now - timedelta(hours=5))
    replace_notifications(kind=Kind.DUE, counts={amina.pk: 4}, now=now - timedelta(hours=3))
    assert mail_news(now=now) == 1
    [told] = mails()
    assert "1 letter was given to you." in told.body
    assert "4 letters of yours are due today or late." in told.body


def test_who_wants_none_gets_none_and_who_has_read_it_needs_none(amina, staff, conversation, now):
    set_mail_wishes(user=amina, timings={Kind.MENTIONED: MailTiming.NEVER})
    set_mail_wishes(user=staff, timings={Kind.MENTIONED: MailTiming.AT_ONCE})
    notify(kind=Kind.MENTIONED, to=[amina, staff], about=conversation, now=now)
    Notification.objects.filter(user=staff).update(read_at=now)
    assert mail_news(now=now) == 0
    with pytest.raises(ValueError, match="hourly"):
        set_mail_wishes(user=amina, timings={Kind.DUE: "hourly"})


def test_who_has_left_hears_nothing(amina, conversation, now):
    notify(kind=Kind.MENTIONED, to=[amina], about=conversation, now=now)
    amina.is_active = False
    amina.save()
    assert mail_news(now=now) == 0


def test_the_same_of_the_same_thing_is_told_once_until_it_is_read(amina, conversation, now):
    for _ in range(2):
        notify(kind=Kind.MENTIONED, to=[amina], about=conversation, now=now)
    assert Notification.objects.count() == 1
    Notification.objects.update(read_at=now)
    notify(kind=Kind.MENTIONED, to=[amina], about=conversation, now=now)
    assert Notification.objects.filter(read_at__isnull=True).count() == 1


def test_nothing_to_tell_costs_next_to_nothing(office, now):
    with CaptureQueriesContext(connection) as context:
        mail_news(now=now)
    assert len(context) <= 6
