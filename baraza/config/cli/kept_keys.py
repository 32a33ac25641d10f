"""The keys of an installation in a file of their own, to be kept apart from its backups."""

import json
import os
from pathlib import Path

from baraza.common import sealed
from baraza.config import environment

FORMAT = 1
EXPLAINED = (
    "These are the keys of a Baraza installation. With them and a backup, everything can be read: "
    "keep this file where no backup is, such as a password safe or paper in a locked drawer. "
    "Without them, passwords of mailboxes, second factors and encrypted notes in a backup are "
    "lost; letters are not. To use it: baraza restore FOLDER --keys THIS-FILE"
)


class BadKeysFile(Exception):
    """The file holds no keys of an installation."""


def write_keys(path: Path) -> None:
    """A new file that only its owner can read. Raises OSError, FileExistsError among them."""
    keys = {
        "format": FORMAT,
        "explanation": EXPLAINED,
        "secret_key": os.environ.get("BARAZA_SECRET_KEY") or environment.kept_secret("secret_key"),
        "data_keys": os.environ.get("BARAZA_DATA_KEYS", "").split()
        or environment.kept_secret("data_key").split(),
        # Public: so that whoever moves goes on encrypting backups.
        "backup_keys": environment.backup_keys(),
    }
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as out:
        json.dump(keys, out, indent=1)


def bring_keys(path: Path) -> str:
    """Make this installation able to read what the keys encrypted; says what was done.

    A new installation takes them over whole. One that has keys of its own keeps them in front and
    learns the others. Raises BadKeysFile, UnusableHome, OSError.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        secret, data_keys = str(kept["secret_key"]), [str(key) for key in kept["data_keys"]]
        backup_keys = [sealed.public_half(str(key)) for key in kept.get("backup_keys", [])]
        if not secret or not data_keys or int(kept["format"]) > FORMAT:
            raise ValueError("it is empty, or of a newer Baraza")
    except (ValueError, LookupError, TypeError) as error:
        raise BadKeysFile(f"{path} holds no keys of an installation: {error}") from error
    folder = environment.prepare_home() / "keys"
    is_new = not (folder / "secret_key").exists()
    if is_new:
        folder.mkdir(mode=0o700, exist_ok=True)
        _write(folder / "secret_key", secret)
        _write(folder / "data_key", "\n".join(data_keys))
        if backup_keys:
            _write(folder / environment.BACKUP_KEY, "\n".join(backup_keys))
        return "The keys were taken over."
    own = environment.kept_secret("data_key").split()
    _write(folder / "data_key", "\n".join(dict.fromkeys([*own, *data_keys])))
    if environment.kept_secret("secret_key") == secret:
        return "The keys are those this installation has."
    return (
        "What the other keys encrypted can be read here now. This installation keeps its own "
        "signing key: answers to letters sent before are matched by other marks than ours."
    )


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.new")
    temporary.touch(mode=0o600)
    temporary.write_text(text + "\n", encoding="ascii")
    temporary.replace(path)
