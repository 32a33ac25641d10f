"""What `baraza doctor` says of the key that letters are signed with."""

from datetime import datetime

import dns.exception
import pytest
from django.db import connection

from baraza.base.channels.actions.signing import begin_signing, make_signing_key
from baraza.base.channels.email import signing
from baraza.base.channels.models import SigningKey
from baraza.base.channels.signatures import signer_of
from baraza.base.office_register.models import Office
from baraza.config.checks import _signing

pytestmark = pytest.mark.django_db
DOMAIN = "highlands.example"


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What DNS has."""
    records: dict[str, bytes] = {}
    ask = signing.Signer.is_published
    monkeypatch.setattr(
        signing.Signer,
        "is_published",
        lambda signer, resolver=records.get: ask(signer, resolver=resolver),
    )
    return records


def publish(key: SigningKey, zone: dict[str, bytes]) -> None:
    zone[signer_of(key).name] = signer_of(key).record.encode()


def said() -> tuple[str, str]:
    finding = _signing(DOMAIN, "highlands", "highlands: DKIM")
    return finding.state, finding.words


def test_from_no_key_to_a_key_that_signs(office: Office, now: datetime, zone: dict[str, bytes]):
    assert said()[0] == "note"
    assert "baraza dkim highlands" in said()[1]

    key = make_signing_key(domain=DOMAIN, now=now)
    assert said()[0] == "note"
    assert "does not stand in DNS" in said()[1]

    publish(key, zone)
    assert "stands in DNS, and is not used yet" in said()[1]

    begin_signing(key=key, now=now, resolver=zone.get)
    assert said() == ("ok", f"letters are signed as {signer_of(key).name}")

    zone.clear()
    assert said()[0] == "wrong"
    assert "DNS has lost the record" in said()[1]


def test_a_key_of_another_ring_is_to_be_made_anew(office: Office, now: datetime):
    make_signing_key(domain=DOMAIN, now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE channels_signingkey SET private_key = 'of another ring'")
    assert said()[0] == "wrong"
    assert "--renew" in said()[1]


def test_where_dns_does_not_answer_nothing_is_claimed(
    office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    make_signing_key(domain=DOMAIN, now=now)

    def silent(signer: signing.Signer) -> bool:
        raise dns.exception.Timeout

    monkeypatch.setattr(signing.Signer, "is_published", silent)
    assert said()[0] == "note"
