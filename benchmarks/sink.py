"""postfix's `smtp-sink`: takes mail by SMTP as quickly as it comes, counts it, drops it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.environment import PeerUnavailableError

SEARCHED = "/usr/sbin:/usr/local/sbin"
BACKLOG = 1_000
START_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Sink:
    host: str
    port: int
    counters: Path

    def taken(self) -> int:
        """Messages taken so far, by the sink's own count of completed DATA commands."""
        counts = self.counters.read_text().replace("\n", "\r").rstrip("\r").rpartition("\r")[2]
        return int(dict(part.split("=") for part in counts.split())["mesg"]) if counts else 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    raise PeerUnavailableError("smtp-sink does not start")


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """A sink on a free port of this machine. Raises PeerUnavailableError where it is missing."""
    program = shutil.which("smtp-sink") or shutil.which("smtp-sink", path=SEARCHED)
    if program is None:
        raise PeerUnavailableError("smtp-sink is not installed (it comes with postfix)")
    port = free_port()
    as_root = ["-u", "nobody"] if os.geteuid() == 0 else []
    with tempfile.NamedTemporaryFile(prefix="smtp-sink-") as counters:
        process = subprocess.Popen(
            [program, "-c", *as_root, f"127.0.0.1:{port}", str(BACKLOG)],
            stdout=counters,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until_it_answers(process, port)
            yield Sink("127.0.0.1", port, Path(counters.name))
        finally:
            process.terminate()
            process.wait()
