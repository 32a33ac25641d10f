"""Who uses the server: the first starts it, the last stops it, and killing anything does no harm.

Three locks say what is true. `start.lock` is held by whoever starts or stops: one at a time.
`server.lock` is inherited by the server and all its children: it is held exactly as long as one of
them lives, which no pid file can promise (pids are used again, and differ between containers).
`use.lock` is shared by all who use the server, and by the copies they make of themselves: only who
gets it alone stops the server. It is taken under `start.lock`; a process that is killed lets go.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from baraza.common.postgres import server
from baraza.common.postgres.account import choose_account
from baraza.common.postgres.binaries import ClusterError
from baraza.common.postgres.layout import (
    ROLES,
    Layout,
    explained,
    layout_of,
    locked,
    read_passwords,
    shared,
)
from baraza.common.postgres.server import STOP_SECONDS, StopMode

ANOTHER_SECONDS = 90.0

# What `start_cluster` holds of `use.lock`, by home.
_kept: dict[Path, int] = {}


@dataclass(frozen=True)
class Cluster:
    """A server that accepts connections, and the addresses of its database for the two roles."""

    owner_url: str
    application_url: str
    socket_dir: Path
    data_dir: Path
    pid: int


def start_cluster(*, home: Path, fsync: bool = True) -> Cluster:
    """Return the running server of `home`, started or made from nothing as needed.

    Nobody who leaves stops it before this process has ended or called `stop_cluster`. It stays
    when this process ends: who uses it for a while takes `cluster_in_use`.
    `fsync=False` is for data that may be lost with the power (tests, benchmarks); a server that
    already runs keeps what it was started with. Raises ClusterError.
    """
    layout = layout_of(home)
    cluster, use = _start(layout, fsync=fsync)
    if _kept.setdefault(layout.home, use) != use:
        os.close(use)
    return cluster


@contextmanager
def cluster_in_use(*, home: Path, wait_seconds: float = 0.0) -> Iterator[Cluster]:
    """The running server of `home`, as by `start_cluster`; at the end of the block it is stopped,
    unless somebody else still uses it after `wait_seconds`. Raises ClusterError.
    """
    layout = layout_of(home)
    cluster, use = _start(layout, fsync=True)
    try:
        yield cluster
    finally:
        os.close(use)
        with (
            explained(layout.home),
            _alone(layout),
            locked(layout.use_lock, wait_seconds=wait_seconds) as last,
        ):
            if last is not None:
                server.stop(layout, "fast", wait_seconds=STOP_SECONDS)


def stop_cluster(
    *, home: Path, mode: StopMode = "fast", wait_seconds: float = STOP_SECONDS
) -> None:
    """Stop the server of `home` if it runs, whoever uses it, and return once none of its processes
    lives.

    "fast" writes everything out; when that takes longer than `wait_seconds`, or with
    "immediate", it is cut off, loses nothing, and repairs itself at the next start.
    Raises ClusterError when it is still there after another `wait_seconds`.
    """
    layout = layout_of(home)
    if (use := _kept.pop(layout.home, None)) is not None:
        os.close(use)
    with explained(layout.home):
        if not layout.server_lock.exists():
            return
        with _alone(layout):
            server.stop(layout, mode, wait_seconds=wait_seconds)


def is_running(*, home: Path) -> bool:
    """Whether the server of `home` lives; waits while another process starts or stops it."""
    layout = layout_of(home)
    with explained(layout.home):
        if not layout.server_lock.exists():
            return False
        with _alone(layout):
            return not server.gone(layout, wait_seconds=0)


def connection_url(*, home: Path, role: Literal["owner", "application"]) -> str:
    """The address of the database of `home` for one role, whether the server runs or not.

    Raises ClusterError when there is no database yet.
    """
    layout = layout_of(home)
    try:
        with explained(layout.home):
            password = read_passwords(layout)[ROLES[role]]
            return layout.url(user=ROLES[role], password=password)
    except ClusterError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise ClusterError(
                f"There is no database in {layout.home} yet: start Baraza once."
            ) from error
        raise


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    with locked(layout.folder / "start.lock", wait_seconds=ANOTHER_SECONDS) as descriptor:
        if descriptor is None:
            raise ClusterError(
                f"Another process has been starting or stopping the database in {layout.home} "
                f"for {ANOTHER_SECONDS:.0f} seconds: end it and start again."
            )
        yield


def _start(layout: Layout, *, fsync: bool) -> tuple[Cluster, int]:
    """The running server, and the descriptor that says that it is in use."""
    with explained(layout.home):
        layout.home.mkdir(parents=True, exist_ok=True)
        if not layout.folder.is_dir():
            layout.folder.mkdir()
            # Others may pass through to what they know the name of, and list nothing.
            layout.folder.chmod(0o711)
        with _alone(layout):
            account = choose_account(data_dir=layout.data_dir)
            use = shared(layout.use_lock)
            try:
                server.bring_up(layout, account, fsync=fsync)
                return _cluster(layout), use
            except BaseException:
                os.close(use)
                raise


def _cluster(layout: Layout) -> Cluster:
    return Cluster(
        owner_url=connection_url(home=layout.home, role="owner"),
        application_url=connection_url(home=layout.home, role="application"),
        socket_dir=layout.socket_dir(),
        data_dir=layout.data_dir,
        pid=int(layout.pid_lines()[0]),
    )
