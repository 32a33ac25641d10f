"""The system user PostgreSQL runs as: ourselves, or an unprivileged one when we are root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from baraza.common.postgres.binaries import ClusterError

# PostgreSQL refuses to run as root. The first of these that exists takes its place.
STAND_INS = ("baraza", "postgres", "nobody")


def choose_account(*, data_dir: Path) -> pwd.struct_passwd | None:
    """Who must run the server over `data_dir`; None means: the user we already are.

    Data that exists keeps its owner. ClusterError when that owner cannot be us.
    """
    owner = data_dir.stat().st_uid if data_dir.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise ClusterError(
                f"The database in {data_dir} belongs to the system user {_name(owner)!r}: start "
                f"Baraza as the user who started it before, or give the folder to yourself."
            )
        return None
    if owner == 0:
        raise ClusterError(
            f"The database in {data_dir} belongs to root, and PostgreSQL refuses to run as root: "
            f"give the folder to another user, for example: chown -R {_stand_in().pw_name} "
            f"{data_dir}"
        )
    if owner is None:
        return _stand_in()
    try:
        return pwd.getpwuid(owner)
    except KeyError:
        raise ClusterError(
            f"The database in {data_dir} belongs to user number {owner}, who does not exist on "
            f"this machine: chown -R {_stand_in().pw_name} {data_dir}"
        ) from None


def run_as(
    account: pwd.struct_passwd | None, command: Sequence[str | Path], **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a short command as `account` and return what it said, whatever its exit code."""
    return subprocess.run(
        command,
        **process_options(account),
        **{"cwd": "/", "capture_output": True, "text": True, "check": False, **options},
    )


def process_options(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Options of `subprocess` that drop to `account` and pass on none of our environment.

    The environment would carry secrets into `/proc` of another user's process, and `PG…` and
    locale variables into the server.
    """
    options: dict[str, Any] = {"env": {"PATH": os.defpath, "LC_ALL": "C"}}
    if account is not None:
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return options


def require_reach(account: pwd.struct_passwd | None, *paths: Path) -> None:
    """ClusterError naming the first folder (or program) on the way that `account` cannot enter."""
    if account is None:
        return
    for path in paths:
        if _can_enter(account, path):
            continue
        blocked = next(
            step for step in [*reversed(path.parents), path] if not _can_enter(account, step)
        )
        raise ClusterError(
            f"PostgreSQL refuses to run as root, so it runs as the system user "
            f"{account.pw_name!r}, and that user cannot enter {blocked}, which it must to reach "
            f"{path}. Use a place outside it, start Baraza as an ordinary user, or allow entry: "
            f"chmod o+x {blocked}"
        )


def _can_enter(account: pwd.struct_passwd, path: Path) -> bool:
    # Asked of the kernel, not read from the mode bits: there may be access lists.
    return run_as(account, ["/bin/sh", "-c", 'test -x "$1"', "sh", path]).returncode == 0


def _stand_in() -> pwd.struct_passwd:
    for name in STAND_INS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if account.pw_uid != 0:
            return account
    raise ClusterError(
        "PostgreSQL refuses to run as root, and this machine has none of the users "
        f"{', '.join(STAND_INS)}: start Baraza as an ordinary user, or: useradd --system baraza"
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
