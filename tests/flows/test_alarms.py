"""What goes wrong by itself is told once, to those who can have it mended, and called off."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import connection

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import (
    Mailbox,
    OutgoingItem,
    OutgoingKind,
    OutgoingState,
    RawItem,
)
from baraza.base.office.models import Alarm, AlarmKind
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.flows import alarms
from tests.letters import letter
from tests.staff import member_of_staff

ADDRESS = "office@highlands.example"


@pytest.fixture
def administrator(office: Office) -> User:
    return member_of_staff(email="ada@highlands.example", name="Ada", roles=[Role.ADMINISTRATOR])


def make_mailbox(now: datetime, **fields: object) -> Mailbox:
    return Mailbox.objects.create(
        address=ADDRESS, imap_host="mail.example", username="o", attended_since=now, **fields
    )


def kinds() -> set[str]:
    return set(Alarm.objects.values_list("kind", flat=True))


def put_off(now: datetime, count: int, kind: str = OutgoingKind.PERSONAL) -> None:
    OutgoingItem.objects.bulk_create(
        OutgoingItem(
            kind=kind,
            channel="email",
            recipient=f"r{number}@post.example",
            from_address=ADDRESS,
            subject="s",
            text="t",
            message_id=f"{number}@highlands.example",
            made_at=now,
            due_at=now + timedelta(days=1),
            attempts=3,
            state=OutgoingState.WAITING,
        )
        for number in range(count)
    )


def test_a_morning_without_mail_is_told_once_a_day_and_called_off(
    administrator: User, staff: User, now: datetime
):
    mailbox = make_mailbox(now, checked_at=now)
    alarms.watch(now=now + timedelta(hours=1, minutes=59))
    assert (kinds(), mail.outbox) == (set(), [])

    late = now + timedelta(hours=2, minutes=5)
    alarms.watch(now=late)
    alarms.watch(now=late + timedelta(minutes=1))
    assert kinds() == {AlarmKind.NO_MAIL}
    assert {message.to[0] for message in mail.outbox} == {administrator.email, staff.email}
    [told] = [message for message in mail.outbox if message.to == [staff.email]]
    assert told.subject.replace("\xa0", " ") == f"Mail for {ADDRESS} has not come in for 2 hours."
    assert "Nothing is lost" in told.body
    assert "http://highlands.localhost:8000/desk/today/" in told.body

    mail.outbox.clear()
    alarms.watch(now=late + timedelta(hours=25))
    assert len(mail.outbox) == 2

    mail.outbox.clear()
    back = late + timedelta(hours=26)
    mailbox.checked_at = back
    mailbox.save()
    alarms.watch(now=back)
    assert kinds() == set()
    assert {message.subject for message in mail.outbox} >= {"All is well again"}
    alarms.watch(now=back + timedelta(minutes=1))
    assert len(mail.outbox) == 2


def test_a_mailbox_in_trouble_counts_from_when_it_began(staff: User, now: datetime):
    make_mailbox(now, checked_at=now + timedelta(hours=3), problem="no", problem_since=now)
    alarms.watch(now=now + timedelta(hours=3))
    assert Alarm.objects.get().since == now


def test_a_mailbox_that_fails_after_the_machine_was_away_counts_from_when_it_was_read(
    staff: User, now: datetime
):
    mailbox = make_mailbox(now, checked_at=now)
    back = now + timedelta(hours=3)
    alarms.watch(now=back)
    mailbox.problem, mailbox.problem_since = "no", back + timedelta(seconds=20)
    mailbox.save()
    alarms.watch(now=back + timedelta(minutes=1))
    assert Alarm.objects.get().since == now
    assert "All is well again" not in {message.subject for message in mail.outbox}


def test_a_mailbox_that_is_switched_off_is_no_alarm(staff: User, now: datetime):
    make_mailbox(now, is_active=False)
    alarms.watch(now=now + timedelta(days=1))
    assert kinds() == set()


def test_caseworkers_are_not_told(office: Office, now: datetime):
    member_of_staff(email="c@highlands.example", name="Cas", roles=[Role.CASEWORKER])
    make_mailbox(now)
    alarms.watch(now=now + timedelta(days=1))
    assert kinds() == {AlarmKind.NO_MAIL}
    assert mail.outbox == []


@pytest.mark.parametrize(("is_live", "found"), [(True, {AlarmKind.NOT_FILED}), (False, set())])
def test_letters_that_nobody_files_are_told_and_an_import_is_not(
    staff: User, now: datetime, is_live: bool, found: set[str]
):
    RawItem.objects.create(
        source="t", digest=b"d" * 32, content=letter(), arrived_at=now, is_live=is_live
    )
    assert alarms.trouble(now=now + timedelta(minutes=14)) == {}
    alarms.watch(now=now + timedelta(minutes=16))
    assert kinds() == found


def test_one_address_that_does_not_answer_is_no_alarm_three_are(staff: User, now: datetime):
    put_off(now, 2)
    later = now + timedelta(hours=1, minutes=1)
    assert alarms.trouble(now=later) == {}
    OutgoingItem.objects.all().delete()
    put_off(now, 3)
    assert alarms.trouble(now=later) == {(AlarmKind.NOT_LEAVING, ""): now}


def test_what_is_due_and_never_tried_is_an_alarm_but_not_letters_to_many(
    staff: User, now: datetime
):
    put_off(now, 1)
    OutgoingItem.objects.update(attempts=0, due_at=now)
    later = now + timedelta(minutes=16)
    assert alarms.trouble(now=later) == {(AlarmKind.NOT_LEAVING, ""): now}
    OutgoingItem.objects.update(kind=OutgoingKind.BULK)
    assert alarms.trouble(now=later) == {}


@pytest.fixture
def alone(two_offices: tuple[Office, Office]) -> Office:
    """The only office of the machine that is no demonstration."""
    Office.objects.exclude(pk=two_offices[0].pk).update(is_demo=True)
    return two_offices[0]


def test_a_full_disk_and_old_backups_are_told_where_an_office_is_alone(
    alone: Office,
    now: datetime,
    settings: LazySettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    settings.BACKUP_FOLDER = tmp_path
    backup = tmp_path / "nightly-2026-05-04"
    backup.mkdir()
    (backup / "manifest.json").write_text("{}")
    free = SimpleNamespace(free=2_000_000_000)
    monkeypatch.setattr(alarms.shutil, "disk_usage", lambda path: free)
    os.utime(backup, (now.timestamp(), now.timestamp()))
    with within(alone):
        assert alarms.trouble(now=now + timedelta(days=1)) == {}
        free.free = 900_000_000
        found = alarms.trouble(now=now + timedelta(days=3))
    assert {kind for kind, _ in found} == {AlarmKind.DISK, AlarmKind.BACKUP}


def test_troubles_of_a_machine_with_many_offices_are_not_theirs(
    office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(alarms.shutil, "disk_usage", lambda path: SimpleNamespace(free=1))
    assert alarms.trouble(now=now + timedelta(days=9)) == {}


def test_a_standstill_is_seen_by_the_page_itself(office: Office, now: datetime):
    assert alarms.standstill(now=now) is None
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [now])
    assert alarms.standstill(now=now + timedelta(minutes=4)) is None
    assert alarms.standstill(now=now + timedelta(minutes=6)) == now


def test_one_office_knows_nothing_of_anothers_trouble(
    two_offices: tuple[Office, Office], now: datetime
):
    first, second = two_offices
    with within(first):
        make_mailbox(now)
        alarms.watch(now=now + timedelta(days=1))
        assert kinds()
    with within(second):
        alarms.watch(now=now + timedelta(days=1))
        assert kinds() == set()
