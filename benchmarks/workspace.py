"""A temporary installation for the benchmarks: its own state folder, server and generated mail."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from baraza.common.postgres import start_cluster, stop_cluster
from benchmarks.generator import write_corpus
from benchmarks.peers.environment import REPOSITORY, end_of

ELSEWHERE = ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE")


class OursFailedError(Exception):
    """Our own program did not do its work; the message says what went wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What a benchmark is given. `dsn` is the owner's address of the one PostgreSQL all share."""

    home: Path
    mail: Path
    dsn: str
    count: int
    rounds: int
    growth: int
    # Letters of the small office and the large one whose pages are asked for.
    small: int = 1_000
    large: int = 1_000_000

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
        return {**kept, "BARAZA_HOME": str(self.home), **more}


@contextmanager
def workspace(
    *, count: int, rounds: int, growth: int, large: int = 1_000_000
) -> Iterator[Workspace]:
    """Everything is made in one temporary folder, and is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="baraza-bench-") as folder:
        # Started as root, the server runs as another user, who must be able to walk in.
        Path(folder).chmod(0o755)
        home, mail = Path(folder, "home"), Path(folder, "mail")
        write_corpus(mail, count=count)
        cluster = start_cluster(home=home)
        try:
            yield Workspace(
                home=home,
                mail=mail,
                dsn=cluster.owner_url,
                count=count,
                rounds=rounds,
                growth=growth,
                large=large,
            )
        finally:
            stop_cluster(home=home)


@dataclass(frozen=True, slots=True)
class Said:
    """The JSON object a program of ours printed last (empty without one), and how long it took."""

    answer: dict[str, object]
    wall_seconds: float


def ours(space: Workspace, command: list[str], **environment: str) -> Said:
    """Run a program of ours, from its start to its end. Raises OursFailedError."""
    started = time.perf_counter()
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=REPOSITORY,
            env=space.environment(**environment),
        )
    except FileNotFoundError as error:
        raise OursFailedError(f"{command[0]} is not installed") from error
    seconds = time.perf_counter() - started
    if done.returncode:
        raise OursFailedError(f"{' '.join(command)}: {end_of(done.stderr or done.stdout)}")
    *_, last = done.stdout.strip().splitlines() or [""]
    return Said(json.loads(last) if last.startswith("{") else {}, seconds)


def baraza(space: Workspace, *words: str) -> Said:
    """Run `baraza` with these words. Raises OursFailedError."""
    return ours(space, [str(Path(sys.executable).with_name("baraza")), *words])


def new_office(space: Workspace, slug: str) -> str:
    """An empty office; returns the name of its schema. Raises OursFailedError."""
    baraza(space, "office", "create", slug)
    return "office_" + slug.replace("-", "_")
