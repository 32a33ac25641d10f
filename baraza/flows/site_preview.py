"""An address that opens a website before it is published, for a while, to whoever is given it."""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import connection

LASTS = timedelta(hours=12)
PARAMETER = "preview"


def preview_key() -> str:
    """What opens this office's website, as `?preview=…`."""
    return _signer().sign("site")


def opens(key: str) -> bool:
    """Whether it is such a key, of this office, and not too old."""
    try:
        return _signer().unsign(key, max_age=LASTS) == "site"
    except BadSignature:
        return False


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=f"preview:{connection.schema_name}")
