"""Files that only a key kept elsewhere can open: the format of age, version 1.

Whoever seals needs the public half alone. The format is public (age-encryption.org/v1) and has
programs of its own, so that what is sealed here can be opened without us: `age -d -i KEY FILE`.
"""

from collections.abc import Sequence
from typing import BinaryIO

import pyrage
from pyrage import x25519

VERSION = b"age-encryption.org/v1"
# What the library says when the file is whole, but none of the keys is the right one.
OTHER_KEY = "No matching keys found"


class BadKey(ValueError):
    """This is no key of the right kind."""


class NotForThisKey(Exception):
    """The file was sealed, but for another key."""


class Damaged(Exception):
    """The file is no sealed file, was cut short or was changed."""


def new_key() -> tuple[str, str]:
    """A secret key, and the public half that seals for it."""
    secret = x25519.Identity.generate()
    return str(secret), str(secret.to_public())


def public_half(text: str) -> str:
    """The public key as it is written. Raises BadKey."""
    return str(_recipient(text.strip()))


def secret_key_in(text: str) -> str:
    """The secret key in a key file, whose lines with a # are remarks. Raises BadKey."""
    lines = (line.strip() for line in text.splitlines())
    found = next((line for line in lines if line and not line.startswith("#")), "")
    _identity(found)
    return found


def seal(source: BinaryIO, target: BinaryIO, *, public_keys: Sequence[str]) -> None:
    """Write what `source` holds so that any one of the secret keys opens it; reads in pieces.

    Raises BadKey, and OSError where it cannot be read or written.
    """
    if not public_keys:
        raise BadKey("no key to seal for")
    try:
        pyrage.encrypt_io(source, target, [_recipient(key) for key in public_keys])
    except pyrage.EncryptError as error:
        raise OSError(str(error)) from error


def unseal(source: BinaryIO, target: BinaryIO, *, secret_key: str) -> None:
    """Write what was sealed. Until it returns, nothing in `target` is to be believed.

    Raises NotForThisKey, Damaged, BadKey.
    """
    try:
        pyrage.decrypt_io(source, target, [_identity(secret_key)])
    except pyrage.DecryptError as error:
        if OTHER_KEY in str(error):
            raise NotForThisKey from error
        raise Damaged("it is no sealed file, or its beginning is not whole") from error
    except OSError as error:
        if error.errno is not None:  # the disk, not the file
            raise
        raise Damaged("it is cut short or was changed") from error


def _recipient(text: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BadKey("this is no key") from error


def _identity(text: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(text)
    except pyrage.IdentityError as error:
        raise BadKey("this is no key") from error
