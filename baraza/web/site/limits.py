"""How much one sender, and everybody together, may send through the form in an hour.

Counted in the cache only, under a keyed digest: no network address is ever stored. A library or a
school shares one address, so the first limit is wide; the second keeps a flood from burying an
office. Each web process counts for itself unless CACHES is a shared one.
"""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

AN_HOUR = 3600
PER_SENDER = 20
PER_OFFICE = 1_000


def is_too_much(request: HttpRequest) -> bool:
    """Whether one more letter would be over a limit."""
    return any(cache.get(key, 0) >= most for key, most in _counters(request))


def count(request: HttpRequest) -> None:
    """Remember, for an hour from the first, that a letter was sent."""
    for key, _most in _counters(request):
        if not cache.add(key, 1, AN_HOUR):
            try:
                cache.incr(key)
            except ValueError:  # the hour ended in between
                cache.add(key, 1, AN_HOUR)


def _counters(request: HttpRequest) -> list[tuple[str, int]]:
    sender = salted_hmac("baraza.web.site.limits", _network(request)).hexdigest()
    return [(f"contact:{sender}", PER_SENDER), ("contact:all", PER_OFFICE)]


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
