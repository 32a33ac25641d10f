"""What `baraza doctor` says of the DNS records of an office."""

import dns.resolver
import pytest

from baraza.base.office_register.models import HostName, Office
from baraza.config import records
from baraza.config.checks import findings

Zone = dict[tuple[str, str], list[str]]
SPF, DMARC = ("mp.example.org", "TXT"), ("_dmarc.mp.example.org", "TXT")


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Zone:
    """What DNS has."""
    known: Zone = {}
    monkeypatch.setattr(records, "_ask", lambda name, kind: known.get((name, kind), []))
    return known


def states() -> list[str]:
    return [state for state, _ in records.believed("mp.example.org")]


def test_a_domain_without_records_is_told_both(zone: Zone):
    assert states() == ["wrong", "wrong"]
    zone[SPF] = ["google-site-verification=x", "v=spf1 mx -all"]
    zone[DMARC] = ["v=DMARC1; p=quarantine; rua=mailto:p@example.org"]
    assert states() == ["ok", "ok"]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["v=spf1 mx -all", "v=spf1 include:x.example -all"], "2 SPF records"),
        (["v=spf1 mx +all"], "everybody"),
        (["v=spf1 all"], "everybody"),
        (["v=spf10 mx -all"], "no SPF"),
    ],
)
def test_a_record_that_protects_nobody_is_none(zone: Zone, texts: list[str], words: str):
    zone[SPF] = texts
    state, said = next(records.believed("mp.example.org"))
    assert (state, words in said) == ("wrong", True)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("v=DMARC1; p=reject", "ok"),
        ("v=DMARC1; p=reject; sp=none", "note"),
        ("v=DMARC1; p=none; sp=quarantine", "ok"),
        ("v=DMARC1;p=none", "note"),
    ],
)
def test_the_domain_above_speaks_for_those_below(zone: Zone, text: str, state: str):
    zone["_dmarc.example.org", "TXT"] = [text]
    assert states()[1] == state


def test_the_whole_world_is_not_asked(zone: Zone):
    zone["_dmarc.org", "TXT"] = ["v=DMARC1; p=reject"]
    assert states()[1] == "wrong"


def test_two_policies_are_none(zone: Zone):
    zone[DMARC] = ["v=DMARC1; p=reject", "v=DMARC1; p=none"]
    assert states()[1] == "wrong"


def test_where_dns_does_not_answer_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch):
    def silent(*words: object, **more: object) -> None:
        raise dns.resolver.NoNameservers

    monkeypatch.setattr(dns.resolver, "resolve", silent)
    assert states() == ["note", "note"]
    assert records.found("mp.example.org")[0] == "note"


def test_a_host_name_that_leads_nowhere_is_told_of_its_office(office: Office, zone: Zone):
    HostName.objects.create(domain="mp.example.org", tenant=office, is_primary=False)

    def told() -> list[tuple[str, str]]:
        return [(one.about, one.state) for one in findings() if "mp.example.org" in one.words]

    assert told() == [("highlands: DNS", "wrong")]
    zone["mp.example.org", "AAAA"] = ["2001:db8::1"]
    assert told() == [("highlands: DNS", "ok")]
