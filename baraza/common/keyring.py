"""Text that is kept encrypted, with keys that can be changed without losing anything.

The first key of `settings.DATA_KEYS` encrypts; every one of them decrypts.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """The text was changed, or was encrypted with a key this installation does not have."""


@lru_cache(maxsize=4)
def _ring(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
            for secret in secrets
        ]
    )


def encrypt(text: str) -> str:
    """Authenticated encryption (Fernet); the result is ASCII."""
    return _ring(tuple(settings.DATA_KEYS)).encrypt(text.encode()).decode("ascii")


def decrypt(text: str) -> str:
    """Raises Unreadable."""
    try:
        return _ring(tuple(settings.DATA_KEYS)).decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("This cannot be read with the keys of this installation.") from error
