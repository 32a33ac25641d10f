"""What a page gives to a browser and takes back unchanged; worth nothing at another office."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db import connection


def sealed(value: Any, *, purpose: str) -> str:
    """A value of JSON, for addresses and hidden fields: anybody can read it, nobody change it."""
    return signing.dumps(value, salt=_salt(purpose), compress=True)


def unsealed(text: str, *, purpose: str, max_age: int | None = None) -> Any:
    """What was sealed, at most so many seconds ago. Raises signing.BadSignature."""
    return signing.loads(text, salt=_salt(purpose), max_age=max_age)


def _salt(purpose: str) -> str:
    return f"{purpose}/{connection.schema_name}"
