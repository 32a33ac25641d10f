"""Running the mailroom, and what it is to bring."""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from baraza.base.channels.actions.mailboxes import (
    add_mailbox,
)
from baraza.base.channels.mailroom import run_mailroom
from baraza.base.channels.models import Mailbox, RawItem
from tests.base.channels.mail_servers import PASSWORD, Dovecot

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
        stop.set()
        thread.join(timeout=10)
        assert not thread.is_alive()
    assert caught == []
