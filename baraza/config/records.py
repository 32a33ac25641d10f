"""What DNS says of an office: whether it is found, and whether its letters are believed."""

from collections.abc import Iterator
from typing import Literal

import dns.exception
import dns.resolver

State = Literal["ok", "note", "wrong"]
Said = tuple[State, str]
DNS_SECONDS = 3.0


def found(host: str) -> Said:
    """Whether a host name leads anywhere."""
    try:
        if any(_ask(host, kind) for kind in ("A", "AAAA")):
            return "ok", f"{host} leads to an address"
    except dns.exception.DNSException as error:
        return "note", f"{host} cannot be looked up: {error}"
    return "wrong", f"{host} has no address, so nobody finds the office: add an A record for it"


def believed(domain: str) -> Iterator[Said]:
    """SPF (RFC 7208) and DMARC (RFC 7489) of the domain the office sends from."""
    for name, look in {"SPF": _spf, "DMARC": _dmarc}.items():
        try:
            yield look(domain)
        except dns.exception.DNSException as error:
            yield "note", f"{name} of {domain} cannot be looked up: {error}"


def _spf(domain: str) -> Said:
    texts = [text for text in _ask(domain, "TXT") if text.lower().split()[:1] == ["v=spf1"]]
    if not texts:
        return "wrong", f"{domain} has no SPF record: add one to say which servers send for it"
    if len(texts) > 1:
        return "wrong", f"{domain} has {len(texts)} SPF records, so none counts: make them one"
    if {"all", "+all"} & set(texts[0].lower().split()):
        return "wrong", f"the SPF record of {domain} lets everybody send for it: end it with -all"
    return "ok", f"{domain} has SPF"


def _dmarc(domain: str) -> Said:
    """What stands nearest counts: a domain without a record has that of the one above."""
    labels = domain.split(".")
    for above in range(max(1, len(labels) - 1)):
        name = ".".join(["_dmarc", *labels[above:]])
        texts = [text for text in _ask(name, "TXT") if text.startswith("v=DMARC1")]
        if len(texts) > 1:
            return "wrong", f"{name} has {len(texts)} DMARC records, so none counts: keep one"
        if texts:
            tags = dict(part.strip().partition("=")[::2] for part in texts[0].split(";"))
            # Below where it stands, "sp" goes before "p".
            policy = (above and tags.get("sp")) or tags.get("p", "none")
            if policy.strip().lower() != "none":
                return "ok", f"{domain} has DMARC"
            return "note", (
                f"the DMARC record {name} lets forged letters through (p=none): once your own "
                "arrive well, make it p=quarantine"
            )
    return "wrong", (
        f"_dmarc.{domain} has no DMARC record: add one to say what becomes of forged letters"
    )


def _ask(name: str, kind: str) -> list[str]:
    """What stands there; nothing where the name or the kind does not. Raises DNSException."""
    try:
        answer = dns.resolver.resolve(name, kind, lifetime=DNS_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    if kind == "TXT":
        return [b"".join(each.strings).decode("utf-8", "replace") for each in answer]
    return [each.to_text() for each in answer]
