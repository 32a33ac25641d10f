"""How much one sender, and everybody together, may send through a form in an hour.

Counted in the memory of the web process, under a keyed digest: nothing of a sender's network is
stored, not even for an hour, as CACHES would do in the database. So each web process counts for
itself, and a restart forgets. A library or a school shares one address, hence a wide first limit;
the second keeps a flood from burying an office.
"""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

AN_HOUR = 3600
PER_SENDER = 20
PER_OFFICE = 1_000

counters = LocMemCache("contact form", {"TIMEOUT": AN_HOUR, "OPTIONS": {"MAX_ENTRIES": 100_000}})


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be done in an hour by one sender, and by all of them."""

    name: str
    per_sender: int
    per_office: int


def is_too_much(request: HttpRequest, limit: Limit | None = None) -> bool:
    """Whether one more letter, or one more of what the limit is for, would be over it."""
    return any(counters.get(key, 0) >= most for key, most in _limits(request, limit))


def count(request: HttpRequest, limit: Limit | None = None) -> None:
    """Remember, for an hour from the first, that it was done."""
    for key, _most in _limits(request, limit):
        if not counters.add(key, 1):
            try:
                counters.incr(key)
            except ValueError:  # the hour ended in between
                counters.add(key, 1)


def _limits(request: HttpRequest, limit: Limit | None) -> list[tuple[str, int]]:
    limit = limit or Limit("contact", PER_SENDER, PER_OFFICE)
    place = f"{limit.name}:{connection.schema_name}"
    sender = salted_hmac(place, _network(request)).hexdigest()
    return [(f"{place}:{sender}", limit.per_sender), (f"{place}:all", limit.per_office)]


def _network(request: HttpRequest) -> str:
    """The sender's IPv4 address, or the /64 an IPv6 household is given (RFC 6177)."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS:
        # Only what our own proxy added, the last, is known to be true.
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
