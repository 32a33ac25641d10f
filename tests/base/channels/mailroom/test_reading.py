"""One folder after another, from a real Dovecot into a real database."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.channels.actions.mailboxes import (
    change_mailbox,
)
from baraza.base.channels.email.imap import FolderView
from baraza.base.channels.mailroom import reading
from baraza.base.channels.models import FolderPosition, Mailbox, RawItem, RawState
from tests.base.channels.mail_servers import Dovecot
from tests.base.channels.mailroom.room import SINCE, add, letter, running, subjects, wait_until

pytestmark = pytest.mark.server


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
    assert asked[:3] == [2, 2, 2]
    shown = RawItem.objects.get(state=RawState.QUARANTINE)
    assert "asked three times" in shown.reason
