"""A few of the faults of `benchmarks/faults.py`, each at another place; all of them run there."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from baraza.common.jobs import MOST_STARTS
from benchmarks.fault_scene import Scene, scene_of
from benchmarks.faults import FAULTS
from benchmarks.faults_around import NotHereError
from benchmarks.peers.environment import REPOSITORY
from benchmarks.workspace import workspace
from tests.mould import lay_mould

# A worker that one letter's signature ends, each time it looks at it.
DYING_WORKER = """
import os, signal, django
django.setup()
from procrastinate.contrib.django import app
from baraza.dialogue.conversations.actions import verifying
verifying.dkim_verdict = lambda *raw, **more: os.kill(os.getpid(), signal.SIGKILL)
app.configure_task("jobs.retry_stalled").defer(timestamp=0)
with app.replace_connector(app.connector.get_worker_connector()) as connected:
    connected.run_worker(queues=["work", "outbox"], wait=False, concurrency=1)
"""

# A sender that one letter ends, each time it is written out; argument: minutes from now.
DYING_SENDER = """
import os, signal, sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.actions.writing_out import Desk
from baraza.base.office_register.queries import office_by_slug, within
written = Desk.written
def dying(desk, item, *, date):
    if item.recipient == "personal1@post.example":
        os.kill(os.getpid(), signal.SIGKILL)
    return written(desk, item, date=date)
Desk.written = dying
with within(office_by_slug(slug="faults")):
    send_due(now=timezone.now() + timedelta(minutes=int(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with workspace(count=1, rounds=1, growth=1) as space:
        lay_mould(space.home)
        with scene_of(space) as scene:
            yield scene


@pytest.mark.parametrize(
    "fault",
    ["read-stored", "deadly", "sent-handed-over", "database-reading", "smtp-dropped", "page-after"],
)
def test_nothing_is_lost_and_nothing_doubled(scene: Scene, fault: str):
    scene.clear()
    outcome = FAULTS[fault](scene)
    assert (outcome.lost, outcome.doubled) == (0, 0)


def test_a_full_disk_loses_nothing_that_was_taken(scene: Scene):
    try:
        outcome = FAULTS["disk-full"](scene)
    except NotHereError as reason:
        pytest.skip(str(reason))
    assert (outcome.lost, outcome.doubled) == (0, 0)


def test_a_letter_that_ends_its_reader_three_times_is_put_aside_with_a_reason(scene: Scene):
    scene.clear()
    FAULTS["deadly"](scene)
    rows = scene.ask(
        "SELECT attempts, reason <> '' FROM channels_rawitem WHERE state = 'quarantine'"
    )
    assert rows == [(4, True)]


def test_what_left_unknown_to_us_is_shown_and_a_persons_letter_leaves_again(scene: Scene):
    scene.clear()
    outcome = FAULTS["sent-handed-over"](scene)
    assert outcome.uncertain > 0
    assert 1 <= outcome.again <= 4


def test_a_letter_that_ends_its_sender_three_times_has_failed_and_the_others_left(scene: Scene):
    scene.clear()
    scene.act("put")
    ends = []
    while 0 not in ends:
        done = subprocess.run(
            # A claim lasts five minutes.
            [sys.executable, "-c", DYING_SENDER, str(6 * len(ends))],
            cwd=REPOSITORY,
            env=scene.space.environment(
                DJANGO_SETTINGS_MODULE="baraza.config.settings",
                BARAZA_SMTP_URL=f"smtp://127.0.0.1:{scene.inbox.port}",
            ),
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        ends.append(done.returncode)
        assert done.returncode in (-9, 0), done.stderr
        assert len(ends) < 6, "it would be tried for ever"
    assert ends == [-9, -9, -9, 0]
    outcome = scene.sent("", 0.0)
    assert (outcome.lost, outcome.doubled, outcome.uncertain) == (0, 0, 4)
    assert scene.ask(
        "SELECT recipient, attempts, problem <> '' FROM channels_outgoingitem"
        " WHERE state = 'failed'"
    ) == [("personal1@post.example", 3, True)]
    assert scene.ask(
        "SELECT kind, count(*) FROM channels_outgoingitem WHERE state = 'sent'"
        " GROUP BY 1 ORDER BY 1"
    ) == [("bulk", 4), ("personal", 3)]


def test_a_letter_that_ends_the_worker_that_verifies_it_is_given_up(scene: Scene):
    scene.clear()
    scene.act("bring", "receive")
    scene.ask(
        "DELETE FROM procrastinate_jobs WHERE id <> (SELECT max(id) FROM procrastinate_jobs"
        " WHERE task_name = 'conversations.verify_sender') RETURNING id"
    )
    scene.ask("UPDATE procrastinate_jobs SET attempts = 8 RETURNING id")
    ends = []
    while 0 not in ends:
        done = subprocess.run(
            [sys.executable, "-c", DYING_WORKER],
            cwd=REPOSITORY,
            env=scene.space.environment(DJANGO_SETTINGS_MODULE="baraza.config.settings"),
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        ends.append(done.returncode)
        assert done.returncode in (-9, 0), done.stderr
        assert len(ends) < MOST_STARTS, "it would be tried for ever"
        # As if it had been a while: only then is a worker known to be gone.
        scene.ask("UPDATE procrastinate_workers SET last_heartbeat = '2026-01-01' RETURNING id")
    assert ends == [-9] * (MOST_STARTS - 8) + [0]
    assert scene.ask(
        "SELECT status::text FROM procrastinate_jobs"
        " WHERE task_name = 'conversations.verify_sender'"
    ) == [("failed",)]
