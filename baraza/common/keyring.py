"""Text that is kept encrypted, with keys that can be changed without losing anything.

The first key of the ring encrypts; every one of them decrypts. The ring is `settings.DATA_KEYS`,
or, where that is empty, the lines of the file `settings.DATA_KEYS_FILE`: that is read again when it
changes, so that running processes know a new key before anything is written with it.
"""

import base64
import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """The text was changed, or was encrypted with a key this installation does not have."""


class KeysElsewhere(Exception):
    """The ring is given by the environment: only whoever sets that can change it."""


def encrypt(text: str) -> str:
    """Authenticated encryption (Fernet); the result is ASCII."""
    return _fernets(ring())[0].encrypt(text.encode()).decode("ascii")


def decrypt(text: str) -> str:
    """Raises Unreadable."""
    try:
        return MultiFernet(_fernets(ring())).decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("This cannot be read with the keys of this installation.") from error


def with_first_key(text: str) -> str:
    """The same secret under the first key of the ring; unchanged where it already is.

    Raises Unreadable.
    """
    first, *_ = fernets = _fernets(ring())
    try:
        first.decrypt(text.encode())
        return text
    except InvalidToken:
        pass
    try:
        return MultiFernet(fernets).rotate(text.encode()).decode("ascii")
    except InvalidToken as error:
        raise Unreadable("This cannot be read with the keys of this installation.") from error


def ring() -> tuple[str, ...]:
    """The secrets of the ring, the one that encrypts first."""
    if settings.DATA_KEYS:
        return tuple(settings.DATA_KEYS)
    path = Path(settings.DATA_KEYS_FILE)
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_ino)


def add_key() -> None:
    """Put a new key in front of the file; from now on it encrypts. Raises KeysElsewhere."""
    _write([secrets.token_urlsafe(48), *ring()])


def keep_first_key() -> int:
    """Forget every key but the first; returns how many. What they encrypted is lost: ask
    `rotation.not_under_first_key` before. Raises KeysElsewhere.
    """
    first, *others = ring()
    _write([first])
    return len(others)


def _write(lines: list[str]) -> None:
    if settings.DATA_KEYS:
        raise KeysElsewhere(
            "The keys are given by BARAZA_DATA_KEYS. Change them there: a new one in front, a "
            "space between."
        )
    path = Path(settings.DATA_KEYS_FILE)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    temporary.touch(mode=0o600)
    with temporary.open("w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    # Whole or not at all: a ring cut short would lose everything under its last keys.
    temporary.replace(path)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, inode: int) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="ascii").split())


@lru_cache(maxsize=4)
def _fernets(keys: tuple[str, ...]) -> list[Fernet]:
    return [
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
        for secret in keys
    ]
