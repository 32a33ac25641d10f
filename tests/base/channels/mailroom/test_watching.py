"""What a mailbox's thread does when letters come, lines break and passwords change."""

import time

import pytest

from baraza.base.channels.actions.mailboxes import (
    change_mailbox,
)
from baraza.base.channels.mailroom import watching
from baraza.base.channels.models import FolderPosition, Mailbox, RawItem
from tests.base.channels.mail_servers import PASSWORD, Dovecot, Line
from tests.base.channels.mailroom.room import add, letter, running, subjects, wait_until

pytestmark = pytest.mark.server


@pytest.mark.usefixtures("shared_office")
def test_a_letter_is_brought_over_when_it_arrives_and_only_once(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SHORT_SECONDS", 1)
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
