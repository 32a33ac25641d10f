"""The page of the week by mail: at its hour, once, and with nobody's name in it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext

from baraza.base.accounts.models import Role, User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel, OutgoingItem
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.insight.actions.weekly import (
    mail_weekly_to,
    send_due_weeklies,
    send_weekly,
    stop_weekly,
)
from baraza.insight.models import WeeklyReader
from tests.people import somebody
from tests.staff import member_of_staff

SUNDAY = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
SITE = "https://highlands.example/"


@pytest.fixture
def reader(staff: User) -> User:
    update_profile(timezone="Africa/Nairobi")
    mail_weekly_to(user=staff, weekday=0, hour=7, site=SITE, now=SUNDAY)
    return staff


@pytest.mark.usefixtures("reader")
def test_it_leaves_once_at_the_office_s_own_hour(now: datetime) -> None:
    monday = datetime(2026, 5, 4, 3, 59, tzinfo=UTC)  # a minute to seven in Nairobi
    assert send_due_weeklies(now=monday) == 0
    assert send_due_weeklies(now=monday + timedelta(minutes=1)) == 1
    assert send_due_weeklies(now=monday + timedelta(minutes=2)) == 0
    assert send_due_weeklies(now=monday + timedelta(days=7, minutes=2)) == 1
    assert OutgoingItem.objects.count() == 2


@pytest.mark.usefixtures("reader")
def test_a_machine_that_was_off_at_the_hour_sends_it_later() -> None:
    assert send_due_weeklies(now=datetime(2026, 5, 6, 20, 0, tzinfo=UTC)) == 1


@pytest.mark.usefixtures("office")
def test_a_time_already_past_counts_from_the_next_week(staff: User, now: datetime) -> None:
    mail_weekly_to(user=staff, weekday=0, hour=7, site=SITE, now=now)
    assert send_due_weeklies(now=now + timedelta(hours=1)) == 0
    assert send_due_weeklies(now=now + timedelta(days=7)) == 1


def test_whoever_stopped_or_may_not_see_figures_gets_none(reader: User, now: datetime) -> None:
    helper = member_of_staff(
        email="noor@highlands.example", name="Noor Aziz", roles=[Role.VOLUNTEER]
    )
    mail_weekly_to(user=helper, weekday=0, hour=7, site=SITE, now=SUNDAY)
    stop_weekly(user=reader)
    assert send_due_weeklies(now=now) == 0
    assert not OutgoingItem.objects.exists()


def test_figures_in_the_reader_s_language_and_no_names(reader: User, now: datetime) -> None:
    User.objects.filter(pk=reader.pk).update(language="fr")
    reader.refresh_from_db()
    amani = somebody("Amani Njeri")
    topic = Topic.objects.create(name="Water")
    record_inputs(
        said=[
            Said(
                received_at=now - timedelta(days=3),
                channel=Channel.PHONE,
                text="My secret trouble",
                person_id=amani.pk,
                topic_id=topic.pk,
            )
        ]
        * 12
    )
    send_weekly(user=reader, site=SITE, now=now)
    item = OutgoingItem.objects.get()
    assert item.recipient == reader.email
    assert "12" in item.text
    assert "Water" in item.text
    assert f"- {_in_french('Telephone')}: 12" in item.text
    assert "https://highlands.example/desk/insight/week/" in item.text
    assert item.files.get().content[:5] == b"%PDF-"
    assert not any(words in item.text for words in ("Amani", "Njeri", "secret"))


def _in_french(words: str) -> str:
    with translation.override("fr"):
        said = gettext(words)
    assert said != words
    return said


def test_one_office_s_readers_are_not_another_s(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    with within(two_offices[1]):
        other = member_of_staff(email="amina@lakeside.example", name="Amina Diallo")
        mail_weekly_to(user=other, weekday=0, hour=7, site=SITE, now=SUNDAY)
    with within(two_offices[0]):
        assert not WeeklyReader.objects.exists()
        assert send_due_weeklies(now=now) == 0
