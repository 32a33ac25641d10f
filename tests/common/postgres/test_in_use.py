"""Who leaves the server while others use it leaves it to them. The processes are real."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

import pytest

from baraza.common.postgres import cluster_in_use, is_running, start_cluster, stop_cluster
from tests.common.postgres.asking import ask, run

# Uses the server from the line it says until the line it is told.
USER = """
import sys
from pathlib import Path
import psycopg
from baraza.common.postgres import cluster_in_use
with cluster_in_use(home=Path(sys.argv[1])) as cluster:
    print(cluster.pid, flush=True)
    input()
    with psycopg.connect(cluster.application_url) as connection:
        print(connection.execute("SELECT 'still there'").fetchone()[0], flush=True)
"""
# The same in a copy of itself, whose own parent is killed.
USER_WITH_COPY = """
import os, signal, sys
from pathlib import Path
from baraza.common.postgres import cluster_in_use
with cluster_in_use(home=Path(sys.argv[1])) as cluster:
    if copy := os.fork():
        print(copy, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()
"""
# Comes and goes, and asks in between.
VISITOR = """
import sys
from pathlib import Path
import psycopg
from baraza.common.postgres import cluster_in_use
for _ in range(4):
    with cluster_in_use(home=Path(sys.argv[1])) as cluster:
        with psycopg.connect(cluster.owner_url) as connection:
            connection.execute("INSERT INTO visits DEFAULT VALUES")
"""


class User:
    """A process that uses the server of a home."""

    def __init__(self, home: Path, program: str = USER) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = int(self.line())

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> str:
        said, _ = self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0
        return said.strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def joins(stopped: Path) -> Iterator[Callable[[], User]]:
    """Begins a process that uses the server."""
    begun: list[User] = []

    def join() -> User:
        begun.append(User(stopped))
        return begun[-1]

    yield join
    for user in begun:
        user.kill()


def test_whoever_started_it_leaves_it_to_those_who_came_since(
    stopped: Path, joins: Callable[[], User]
) -> None:
    first, second = joins(), joins()
    assert first.pid == second.pid
    assert first.leave() == "still there"
    assert is_running(home=stopped)
    assert second.leave() == "still there"
    assert not is_running(home=stopped)


def test_who_is_killed_uses_it_no_longer(stopped: Path, joins: Callable[[], User]) -> None:
    first, second = joins(), joins()
    first.kill()
    assert is_running(home=stopped)
    second.leave()
    assert not is_running(home=stopped)


def test_what_a_killed_process_copied_itself_into_still_uses_it(
    stopped: Path, joins: Callable[[], User]
) -> None:
    copy = User(stopped, USER_WITH_COPY)
    visitor = joins()
    copy.process.wait()
    visitor.leave()
    assert is_running(home=stopped)
    os.kill(copy.pid, 9)
    joins().leave()
    assert not is_running(home=stopped)


def test_one_process_may_use_it_twice(stopped: Path) -> None:
    with cluster_in_use(home=stopped) as outer:
        with cluster_in_use(home=stopped) as inner:
            assert inner == outer
        assert ask(outer.owner_url, "SELECT 1") == 1
    assert not is_running(home=stopped)


def test_who_started_it_to_stay_keeps_it_until_it_is_stopped(
    stopped: Path, joins: Callable[[], User]
) -> None:
    start_cluster(home=stopped, fsync=False)
    start_cluster(home=stopped, fsync=False)
    joins().leave()
    assert is_running(home=stopped)
    user = joins()
    stop_cluster(home=stopped)
    assert not is_running(home=stopped)
    user.kill()
    # And holds nothing any more.
    joins().leave()
    assert not is_running(home=stopped)


def test_whoever_is_about_to_end_is_waited_for(stopped: Path, joins: Callable[[], User]) -> None:
    with cluster_in_use(home=stopped, wait_seconds=30):
        Timer(0.5, joins().process.kill).start()
    assert not is_running(home=stopped)


def test_many_come_and_go_at_once(stopped: Path) -> None:
    with cluster_in_use(home=stopped) as cluster:
        run(cluster.owner_url, "CREATE TABLE visits (at timestamptz DEFAULT now())")
    visitors = [
        subprocess.Popen([sys.executable, "-c", VISITOR, stopped], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for visitor in visitors:
        _, problem = visitor.communicate(timeout=120)
        assert visitor.returncode == 0, problem.decode()
    assert not is_running(home=stopped)
    with cluster_in_use(home=stopped) as cluster:
        assert ask(cluster.owner_url, "SELECT count(*) FROM visits") == 12
