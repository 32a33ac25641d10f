"""The mailroom with a real Dovecot, a real database and lines that break."""

import contextlib
import os
import re
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.channels import mailroom
from baraza.base.channels.actions.mailboxes import (
    add_mailbox,
    change_mailbox,
    deactivate_mailbox,
)
from baraza.base.channels.email.imap import FolderView
from baraza.base.channels.email.listener import CannotListen
from baraza.base.channels.mailroom import front_door, reading, run_mailroom, watching
from baraza.base.channels.models import FolderPosition, Mailbox, RawItem, RawState
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.base.channels.mail_servers import PASSWORD, Dovecot, Line, free_port

pytestmark = pytest.mark.server

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def letter(name: str, *, size: int = 0) -> bytes:
    lines = b"All quiet in the valley today.\r\n" * (size // 32)
    return f"From: amara@example.org\r\nSubject: {name}\r\n\r\n{name}\r\n".encode() + lines


def add(dovecot: Dovecot, user: str, **changed: object) -> Mailbox:
    given = {
        "address": f"{user}@highlands.example",
        "imap_host": "127.0.0.1",
        "imap_port": dovecot.port,
        "imap_security": "none",
        "username": user,
        "secret": {"password": PASSWORD},
        "attended_since": SINCE,
    }
    return add_mailbox(**(given | changed), now=datetime.now(UTC))


def subjects() -> list[str]:
    found = [re.search(rb"Subject: (\S+)", bytes(row.content)) for row in RawItem.objects.all()]
    return sorted(match[1].decode() for match in found if match)


def wait_until(is_so: Callable[[], object], *, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            pytest.fail("it did not come to pass")
        time.sleep(0.1)


@contextlib.contextmanager
def running(**doors: str) -> Iterator[None]:
    """The mailroom in a thread, proven to end within three seconds."""
    stop = threading.Event()
    caught: list[BaseException] = []

    def run() -> None:
        try:
            run_mailroom(stop=stop, **doors)
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        started = time.monotonic()
        stop.set()
        thread.join(timeout=10)
        assert time.monotonic() - started < 3
    assert caught == []


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailroom that looks for changed mailboxes more often than in life."""
    monkeypatch.setattr(mailroom, "LOOK_SECONDS", 0.3)


@pytest.mark.usefixtures("shared_office")
def test_letters_and_answers_written_elsewhere_come_in_with_their_moment(
    dovecot: Dovecot, user: str
) -> None:
    old, new = SINCE - timedelta(days=40), SINCE + timedelta(days=40)
    dovecot.deliver(user, letter("history"), at=old)
    dovecot.deliver(user, letter("living"), at=new)
    dovecot.deliver(user, letter("answer"), folder="Sent", at=new)
    mailbox = add(dovecot, user)
    with running():
        wait_until(lambda: RawItem.objects.count() == 3)
        wait_until(lambda: Mailbox.objects.get().checked_at)
    rows = {bytes(row.content): row for row in RawItem.objects.all()}
    assert set(rows) == {letter("history"), letter("living"), letter("answer")}
    history, living = rows[letter("history")], rows[letter("living")]
    answer = rows[letter("answer")]
    assert [row.is_live for row in (history, living, answer)] == [False, True, False]
    assert [row.is_outgoing for row in (history, living, answer)] == [False, False, True]
    assert [row.arrived_at for row in (history, living, answer)] == [old, new, new]
    assert {row.source for row in rows.values()} == {f"mailbox:{mailbox.pk}"}
    assert re.fullmatch(r"INBOX@\w{8}:\d+:1", history.external_id or "")
    assert re.fullmatch(r"Sent@\w{8}:\d+:1", answer.external_id or "")
    assert {row.state for row in rows.values()} == {RawState.WAITING}
    assert ProcrastinateJob.objects.filter(task_name="conversations.receive").exists()


@pytest.mark.usefixtures("shared_office")
def test_a_letter_is_brought_over_when_it_arrives_and_only_once(
    dovecot: Dovecot, user: str
) -> None:
    add(dovecot, user)
    with running():
        wait_until(lambda: Mailbox.objects.get().checked_at)
        # Past the short wait after signing in: only the server's word can wake us now.
        time.sleep(watching.SHORT_SECONDS + 2)
        started = time.monotonic()
        dovecot.deliver(user, letter("one"))
        wait_until(lambda: subjects() == ["one"], seconds=10)
        assert time.monotonic() - started < 5
        dovecot.deliver(user, letter("two"))
        wait_until(lambda: subjects() == ["one", "two"], seconds=10)
    with running():
        dovecot.deliver(user, letter("three"))
        wait_until(lambda: subjects() == ["one", "three", "two"])


@pytest.mark.usefixtures("shared_office")
def test_without_the_servers_word_it_is_asked(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching.Session, "can_idle", False)
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.5)
    add(dovecot, user)
    with running():
        wait_until(lambda: Mailbox.objects.get().checked_at)
        dovecot.deliver(user, letter("one"))
        wait_until(lambda: subjects() == ["one"])


@pytest.mark.usefixtures("shared_office")
def test_a_line_cut_again_and_again_loses_and_doubles_nothing(dovecot: Dovecot, user: str) -> None:
    names = [f"n{number:03}" for number in range(120)]
    dovecot.deliver(user, *[letter(name, size=3_000) for name in names])
    line = Line(dovecot.port, 0, 300, 20_000, 100_000, 90_000, 150_000, 91_000)
    mailbox = add(dovecot, user, imap_port=line.port)
    with running():
        wait_until(lambda: RawItem.objects.count() == 120, seconds=40)
        wait_until(lambda: not Mailbox.objects.get().problem)
    assert line.connections >= 8
    assert subjects() == names
    assert len({bytes(row.content) for row in RawItem.objects.all()}) == 120
    assert FolderPosition.objects.get(mailbox=mailbox).last_uid == 120
    line.close()


MAILROOM = """
import threading, django
django.setup()
from baraza.base.channels.mailroom import reading, run_mailroom
reading.STEP_LETTERS = 8
run_mailroom(stop=threading.Event())
"""


@pytest.mark.usefixtures("shared_office")
def test_killed_again_and_again_it_loses_and_doubles_nothing(dovecot: Dovecot, user: str) -> None:
    names = [f"n{number:03}" for number in range(80)]
    dovecot.deliver(user, *[letter(name) for name in names])
    add(dovecot, user)
    database = connection.settings_dict
    login = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    place = f"host={quote(database['HOST'], safe='')}&port={database['PORT']}"
    surroundings = os.environ | {
        "DATABASE_URL": f"postgresql://{login}@/{database['NAME']}?{place}",
        "DJANGO_SETTINGS_MODULE": "baraza.config.settings",
    }
    kills = 0
    while RawItem.objects.count() < 80:
        seen = RawItem.objects.count()
        process = subprocess.Popen([sys.executable, "-c", MAILROOM], env=surroundings)
        wait_until(lambda seen=seen: RawItem.objects.count() > seen, seconds=40)
        process.kill()
        process.wait()
        kills += 1
    assert kills >= 2
    assert subjects() == names


@pytest.mark.usefixtures("shared_office")
def test_each_step_is_kept_with_its_position_or_not_at_all(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "STEP_LETTERS", 10)
    dovecot.deliver(user, *[letter(f"n{number}") for number in range(25)])
    add(dovecot, user)
    with connection.cursor() as cursor:  # the second step cannot be written down
        cursor.execute(
            "ALTER TABLE channels_folderposition ADD CONSTRAINT full_disk CHECK (last_uid < 20)"
        )
    try:
        with running():
            wait_until(lambda: "Something in Baraza failed" in Mailbox.objects.get().problem)
            assert RawItem.objects.count() == FolderPosition.objects.get().last_uid == 10
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE channels_folderposition DROP CONSTRAINT full_disk")
            wait_until(lambda: RawItem.objects.count() == 25, seconds=30)
            wait_until(lambda: not Mailbox.objects.get().problem)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE channels_folderposition DROP CONSTRAINT IF EXISTS full_disk"
            )


@pytest.mark.usefixtures("shared_office")
def test_a_server_that_numbers_its_letters_anew_is_read_anew(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, letter("one"), letter("two"))
    add(dovecot, user)
    with running():
        wait_until(lambda: subjects() == ["one", "two"])
    FolderPosition.objects.update(uid_validity=77, last_uid=900)
    dovecot.deliver(user, letter("three"))
    with running():
        wait_until(lambda: subjects() == ["one", "three", "two"])
    position = FolderPosition.objects.get()
    assert position.uid_validity != 77
    assert position.last_uid == 3


@pytest.mark.usefixtures("shared_office")
def test_a_letter_too_large_to_take_is_shown_and_the_rest_goes_on(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LETTER_LIMIT", 50_000)
    monkeypatch.setattr(reading, "STEP_BYTES", 20_000)
    dovecot.deliver(user, letter("small"), letter("huge", size=90_000), letter("last"))
    add(dovecot, user)
    with running():
        wait_until(lambda: subjects() == ["huge", "last", "small"])
    shown = RawItem.objects.get(state=RawState.QUARANTINE)
    content = bytes(shown.content)
    assert "left in the mailbox" in shown.reason
    assert b"amara@example.org" in content
    assert b"still in the mailbox" in content
    assert b"valley" not in content
    assert RawItem.objects.filter(state=RawState.WAITING).count() == 2


@pytest.mark.usefixtures("shared_office")
def test_a_wrong_password_is_said_in_words_and_a_new_one_tried_at_once(
    dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, letter("one"))
    mailbox = add(dovecot, user, secret={"password": "wrong"})
    with running():
        wait_until(lambda: Mailbox.objects.get().problem)
        told = Mailbox.objects.get()
        assert "refused the user name or password" in told.problem
        assert "is kept" in told.problem
        assert told.problem_since is not None
        wait_until(lambda: RawItem.objects.count() == 0)
        change_mailbox(mailbox=mailbox, secret={"password": PASSWORD})
        wait_until(lambda: subjects() == ["one"])
        wait_until(lambda: Mailbox.objects.get().checked_at)
    mended = Mailbox.objects.get()
    assert (mended.problem, mended.problem_since) == ("", None)


@pytest.mark.usefixtures("shared_office")
def test_a_long_trouble_keeps_its_beginning(closed_port: int, dovecot: Dovecot, user: str) -> None:
    add(dovecot, user, imap_port=closed_port)
    with running():
        wait_until(lambda: Mailbox.objects.get().problem)
        since = Mailbox.objects.get().problem_since
        time.sleep(2.5)
    assert Mailbox.objects.get().problem_since == since


@pytest.mark.usefixtures("shared_office")
def test_a_missing_folder_of_sent_mail_does_not_keep_letters_out(
    dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, letter("one"))
    add(dovecot, user, sent_folder="Answers")
    with running():
        wait_until(lambda: subjects() == ["one"])
        wait_until(lambda: Mailbox.objects.get().problem)
    told = Mailbox.objects.get()
    assert "Answers" in told.problem
    assert told.checked_at is not None


@pytest.mark.usefixtures("shared_office")
def test_another_account_is_read_from_its_beginning_whatever_its_numbers(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    truly = reading.Session.open

    def always_one(self: reading.Session, folder: str) -> FolderView:
        return FolderView(uid_validity=1, next_uid=truly(self, folder).next_uid)

    monkeypatch.setattr(reading.Session, "open", always_one)
    dovecot.deliver(user, letter("first"), letter("second"))
    dovecot.deliver(f"{user}-other", letter("third"))
    mailbox = add(dovecot, user)
    with running():
        wait_until(lambda: subjects() == ["first", "second"])
        change_mailbox(mailbox=mailbox, username=f"{user}-other")
        wait_until(lambda: subjects() == ["first", "second", "third"])


@pytest.mark.usefixtures("shared_office")
def test_mailboxes_are_taken_up_changed_and_stopped_while_it_runs(
    dovecot: Dovecot, user: str
) -> None:
    second = f"{user}-second"
    dovecot.deliver(user, letter("first"))
    dovecot.deliver(second, letter("second"))
    with running():
        mailbox = add(dovecot, user)
        wait_until(lambda: subjects() == ["first"])
        change_mailbox(mailbox=mailbox, username=second)
        wait_until(lambda: subjects() == ["first", "second"])
        deactivate_mailbox(mailbox=mailbox)
        wait_until(lambda: not _threads(f"mailbox {mailbox.pk}"))
        dovecot.deliver(second, letter("third"))
        time.sleep(1)
    assert subjects() == ["first", "second"]


def _threads(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if name in thread.name]


def test_each_offices_letters_reach_that_office_alone(
    shared_offices: tuple[Office, Office], dovecot: Dovecot, user: str
) -> None:
    for office in shared_offices:
        dovecot.deliver(f"{user}-{office.slug}", letter(office.slug))
        with within(office):
            add(dovecot, f"{user}-{office.slug}")

    def seen(office: Office) -> list[str]:
        with within(office):
            return subjects()

    with running():
        wait_until(lambda: all(seen(office) == [office.slug] for office in shared_offices))
    assert [seen(office) for office in shared_offices] == [["highlands"], ["lakeside"]]


@pytest.mark.usefixtures("shared_office")
def test_one_broken_mailbox_does_not_hold_up_another(
    closed_port: int, dovecot: Dovecot, user: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        add(dovecot, f"{user}-a", imap_port=closed_port)
        add(dovecot, f"{user}-b", imap_port=silent.getsockname()[1])
        dovecot.deliver(user, letter("one"))
        add(dovecot, user)
        with running():
            wait_until(lambda: subjects() == ["one"])


@pytest.mark.usefixtures("shared_office")
def test_a_letter_the_server_will_not_hand_over_is_asked_for_thrice_and_then_shown(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    truly = reading.Session.letters

    def stubborn(self: reading.Session, uids: list[int]) -> list[object]:
        if 2 in uids:
            asked.extend([2] if len(uids) == 1 else [])
            raise reading.Refused("{said}", said="NO cannot be converted")
        return truly(self, uids)

    # As Exchange does with a letter it cannot put together.
    monkeypatch.setattr(reading.Session, "letters", stubborn)
    dovecot.deliver(user, letter("one"), letter("broken"), letter("three"))
    add(dovecot, user)
    with running():
        wait_until(lambda: subjects() == ["broken", "one", "three"], seconds=30)
    assert asked == [2, 2, 2]
    shown = RawItem.objects.get(state=RawState.QUARANTINE)
    assert "asked three times" in shown.reason


def send(port: int, *recipients: str, content: bytes) -> dict[str, tuple[int, bytes]]:
    with smtplib.LMTP("127.0.0.1", port) as client:
        return client.sendmail("tomas@example.org", list(recipients), content)


def test_the_front_door_gives_each_office_its_own_letters(
    shared_offices: tuple[Office, Office],
) -> None:
    port = free_port()
    with running(lmtp=f"127.0.0.1:{port}"):
        wait_until(lambda: _is_open(port))
        send(port, "Office+c7.abc@highlands.example", content=letter("one"))
        send(port, "office@lakeside.example", content=letter("two"))
        send(port, "office@lakeside.example", content=letter("two"))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(port, "office@elsewhere.example", content=letter("three"))
        assert refused.value.recipients["office@elsewhere.example"][0] == 550
    for office, expected in zip(shared_offices, ["one", "two"], strict=True):
        with within(office):
            (row,) = RawItem.objects.all()
            assert bytes(row.content) == (
                b"Return-Path: <tomas@example.org>\r\n" + letter(expected)
            )
            assert (row.source, row.is_live, row.is_outgoing) == ("lmtp", True, False)


def test_an_address_that_two_offices_claim_is_given_to_neither(
    shared_offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_door, "FRESH_SECONDS", 0)
    first, second = shared_offices
    port = free_port()
    with within(second):
        update_profile(other_addresses=["office@highlands.example"])
    try:
        with running(lmtp=f"127.0.0.1:{port}"):
            wait_until(lambda: _is_open(port))
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                send(port, "office@highlands.example", content=letter("secret"))
            assert refused.value.recipients["office@highlands.example"][0] == 451
            with within(second):
                update_profile(other_addresses=[])
            send(port, "office@highlands.example", content=letter("secret"))
    finally:
        with within(second):
            update_profile(other_addresses=[])
    with within(second):
        assert RawItem.objects.count() == 0
    with within(first):
        assert subjects() == ["secret"]


def test_a_letter_that_cannot_be_written_down_is_not_accepted(shared_office: Office) -> None:
    port = free_port()
    with running(lmtp=f"127.0.0.1:{port}"):
        wait_until(lambda: _is_open(port))
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE channels_rawitem RENAME TO channels_rawitem_away")
        try:
            with pytest.raises(smtplib.SMTPDataError) as refused:
                send(port, "office@highlands.example", content=letter("one"))
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE channels_rawitem_away RENAME TO channels_rawitem")
        assert refused.value.smtp_code == 451
        assert RawItem.objects.count() == 0
        send(port, "office@highlands.example", content=letter("one"))
    assert subjects() == ["one"]


def test_a_door_that_cannot_be_opened_is_said_before_anything_starts(
    shared_office: Office,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=str(port)):
            run_mailroom(stop=threading.Event(), lmtp=f"127.0.0.1:{port}")


@pytest.mark.usefixtures("shared_office")
def test_quiet_mailboxes_hold_no_connection_to_the_database(dovecot: Dovecot, user: str) -> None:
    for number in range(5):
        add(dovecot, f"{user}-{number}")

    def connections() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend'"
            )
            return cursor.fetchone()[0]

    before = connections()
    with running():
        wait_until(lambda: Mailbox.objects.filter(checked_at__isnull=False).count() == 5)
        wait_until(lambda: connections() == before)


def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
