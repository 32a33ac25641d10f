"""Whether a letter was signed by the domain it says it comes from (DKIM, RFC 6376)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from baraza.common.lazily import Lazily

dkim = Lazily("dkim")
resolver_of_machine = Lazily("dns.resolver")

Verdict = Literal["pass", "fail", "unknown"]
# The TXT record of a name; None when there is none. May raise anything.
Resolver = Callable[[str], bytes | None]

DNS_SECONDS = 3
# dkimpy's expressions take quadratic time on what is past these.
LETTER_LIMIT = 10_000_000
HEADER_LIMIT = 100_000
SIGNATURE_LIMIT = 4_000
BLANKS = b" " * 100
SIGNATURES_READ = 3


class _NoKey(Exception):
    """The domain's key is not to be had, or is no key."""


def txt_record(name: str) -> bytes | None:
    """Ask the machine's resolver, for at most three seconds."""
    try:
        answer = resolver_of_machine.resolve(name, "TXT", lifetime=DNS_SECONDS, search=False)
    except (resolver_of_machine.NXDOMAIN, resolver_of_machine.NoAnswer):
        return None
    return b"".join(answer[0].strings)


def dkim_verdict(raw: bytes, *, from_domain: str, resolver: Resolver = txt_record) -> Verdict:
    """`pass`: the domain of `From:`, or one above it, signed the letter as it stands.

    `fail`: it signed something else, or somebody signed in its name; a mailing list that adds a
    line does that too. `unknown`: no such signature, or no answer from DNS.
    """
    domain = from_domain.rstrip(".").lower()
    if not domain or not _is_readable(raw):
        return "unknown"
    try:
        letter = dkim.DKIM(raw)
        if sum(name.lower() == b"from" for name, _ in letter.headers) != 1:
            return "unknown"
        verdicts = [_verify(letter, number, resolver) for number in _signatures_of(letter, domain)]
    except Exception:  # another's parser on hostile bytes: whatever it stumbles over proves nothing
        return "unknown"
    return next((verdict for verdict in ("pass", "fail") if verdict in verdicts), "unknown")


def _is_readable(raw: bytes) -> bool:
    if len(raw) > LETTER_LIMIT or BLANKS in raw.replace(b"\t", b" "):
        return False
    ends = [end for end in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if end >= 0]
    return min(ends, default=len(raw)) <= HEADER_LIMIT


def _signatures_of(letter: dkim.DKIM, domain: str) -> list[int]:
    """The positions of the signatures that speak for the domain."""
    found = []
    values = [value for name, value in letter.headers if name.lower() == b"dkim-signature"]
    for number, value in enumerate(values):
        if len(value) > SIGNATURE_LIMIT:
            continue
        try:
            tags = dkim.util.parse_tag_value(value)
        except dkim.util.InvalidTagValueList:
            continue
        signer = tags.get(b"d", b"").decode("ascii", "replace").rstrip(".").lower()
        # Part of a letter signed (l=) says nothing of the rest. A domain below ours is not ours.
        speaks = signer and (domain == signer or domain.endswith("." + signer))
        if speaks and b"l" not in tags:
            found.append(number)
    return found[:SIGNATURES_READ]


def _verify(letter: dkim.DKIM, number: int, resolver: Resolver) -> Verdict:
    def key_of(name: bytes, timeout: int = DNS_SECONDS) -> bytes:
        try:
            record = resolver(name.decode("ascii").rstrip("."))
            if record is None:
                raise _NoKey(name)
            dkim.evaluate_pk(name, record)
        except Exception as error:  # a resolver may raise anything; no key, no verdict
            raise _NoKey(name) from error
        return record

    try:
        return "pass" if letter.verify(number, dnsfunc=key_of) else "fail"
    except _NoKey:
        return "unknown"
    except dkim.ValidationError as error:
        return "fail" if str(error).startswith("body hash mismatch") else "unknown"
