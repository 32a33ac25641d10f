"""However many letters leave to many, an answer to a person leaves at once."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

import pytest

from benchmarks.peers.environment import REPOSITORY
from benchmarks.workspace import Workspace, new_office, workspace
from tests.mould import lay_mould
from tests.smtp import MailServer, mail_server

MANY = 600
ANSWERS = 4
MOST_SECONDS = 2.0
# Answers while nothing else is to be sent, and then the same beside letters to many.
WRITES = f"""
import json, time, django
django.setup()
from django.utils import timezone
from baraza.base.channels.actions.outbox import (
    Outgoing, Recipient, put_in_outbox, put_many_in_outbox,
)
from baraza.base.channels.models import OutgoingItem, OutgoingKind
from baraza.base.office.actions import update_profile
from baraza.base.office_register.queries import office_by_slug, within

def answers(name):
    for number in range({ANSWERS}):
        put_at[f"{{name}}{{number}}@post.example"] = time.time()
        put_in_outbox(letters=[Outgoing(
            kind=OutgoingKind.PERSONAL, recipient=f"{{name}}{{number}}@post.example",
            subject="S", text="T",
        )], now=timezone.now())
        time.sleep(0.5)

put_at = {{}}
with within(office_by_slug(slug="paced")):
    update_profile(email="mp@solberg-office.example", member_name="Neema Solberg")
    answers("quiet")
    put_many_in_outbox(
        subject="News", text="The road is open.", now=timezone.now(),
        recipients=[Recipient(f"reader{{number}}@slow.example") for number in range({MANY})],
    )
    while not OutgoingItem.objects.filter(kind=OutgoingKind.BULK, state="sent").exists():
        time.sleep(0.05)
    answers("busy")
    print(json.dumps(put_at))
"""


@dataclass
class Slow(MailServer):
    """Thinks about each letter to many, and knows when it took each letter."""

    taken_at: dict[str, float] = field(default_factory=dict)

    async def handle_DATA(self, server, session, envelope):
        [recipient] = envelope.rcpt_tos
        if recipient.endswith("@slow.example"):
            await asyncio.sleep(0.3)
        self.taken_at[recipient] = time.time()
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def space() -> Iterator[Workspace]:
    with workspace(count=1, rounds=1, growth=1) as space:
        lay_mould(space.home)
        new_office(space, "paced")
        yield space


@contextlib.contextmanager
def worker(queue: str, environment: dict[str, str]) -> Iterator[None]:
    """The process that `baraza run` has for this queue."""
    process = subprocess.Popen(
        [sys.executable, "-m", "baraza.config.cli", "worker", queue],
        cwd=REPOSITORY,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_letters_to_many_delay_an_answer_by_less_than_two_seconds(space: Workspace):
    with mail_server(kind=Slow) as server:
        assert isinstance(server, Slow)
        environment = space.environment(
            DJANGO_SETTINGS_MODULE="baraza.config.settings",
            BARAZA_SMTP_URL=server.url + "?limits=off",
        )
        with worker("outbox", environment), worker("bulk", environment):
            done = subprocess.run(
                [sys.executable, "-c", WRITES],
                cwd=REPOSITORY,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            assert done.returncode == 0, done.stderr
            put_at = json.loads(done.stdout)
            deadline = time.monotonic() + 60
            while not put_at.keys() <= server.taken_at.keys():
                assert time.monotonic() < deadline, "an answer did not leave within a minute"
                time.sleep(0.05)
            readers = sum(name.startswith("reader") for name in server.taken_at)
    assert 0 < readers < MANY, "letters to many must be leaving all the while"
    late = {name: server.taken_at[name] - at for name, at in put_at.items()}
    # The first of all waits for the worker to start; a machine may think of something else once.
    quiet = median(seconds for name, seconds in late.items() if name.startswith("quiet"))
    busy = median(seconds for name, seconds in late.items() if name.startswith("busy"))
    assert busy - quiet < MOST_SECONDS, late
