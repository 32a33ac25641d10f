"""Ask another machine on the internet for something, and never one of our own.

Whoever can name an address can make a server ask for it. So a request goes only to hosts its
caller names, and only to public addresses: the name is looked up here, once, and the connection
goes to what was found, on redirects too.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS = 10.0
MOST_BYTES = 5_000_000
MOST_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
# For protocols, not for hosts (RFC 6890); not every Python says so.
_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")
# IPv4 addresses wrapped in IPv6 lead to the address inside (RFC 6052, 3056).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolver = Callable[[str, int], list[str]]
Asks = Callable[..., "Answer"]
"""`fetch`, or what stands in for it."""


class NotAllowed(Exception):
    """The address leads somewhere no request may go."""


class NoAnswer(Exception):
    """The other machine did not answer as it should: unreachable, too slow, too much."""


class NotReached(NoAnswer):
    """Nothing has left for it yet, so it may be tried again without doing anything twice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `url` is where it came from after redirects."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(
    url: str,
    *,
    allowed_hosts: Collection[str],
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
    resolve: Resolver | None = None,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """GET an https address, or POST a body to it, which follows no redirect; all in all it takes
    no longer than `seconds`.

    `allowed_hosts` are host names, exactly; one with another port than 443 is named "host:port".
    Raises NotAllowed, NoAnswer.
    """
    deadline = time.monotonic() + seconds
    for _hop in range(MOST_REDIRECTS + 1):
        target = _allowed(url, allowed_hosts)
        port = target.port or 443
        addresses = (resolve or public_addresses)(target.hostname or "", port)
        answer = _ask(target, addresses[0], headers or {}, body, deadline, most_bytes, context)
        is_elsewhere = answer.status in _REDIRECTS and "location" in answer.headers
        if body is not None or not is_elsewhere:
            return answer
        url = urljoin(url, answer.headers["location"])
    raise NoAnswer(f"more than {MOST_REDIRECTS} redirects")


def public_addresses(host: str, port: int) -> list[str]:
    """Where a name leads. Raises NotAllowed where any of it is not public, NoAnswer."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached(f"{host} is not known") from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if inside := [one for one in addresses if not is_public(one)]:
        raise NotAllowed(f"{host} leads to {inside[0]}, which is not on the internet")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one anybody on the internet has: not ours, not a neighbour's."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    if found in _PROTOCOLS:
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _allowed(url: str, allowed_hosts: Collection[str]) -> SplitResult:
    try:
        target = urlsplit(url)
        port = target.port or 443
    except ValueError as error:
        raise NotAllowed("this is no address") from error
    if target.scheme != "https" or not target.hostname or "@" in target.netloc:
        raise NotAllowed("only https addresses without a user name are asked")
    named = target.hostname if port == 443 else f"{target.hostname}:{port}"
    if named not in {host.lower() for host in allowed_hosts}:
        raise NotAllowed(f"{named} is not among the hosts that may be asked")
    return target


class _Connection(http.client.HTTPSConnection):
    """Goes to an address that was looked up before, under the name it was looked up for."""

    def __init__(self, host: str, port: int, *, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, context=context)
        self.address = address
        self.tls = context

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def _ask(
    target: SplitResult,
    address: str,
    headers: Mapping[str, str],
    body: bytes | None,
    deadline: float,
    most_bytes: int,
    context: ssl.SSLContext | None,
) -> Answer:
    connection = _Connection(
        target.hostname or "",
        target.port or 443,
        address=address,
        context=context or ssl.create_default_context(),
    )
    connection.timeout = _left(deadline)
    try:
        connection.connect()
    except OSError as error:
        connection.close()
        raise NotReached(str(error)) from error
    try:
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        method = "GET" if body is None else "POST"
        connection.request(method, path, body=body, headers={"User-Agent": "Baraza", **headers})
        # Kept here: http.client lets go of it where the answer ends with the connection.
        plain = connection.sock
        answer = connection.getresponse()
        content = b""
        while piece := answer.read1(1 << 16):
            content += piece
            if len(content) > most_bytes:
                raise NoAnswer(f"more than {most_bytes} bytes")
            if not answer.isclosed():
                plain.settimeout(_left(deadline))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(str(error)) from error
    finally:
        connection.close()
    named = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(url=target.geturl(), status=answer.status, headers=named, body=content)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise NoAnswer("it took too long")
    return left
