"""What the environment says, read once and checked: every other module takes it from here.

`BARAZA_HOME` holds all state of an installation. `DATABASE_URL` (and `DATABASE_OWNER_URL`, for a
role that may create schemas) replace the embedded PostgreSQL.
"""

import contextlib
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
NIGHT_ENDS = timedelta(hours=3)
# Not a secret: it encrypts backups, and what opens them is kept elsewhere.
BACKUP_KEY = "backup_key.pub"


class UnusableHome(Exception):
    """BARAZA_HOME cannot hold an installation; the message says why and what to do."""


def home() -> Path:
    """The folder that holds all state; not created here."""
    return Path(os.environ.get("BARAZA_HOME") or PROJECT / ".baraza").expanduser().absolute()


def prepare_home() -> Path:
    """The state folder, made if it was missing and proven writable.

    Raises UnusableHome.
    """
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise UnusableHome(
            f"BARAZA_HOME points to {folder}, which cannot be used: {error.strerror}. "
            "Choose a folder you may write to, for example BARAZA_HOME=~/baraza make run"
        ) from error
    return folder


def port() -> int:
    """The port of the web server. Raises ValueError with a clear message."""
    text = os.environ.get("BARAZA_PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError(f"BARAZA_PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def bind_address() -> str:
    """The address listened on; only this machine unless the administrator says otherwise."""
    return os.environ.get("BARAZA_BIND") or "127.0.0.1"


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no variable."""
    return os.environ.get(name, "yes" if default else "no").lower() in {"1", "yes", "true", "on"}


def backup_folder() -> Path | None:
    """Where the nightly backups go: BARAZA_BACKUPS names a folder, or is "off"."""
    given = os.environ.get("BARAZA_BACKUPS", "")
    if given.lower() in {"off", "no", "0"}:
        return None
    return Path(given).expanduser().absolute() if given else home() / "backups"


def nightly_backup(now: datetime) -> Path | None:
    """The backup that should be there at this moment of the machine's own time.

    A day begins when its backup is due, at three in the morning.
    """
    folder = backup_folder()
    return folder / f"nightly-{now - NIGHT_ENDS:%Y-%m-%d}" if folder else None


def backup_keys() -> list[str]:
    """The public keys that backups are encrypted for, none where they are not."""
    given = os.environ.get("BARAZA_BACKUP_KEY")
    if given is None:
        file = home() / "keys" / BACKUP_KEY
        given = file.read_text(encoding="ascii") if file.exists() else ""
    return given.split()


def kept_secret(name: str) -> str:
    """What `secret_file` holds. Raises UnusableHome."""
    return secret_file(name).read_text(encoding="ascii").strip()


def secret_file(name: str) -> Path:
    """A file with a random secret, made once in BARAZA_HOME/keys, readable by its owner only.

    Raises UnusableHome when the folder cannot be written.
    """
    path = home() / "keys" / name
    if not path.exists():
        prepare_home()
        path.parent.mkdir(mode=0o700, exist_ok=True)
        temporary = path.with_name(f"{name}.{secrets.token_hex(4)}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(48), encoding="ascii")
        # A link is made whole or not at all, so two processes starting together agree.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
        temporary.unlink()
    return path
