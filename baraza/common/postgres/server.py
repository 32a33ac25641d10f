"""One server as a process: made ready, launched, waited for, told to stop. Whoever calls holds
`start.lock`; who else uses the server is not asked here.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Literal

import psycopg

from baraza.common.postgres.account import (
    choose_account,
    process_options,
    require_reach,
    run_as,
)
from baraza.common.postgres.binaries import ClusterError, binary, major_version
from baraza.common.postgres.layout import (
    ROLES,
    SUPERUSER,
    Layout,
    full_disk,
    locked,
    make_socket_dir,
    new_passwords,
    open_log,
    read_passwords,
    write_passwords,
    write_settings,
)
from baraza.common.postgres.roles import ensure_roles, roles_answer

START_SECONDS = 60.0
POLL_SECONDS = 0.005
# The upper and lower case of letters come from PostgreSQL itself. LC_CTYPE still decides what the
# search parser takes for a letter: under plain C, dashes and Arabic commas would glue words.
LETTERS = ("C.UTF-8", "en_US.UTF-8", "C")
SIGNALS = {"fast": "INT", "immediate": "QUIT"}
STOP_SECONDS = 4.0
StopMode = Literal["fast", "immediate"]

# Servers this process started: they must be waited for, or they stay behind as zombies.
_children: dict[Path, subprocess.Popen[bytes]] = {}


def stop(layout: Layout, mode: StopMode, *, wait_seconds: float) -> None:
    """End it if it lives; "fast" becomes "immediate" when it takes longer. Raises ClusterError."""
    if gone(layout, wait_seconds=0):
        return
    account = choose_account(data_dir=layout.data_dir)
    for how in dict.fromkeys([mode, "immediate"]):
        pid = _signal(layout, account, SIGNALS[how])
        if gone(layout, wait_seconds=wait_seconds):
            return
    raise ClusterError(
        f"The database in {layout.home} does not stop: its process {pid} still runs. "
        f"See {layout.log}."
    )


def gone(layout: Layout, *, wait_seconds: float) -> bool:
    """Whether none of its processes lives, at the latest after so long."""
    with locked(layout.server_lock, wait_seconds=wait_seconds) as descriptor:
        if descriptor is None:
            return False
    _reap(layout, wait=True)
    return True


def bring_up(layout: Layout, account: pwd.struct_passwd | None, *, fsync: bool) -> None:
    """Return once it answers, launched or made where it is not there yet. Raises ClusterError."""
    launched: subprocess.Popen[bytes] | None = None
    log_start = 0
    deadline = time.monotonic() + START_SECONDS
    try:
        while time.monotonic() < deadline:
            with locked(layout.server_lock, wait_seconds=0) as descriptor:
                if descriptor is not None:
                    if launched is not None:
                        raise ClusterError(_why(layout, log_start))
                    _prepare(layout, account, fsync=fsync)
                    log_start = layout.log.stat().st_size if layout.log.exists() else 0
                    launched = _launch(layout, account, lock=descriptor)
            if _is_ready(layout):
                return
            time.sleep(POLL_SECONDS)
    except BaseException:
        if launched is not None:
            launched.send_signal(signal.SIGINT)
        raise
    raise ClusterError(
        f"The database in {layout.home} has not finished starting after {START_SECONDS:.0f} "
        f"seconds; after a power cut it first repairs its data. Start again in a while. "
        f"{_log_lines(layout, log_start)}"
    )


def _is_ready(layout: Layout) -> bool:
    lines = layout.pid_lines()
    if len(lines) < 8 or lines[7].strip() != "ready":
        return False
    try:
        passwords = read_passwords(layout)
    except FileNotFoundError:
        raise ClusterError(
            f"The database in {layout.home} runs, but its passwords ({layout.passwords}) are "
            f"gone: stop Baraza and start again; new ones are made."
        ) from None
    urls = [layout.url(user=role, password=passwords[role]) for role in ROLES.values()]
    if roles_answer(urls):
        return True
    superuser_url = layout.url(user=SUPERUSER, password=passwords[SUPERUSER], database="postgres")
    try:
        ensure_roles(superuser_url, passwords=passwords)
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise ClusterError(
                f"The passwords in {layout.passwords} are not those of the database in "
                f"{layout.data_dir}: stop Baraza, delete the file and start again; new ones "
                f"are made."
            ) from error
        return False  # The pid file of a server that was killed, or that is about to stop.
    return roles_answer(urls)


def _prepare(layout: Layout, account: pwd.struct_passwd | None, *, fsync: bool) -> None:
    """Everything the server needs before it can be launched; nothing of it lives now."""
    _reap(layout, wait=False)
    require_reach(account, binary("postgres"), layout.folder)
    if not layout.data_dir.exists():
        _initialise(layout, account, fsync=fsync)
    _require_version(layout)
    # Left by a server that was killed. Its pid may be somebody else's by now, and would be
    # believed; server.lock, which we hold, knows better.
    layout.pid_file.unlink(missing_ok=True)
    socket_dir = layout.socket_dir()
    make_socket_dir(socket_dir, account)
    require_reach(account, socket_dir)
    write_settings(layout, socket_dir=socket_dir, fsync=fsync)
    if not layout.passwords.exists():
        _renew_passwords(layout, account)


def _initialise(layout: Layout, account: pwd.struct_passwd | None, *, fsync: bool) -> None:
    """Make the data folder beside its place and move it there whole."""
    fresh = layout.folder / "data.new"
    for letters in LETTERS:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if account is not None:
            os.chown(fresh, account.pw_uid, account.pw_gid)
        command = [binary("initdb"), "--pgdata", fresh, "--username", SUPERUSER]
        # Nobody can enter by these: the server is told to read another file (ACCESS).
        command += ["--auth=reject", "--encoding=UTF8", "--no-instructions", "--data-checksums"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--locale=C", f"--lc-ctype={letters}"]
        answer = run_as(account, command if fsync else [*command, "--no-sync"])
        if answer.returncode == 0:
            fresh.rename(layout.data_dir)
            return
        if "invalid locale name" not in answer.stderr:
            break
    shutil.rmtree(fresh, ignore_errors=True)
    raise ClusterError(_refusal(layout, answer.stderr.strip()))


def _require_version(layout: Layout) -> None:
    mark = layout.data_dir / "PG_VERSION"
    if not mark.is_file():
        raise ClusterError(
            f"The folder {layout.data_dir} holds no database (it has no PG_VERSION): put back "
            f"the one that was there, or move the folder away to begin with an empty database."
        )
    found = mark.read_text().strip()
    if found != str(major_version()):
        raise ClusterError(
            f"The database in {layout.data_dir} was written by PostgreSQL {found}, and this "
            f"Baraza comes with PostgreSQL {major_version()}, which cannot open it. Write a "
            f"backup with the Baraza that made it, move the folder away, and restore the backup."
        )


def _renew_passwords(layout: Layout, account: pwd.struct_passwd | None) -> None:
    """Give the superuser a password without a server; the roles get theirs from it later."""
    passwords = new_passwords()
    command = [binary("postgres"), "--single", "-D", layout.data_dir]
    command += ["-c", f"config_file={layout.settings}", "postgres"]
    statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{passwords[SUPERUSER]}'\n"
    answer = run_as(account, command, input=statement)
    if answer.returncode != 0 or "ERROR:" in answer.stderr:
        raise ClusterError(_refusal(layout, answer.stderr.strip()))
    write_passwords(layout, passwords)


def _launch(
    layout: Layout, account: pwd.struct_passwd | None, *, lock: int
) -> subprocess.Popen[bytes]:
    log = open_log(layout)
    try:
        process = subprocess.Popen(
            [binary("postgres"), "-D", layout.data_dir, "-c", f"config_file={layout.settings}"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=(lock,),
            # Ctrl-C in a terminal goes to its whole process group: we stop the server, in order.
            start_new_session=True,
            **process_options(account),
        )
    finally:
        os.close(log)
    _children[layout.data_dir] = process
    return process


def _signal(layout: Layout, account: pwd.struct_passwd | None, name: str) -> int:
    """Signal the server with no more rights than its own, and return its pid (0: unknown)."""
    lines = layout.pid_lines()
    pid = int(lines[0]) if lines and lines[0].isdigit() else 0
    if pid > 1:
        run_as(account, ["/bin/sh", "-c", 'kill -s "$1" "$2"', "sh", name, str(pid)])
    return pid


def _reap(layout: Layout, *, wait: bool) -> None:
    child = _children.get(layout.data_dir)
    if child is None:
        return
    if wait:
        child.wait()
    if child.poll() is not None:
        del _children[layout.data_dir]


def _why(layout: Layout, log_start: int) -> str:
    return _refusal(layout, _log_lines(layout, log_start))


def _refusal(layout: Layout, words: str) -> str:
    if "No space left on device" in words:
        return full_disk(layout.home)
    return f"PostgreSQL does not start in {layout.home}. It says: {words} (Log: {layout.log})"


def _log_lines(layout: Layout, log_start: int) -> str:
    with layout.log.open("rb") as log:
        log.seek(log_start)
        lines = log.read().decode(errors="replace").splitlines()
    return " / ".join(lines[-4:])
