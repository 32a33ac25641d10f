"""Start the processes of an installation, look after them, and stop every one of them."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType

from baraza.config import environment

# Longer than any page takes, shorter than the five seconds a person waits after Ctrl-C.
STOP_SECONDS = 3.0
READY_SECONDS = 60.0
LOOK_SECONDS = 0.1
# A process that dies is started again, at first at once, then more and more slowly.
RESTART_SECONDS = (0.0, 1.0, 5.0, 30.0)
CALM_SECONDS = 60.0
# Not while somebody waits for the first page; and after a failure not at once again.
FIRST_BACKUP_SECONDS = 600.0
BACKUP_LOOK_SECONDS = 3600.0
BARAZA = [sys.executable, "-m", "baraza.config.cli"]


class PortTaken(Exception):
    """Something else listens there; the message says what to do."""


@dataclass
class Child:
    """One process of the installation."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    deaths: int = field(default=0)

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches only the supervisor, which stops them in order.
        self.process = subprocess.Popen(self.command, start_new_session=True)
        self.started_at = time.monotonic()

    def look(self) -> None:
        """Start it again if it has died."""
        if self.process is None:
            if time.monotonic() >= self.restart_at:
                self.start()
            return
        if self.process.poll() is None:
            return
        if time.monotonic() - self.started_at > CALM_SECONDS:
            self.deaths = 0
        wait = RESTART_SECONDS[min(self.deaths, len(RESTART_SECONDS) - 1)]
        self.deaths += 1
        print(  # noqa: T201
            f"{self.name} ended (code {self.process.returncode}); starting it again",
            file=sys.stderr,
            flush=True,
        )
        self.process = None
        self.restart_at = time.monotonic() + wait


@dataclass
class Nightly:
    """The backup of the day, in a process of its own: it alone has the owner's database role.

    Looked for now and then rather than at an hour, so that a machine that sleeps at night gets its
    backup in the morning.
    """

    command: list[str]
    look_at: float
    process: subprocess.Popen[bytes] | None = None

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


def require_free_port(port: int) -> None:
    """Raises PortTaken. The web server itself would share a taken port without a word."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind_address(), port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} cannot be used: {error.strerror}. If Baraza already runs there, "
                f"use that one; else choose another port: BARAZA_PORT={port + 1} make run"
            ) from error


def bind_address() -> str:
    """The address listened on; only this machine unless the administrator says otherwise."""
    return os.environ.get("BARAZA_BIND") or "127.0.0.1"


def supervise(*, port: int, hosts: list[str], sign_in: str) -> int:
    """Run everything until a signal to stop; returns the exit code."""
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    children = [Child(name, command) for name, command in _commands(port).items()]
    nightly = Nightly(
        [*BARAZA, "backup", "--nightly"], look_at=time.monotonic() + FIRST_BACKUP_SECONDS
    )
    try:
        for child in children:
            child.start()
        announced = False
        deadline = time.monotonic() + READY_SECONDS
        while not stopping:
            for child in children:
                child.look()
            nightly.look()
            if not announced and _is_healthy(port):
                print(_ready_line(port, hosts, sign_in), flush=True)  # noqa: T201
                announced = True
            if not announced and time.monotonic() > deadline:
                print(  # noqa: T201
                    f"Baraza did not become ready within {READY_SECONDS:.0f} s.", file=sys.stderr
                )
                return 1
            time.sleep(LOOK_SECONDS)
    finally:
        _stop_all([*children, nightly])
    return 0


def _commands(port: int) -> dict[str, list[str]]:
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", bind_address(), "--port", str(port),
        "--workers", os.environ.get("BARAZA_WEB_PROCESSES") or "2",
        # The content-type cache is global to a process, and offices' ids differ.
        "--blocking-threads", "1",
        "--workers-kill-timeout", "2", "--no-ws", "--log-level", "warning",
        "baraza.config.wsgi:application",
    ]  # fmt: skip
    return {
        "web": web,
        "worker": [*BARAZA, "worker", "work"],
        "outbox": [*BARAZA, "worker", "outbox"],
        "mailroom": [*BARAZA, "mailroom"],
    }


def _is_healthy(port: int) -> bool:
    host = "127.0.0.1" if bind_address() == "0.0.0.0" else bind_address()  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2) as answer:
            return json.load(answer)["status"] == "ok"
    except (OSError, ValueError):
        return False


def _ready_line(port: int, hosts: list[str], sign_in: str) -> str:
    addresses = " ".join(f"http://{host}:{port}" for host in hosts or ["localhost"])
    return f"ready {addresses} " + (f"sign in as {sign_in}" if sign_in else "")


def _stop_all(children: Sequence[Child | Nightly]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
    for process in running:
        # The whole session: what a child started itself must not stay behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
