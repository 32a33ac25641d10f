"""The whole mailroom, started, changed, killed and stopped."""

import os
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest
from django.db import connection

from baraza.base.channels.actions.mailboxes import (
    change_mailbox,
    deactivate_mailbox,
)
from baraza.base.channels.email.listener import CannotListen
from baraza.base.channels.mailroom import run_mailroom
from baraza.base.channels.models import Mailbox, RawItem
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.base.channels.mail_servers import Dovecot
from tests.base.channels.mailroom.room import add, letter, running, subjects, wait_until

pytestmark = pytest.mark.server


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
