"""What we put into mail so that its answer finds its thread: signed, so nobody can make one up."""

import hashlib
import hmac
import re
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.utils.crypto import constant_time_compare

_TAGGED = re.compile(r"^(?P<kind>[cb])(?P<number>[0-9a-z]+)\.(?P<mark>[0-9a-f]{16})$")
_OURS = re.compile(r"^(?P<number>[0-9a-f]{32})\.(?P<mark>[0-9a-f]{16})@")


def _mark(kind: str, number: str) -> str:
    # The office is part of what is signed: another office's mark means nothing here.
    text = f"{connection.schema_name}/{kind}/{number}"
    return hmac.digest(_key(settings.SECRET_KEY), text.encode(), "sha256").hex()[:16]


@lru_cache(maxsize=1)
def _key(secret: str) -> bytes:
    """Of this use alone, as Django's `salted_hmac` derives it."""
    return hashlib.sha256(b"baraza.mail" + secret.encode()).digest()


def tagged_address(address: str, *, kind: str, number: int | str) -> str:
    """`office@host` → `office+c12.<mark>@host` (`c`: a conversation, `b`: an outgoing item)."""
    local, _, host = address.rpartition("@")
    return f"{local}+{kind}{number}.{_mark(kind, str(number))}@{host}"


def tag_of(address: str, *, kind: str) -> str | None:
    """The number in one of our own tagged addresses; None for anything forged or foreign."""
    local = address.rpartition("@")[0]
    found = _TAGGED.match(local.rpartition("+")[2])
    if not found or found["kind"] != kind:
        return None
    if not constant_time_compare(_mark(kind, found["number"]), found["mark"]):
        return None
    return found["number"]


def make_message_id(*, public_id: str, host: str) -> str:
    """The Message-ID of an outgoing item, the same at every attempt; without angle brackets."""
    return f"{public_id}.{_mark('m', public_id)}@{host or 'localhost'}"


def is_our_message_id(identifier: str) -> bool:
    """Whether this office wrote that Message-ID."""
    found = _OURS.match(identifier)
    return bool(found) and constant_time_compare(_mark("m", found["number"]), found["mark"])
