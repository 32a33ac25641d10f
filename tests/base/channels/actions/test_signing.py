from datetime import datetime, timedelta

import pytest
from django.db import connection

from baraza.base.audit.models import AuditEntry
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.actions.signing import begin_signing, make_signing_key
from baraza.base.channels.email.dkim_check import dkim_verdict
from baraza.base.channels.models import OutgoingState, SigningKey
from baraza.base.channels.signatures import newest_key, signer_of, signing_key
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.base.channels.outbox import put, state
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db
DOMAIN = "highlands.example"


def in_dns(*keys: SigningKey):
    records = {signer_of(key).name: signer_of(key).record.encode() for key in keys}
    return records.get


def test_letters_are_signed_once_dns_has_the_key(server: MailServer, now: datetime):
    key = make_signing_key(domain=DOMAIN, now=now)
    put(now=now)
    send_due(now=now)
    assert not begin_signing(key=key, now=now, resolver=in_dns())
    put(now=now)
    send_due(now=now)
    assert begin_signing(key=key, now=now, resolver=in_dns(key))
    item = put(now=now)
    send_due(now=now)

    verdicts = [
        dkim_verdict(kept.content, from_domain=DOMAIN, resolver=in_dns(key)) for kept in server.kept
    ]
    assert verdicts == ["unknown", "unknown", "pass"]
    assert state(item) == OutgoingState.SENT
    acts = AuditEntry.objects.order_by("number").values_list("act", flat=True)
    assert [act for act in acts if "sign" in act] == ["signing_key_made", "signing_begun"]


def test_a_new_key_takes_over_only_when_dns_has_it(office: Office, now: datetime):
    old = make_signing_key(domain=DOMAIN, now=now)
    begin_signing(key=old, now=now, resolver=in_dns(old))
    later = now + timedelta(days=1)
    new = make_signing_key(domain=DOMAIN, now=later)
    assert (newest_key(domain=DOMAIN), signing_key(domain=DOMAIN)) == (new, old)

    begin_signing(key=new, now=later, resolver=in_dns(old, new))
    assert signing_key(domain=DOMAIN) == new


def test_two_keys_of_one_day_have_names_of_their_own(office: Office, now: datetime):
    names = {make_signing_key(domain=DOMAIN, now=now).selector for _ in range(3)}
    assert len(names) == 3


def test_the_key_is_not_readable_in_the_database(office: Office, now: datetime):
    make_signing_key(domain=DOMAIN, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM channels_signingkey")
        assert "PRIVATE" not in cursor.fetchone()[0]


def test_a_lost_key_holds_up_no_letter(server: MailServer, now: datetime):
    key = make_signing_key(domain=DOMAIN, now=now)
    begin_signing(key=key, now=now, resolver=in_dns(key))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE channels_signingkey SET private_key = 'of another ring'")
    item = put(now=now)
    send_due(now=now)
    assert state(item) == OutgoingState.SENT
    assert b"DKIM-Signature" not in server.kept[0].content


def test_another_office_signs_with_nothing_of_ours(
    two_offices: tuple[Office, Office], now: datetime
):
    first, second = two_offices
    with within(first):
        key = make_signing_key(domain=DOMAIN, now=now)
        begin_signing(key=key, now=now, resolver=in_dns(key))
    with within(second):
        assert signing_key(domain=DOMAIN) is None
