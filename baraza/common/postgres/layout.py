"""What lies where in `<home>/postgres`, who may read it, and what the server is told."""

import errno
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from baraza.common.postgres.binaries import ClusterError

DATABASE = "baraza"
PORT = 5432
SUPERUSER = "baraza_superuser"
ROLES = {"owner": "baraza_owner", "application": "baraza_app"}
# The address of a Unix socket holds 104 bytes on macOS and 108 on Linux, file name included.
SOCKET_FOLDER_LIMIT = 85
LOG_LIMIT = 5_000_000

# No statement, parameter or row may reach the log: they are letters from constituents.
SETTINGS = """\
# Written by Baraza at each start. What you want otherwise goes into local.conf beside this file.
data_directory = '{data_dir}'
hba_file = '{hba}'
ident_file = '{ident}'
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 128MB
jit = off
# To call helpers takes longer than most answers do, and somebody else is waiting for the processor.
max_parallel_workers_per_gather = 0
# What is asked for day by day is in memory: to look a row up costs no more than to read on.
random_page_cost = 1.1
fsync = {fsync}
synchronous_commit = on
wal_compression = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
log_min_error_statement = panic
log_error_verbosity = terse
log_line_prefix = '%m [%p] %q%u@%d '
"""
ACCESS = "".join(f"local all {role} scram-sha-256\n" for role in (SUPERUSER, *ROLES.values()))


@dataclass(frozen=True)
class Layout:
    """The paths below one home."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def settings(self) -> Path:
        return self.folder / "postgresql.conf"

    @property
    def passwords(self) -> Path:
        return self.folder / "passwords.json"

    @property
    def server_lock(self) -> Path:
        return self.folder / "server.lock"

    @property
    def use_lock(self) -> Path:
        return self.folder / "use.lock"

    @property
    def pid_file(self) -> Path:
        return self.data_dir / "postmaster.pid"

    def pid_lines(self) -> list[str]:
        """The lines of the server's pid file: pid, …, socket folder (4), …, state (7)."""
        try:
            return self.pid_file.read_text().splitlines()
        except FileNotFoundError:
            return []

    def socket_dir(self) -> Path:
        """A running server's own word first: another process may have another TMPDIR."""
        lines = self.pid_lines()
        if len(lines) > 4 and lines[4]:
            return Path(lines[4])
        beside = self.folder / "socket"
        if len(os.fsencode(beside)) <= SOCKET_FOLDER_LIMIT:
            return beside
        name = "baraza-" + hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        temporary = Path(tempfile.gettempdir(), name)
        fits = len(os.fsencode(temporary)) <= SOCKET_FOLDER_LIMIT
        return temporary if fits else Path("/tmp", name)  # noqa: S108 (proven ours before use)

    def url(self, *, user: str, password: str, database: str = DATABASE) -> str:
        host = quote(str(self.socket_dir()), safe="")
        return f"postgresql://{user}:{password}@/{database}?host={host}&port={PORT}"


def layout_of(home: Path) -> Layout:
    return Layout(home=Path(home).expanduser().resolve())


@contextmanager
def explained(home: Path) -> Iterator[None]:
    """Turn what the system says about a file into a ClusterError that names it."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise ClusterError(full_disk(home)) from error
        path = error.filename or home
        raise ClusterError(
            f"Baraza cannot keep its database in {home}: {path}: {error.strerror}. "
            f"Choose a folder that you may write to, or mend this one."
        ) from error


def full_disk(home: Path) -> str:
    return (
        f"The disk that holds {home} is full, so the database cannot run: "
        f"make room on it and start again. Nothing is lost."
    )


def write_privately(path: Path, text: str, *, mode: int) -> None:
    """Replace the file in one step, whole or not at all, whatever lies at `path`."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def write_settings(layout: Layout, *, socket_dir: Path, fsync: bool) -> None:
    """Write the server's settings and who may connect; neither holds a secret."""
    hba, ident = layout.folder / "pg_hba.conf", layout.folder / "pg_ident.conf"
    paths = {
        "data_dir": layout.data_dir,
        "hba": hba,
        "ident": ident,
        "socket_dir": socket_dir,
    }
    quoted = {key: str(path).replace("'", "''") for key, path in paths.items()}
    write_privately(hba, ACCESS, mode=0o644)
    write_privately(ident, "", mode=0o644)
    text = SETTINGS.format(port=PORT, fsync="on" if fsync else "off", **quoted)
    local = layout.folder / "local.conf"
    if local.exists():
        text += f"include = '{local.name}'\n"
    write_privately(layout.settings, text, mode=0o644)


def new_passwords() -> dict[str, str]:
    return {role: secrets.token_urlsafe(32) for role in (SUPERUSER, *ROLES.values())}


def read_passwords(layout: Layout) -> dict[str, str]:
    """The password of each role; ClusterError when the file is damaged.

    FileNotFoundError when there is none yet.
    """
    try:
        found = json.loads(layout.passwords.read_text())
        return {role: str(found[role]) for role in (SUPERUSER, *ROLES.values())}
    except (ValueError, KeyError, TypeError) as error:
        raise ClusterError(
            f"The file {layout.passwords} is damaged: stop Baraza, delete the file and start "
            f"again; new passwords are made."
        ) from error


def write_passwords(layout: Layout, passwords: dict[str, str]) -> None:
    write_privately(layout.passwords, json.dumps(passwords, indent=1), mode=0o600)


def make_socket_dir(path: Path, account: pwd.struct_passwd | None) -> None:
    """Make the folder, or prove that it is ours alone: nobody else may have laid a trap there."""
    uid = account.pw_uid if account else os.geteuid()
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        path.chmod(0o700)
        if account:
            os.chown(path, account.pw_uid, account.pw_gid)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) & 0o77:
        raise ClusterError(
            f"The folder for the database's socket, {path}, is not Baraza's alone (it must be a "
            f"folder of user number {uid} that nobody else may enter): remove it and start again."
        )


def open_log(layout: Layout) -> int:
    """A descriptor at the end of the log; a long log is set aside first."""
    if layout.log.exists() and layout.log.stat().st_size > LOG_LIMIT:
        layout.log.replace(layout.log.with_suffix(".log.1"))
    return os.open(layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)


@contextmanager
def locked(path: Path, *, wait_seconds: float) -> Iterator[int | None]:
    """Hold the file's lock by this descriptor; None when another still holds it at the end."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        deadline = time.monotonic() + wait_seconds
        while not _take(descriptor):
            if time.monotonic() >= deadline:
                yield None
                return
            time.sleep(0.01)
        yield descriptor
    finally:
        os.close(descriptor)


def shared(path: Path) -> int:
    """A descriptor that holds the file's lock together with others, until it is closed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
