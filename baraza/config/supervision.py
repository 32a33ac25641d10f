"""Start the processes of an installation, look after them, and stop every one of them."""

import contextlib
import json
import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import setproctitle

from baraza.common import postgres
from baraza.config import environment, health, processes

# Longer than any page takes, shorter than the five seconds a person waits after Ctrl-C.
STOP_SECONDS = 3.0
READY_SECONDS = 60.0
LOOK_SECONDS = 0.1
POLL_SECONDS = 0.02
WORKERS = 3
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Copies of a process that has loaded everything start at once. Elsewhere than on Linux the
# system's own libraries do not survive being copied.
PROCESSES = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
# A process that dies is started again, at first at once, then more and more slowly.
RESTART_SECONDS = (0.0, 1.0, 5.0, 30.0)
CALM_SECONDS = 60.0
# Not while somebody waits for the first page; and after a failure not at once again.
FIRST_BACKUP_SECONDS = 600.0
BACKUP_LOOK_SECONDS = 3600.0
# To look whether our own process lives costs nothing; to ask another server is a connection.
DATABASE_LOOK_SECONDS = 1.0
DATABASE_ASK_SECONDS = 10.0
BARAZA = [sys.executable, "-m", "baraza.config.cli"]


class PortTaken(Exception):
    """Something else listens there; the message says what to do."""


class Stoppable(Protocol):
    """A process of a session of its own, running or not."""

    @property
    def pid(self) -> int | None: ...

    def has_ended(self) -> bool: ...


@dataclass
class Child:
    """One process of the installation: `run(*arguments)` in a copy of this process."""

    name: str
    run: Callable[..., int | None]
    arguments: tuple[Any, ...] = ()
    process: BaseProcess | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    deaths: int = 0
    last_code: int | None = None

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self) -> None:
        self.process = PROCESSES.Process(target=_become, args=(self.name, self.run, self.arguments))
        # A signal that comes before the new process is itself waits until it is.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        self.started_at = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is None or self.process.exitcode is not None

    def look(self) -> None:
        """Start it again if it has died."""
        if self.process is None:
            if time.monotonic() >= self.restart_at:
                self.start()
            return
        code = self.process.exitcode
        if code is None:
            return
        if time.monotonic() - self.started_at > CALM_SECONDS:
            self.deaths, self.last_code = 0, None
        wait = RESTART_SECONDS[min(self.deaths, len(RESTART_SECONDS) - 1)]
        self.deaths += 1
        # That the database went is said already; but whoever loses it again and again is told of.
        if code != processes.DATABASE_LOST or code == self.last_code:
            words = f"{self.name} ended (code {code}); starting it again"
            print(words, file=sys.stderr, flush=True)  # noqa: T201
        self.last_code = code
        self.process = None
        self.restart_at = time.monotonic() + wait


def _become(name: str, run: Callable[..., int | None], arguments: tuple[Any, ...]) -> None:
    # A session of its own: Ctrl-C reaches only the supervisor, which stops them in order.
    os.setsid()
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    setproctitle.setproctitle(f"baraza {name}")
    try:
        code = run(*arguments)
    except Exception:  # told by the journal's rules, not by Python's, which quote what it says
        logging.getLogger(__name__).exception("%s cannot go on", name)
        code = 1
    sys.exit(code)


@dataclass
class Nightly:
    """The backup of the day, in a process of its own: it alone has the owner's database role.

    Looked for now and then rather than at an hour, so that a machine that sleeps at night gets its
    backup in the morning.
    """

    command: list[str]
    look_at: float
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def look(self) -> None:
        """Begin it if it is missing."""
        if self.process is not None:
            if self.process.poll() is None:
                return
            if self.process.returncode:
                print(  # noqa: T201
                    "The nightly backup failed; the lines above say why. It is tried again in an "
                    "hour.",
                    file=sys.stderr,
                    flush=True,
                )
            self.process = None
        if time.monotonic() < self.look_at:
            return
        self.look_at = time.monotonic() + BACKUP_LOOK_SECONDS
        due = environment.nightly_backup(datetime.now().astimezone())
        if due is not None and not due.exists():
            self.process = subprocess.Popen(self.command, start_new_session=True)


@dataclass
class Database:
    """Whether it answers. The one that comes with Baraza is started again where it died, whoever
    started it; another, which has no home here, is asked now and then.
    """

    home: Path | None
    look_at: float = 0.0
    is_away: bool = False

    def look(self) -> None:
        """Say once when it goes and once when it is back. Nothing works meanwhile, so all else may
        wait for it.
        """
        if time.monotonic() < self.look_at:
            return
        self.look_at = time.monotonic() + DATABASE_LOOK_SECONDS
        if self.home:
            self._keep_up(self.home)
        elif not self.is_away:
            if not health.database_answers():
                self._is_gone("the database does not answer; all waits for it, and nothing is lost")
            else:
                self.look_at = time.monotonic() + DATABASE_ASK_SECONDS
        if self.is_away and health.database_answers():
            self.is_away = False
            print("the database is back", file=sys.stderr, flush=True)  # noqa: T201

    def _keep_up(self, home: Path) -> None:
        try:
            if postgres.is_running(home=home):
                return
            self._is_gone("the database ended; starting it again")
            # Left at once: this process uses it already, and leaves it at its end.
            with postgres.cluster_in_use(home=home):
                pass
        except postgres.ClusterError as error:
            print(error, file=sys.stderr, flush=True)  # noqa: T201
            self.look_at = time.monotonic() + RESTART_SECONDS[-1]

    def _is_gone(self, words: str) -> None:
        if not self.is_away:
            print(words, file=sys.stderr, flush=True)  # noqa: T201
        self.is_away = True


def require_free_port(port: int) -> None:
    """Raises PortTaken. The web server itself would share a taken port without a word."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.bind_address(), port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} cannot be used: {error.strerror}. If Baraza already runs there, "
                f"use that one; else choose another port: BARAZA_PORT={port + 1} make run"
            ) from error


def supervise(*, port: int, hosts: list[str], sign_in: str, home: Path | None) -> int:
    """Run everything until a signal to stop; returns the exit code.

    `home`: where the embedded database is, and none where it is somebody else's.
    """
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    children = [
        Child("web", processes.web, (port,)),
        Child("worker", processes.worker, ("work",)),
        Child("outbox", processes.worker, ("outbox",)),
        # Apart, so that no answer waits behind a letter to thousands.
        Child("mailings", processes.worker, ("bulk",)),
        Child("mailroom", processes.mailroom),
    ]
    nightly = Nightly(
        [*BARAZA, "backup", "--nightly"], look_at=time.monotonic() + FIRST_BACKUP_SECONDS
    )
    the_database = Database(home)
    last_worker = health.last_worker()
    try:
        for child in children:
            child.start()
        announced = False
        deadline = time.monotonic() + READY_SECONDS
        while not stopping:
            the_database.look()
            if not the_database.is_away:
                for child in children:
                    child.look()
            nightly.look()
            if not announced and _is_ready(port, last_worker):
                print(_ready_line(port, hosts, sign_in), flush=True)  # noqa: T201
                _tell_systemd("READY=1")
                announced = True
            if not announced and time.monotonic() > deadline:
                print(  # noqa: T201
                    f"Baraza did not become ready within {READY_SECONDS:.0f} s.", file=sys.stderr
                )
                return 1
            time.sleep(LOOK_SECONDS)
    finally:
        _tell_systemd("STOPPING=1")
        _stop_all([*children, nightly])
    return 0


def _is_ready(port: int, last_worker: int) -> bool:
    """Both workers of this start have signed in, not those of the one before."""
    return health.workers_since(last_worker) >= WORKERS and _is_healthy(port)


def _is_healthy(port: int) -> bool:
    host = environment.bind_address()
    host = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2) as answer:
            return json.load(answer)["status"] == "ok"
    except (OSError, ValueError):
        return False


def _ready_line(port: int, hosts: list[str], sign_in: str) -> str:
    addresses = " ".join(f"http://{host}:{port}" for host in hosts or ["localhost"])
    return f"ready {addresses} " + (f"sign in as {sign_in}" if sign_in else "")


def _tell_systemd(state: str) -> None:
    """Where it started us and waits for it (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(state.encode(), address.replace("@", "\0", 1))


def _stop_all(children: Sequence[Stoppable]) -> None:
    pids = {child.pid: child for child in children if child.pid is not None}
    for pid, child in pids.items():
        if not child.has_ended():
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and not all(child.has_ended() for child in children):
        time.sleep(POLL_SECONDS)
    for pid in pids:
        # The whole session: what a child started itself must not stay behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    while not all(child.has_ended() for child in children):
        time.sleep(POLL_SECONDS)
