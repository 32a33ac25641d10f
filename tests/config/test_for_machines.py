"""What a monitoring system and a TLS proxy ask."""

import re
from datetime import datetime

import pytest
from django.test import Client

from baraza.base.channels.models import Mailbox, RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.config import metrics
from tests.letters import letter

pytestmark = pytest.mark.django_db
TOKEN = "a-long-secret"


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BARAZA_METRICS_TOKEN", TOKEN)


def ask(host: str = "highlands.localhost", secret: str = TOKEN) -> tuple[int, str]:
    headers = {"host": host, "authorization": f"Bearer {secret}"}
    answer = Client(headers=headers).get("/metrics")
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("secret", ["", "wrong", "a-long-secre", "ä"])
def test_figures_are_hidden_from_whoever_has_not_the_secret(
    two_offices: tuple[Office, Office], token: None, secret: str
):
    assert ask(secret=secret)[0] == 404


def test_without_a_secret_set_nobody_gets_figures(two_offices: tuple[Office, Office]):
    assert ask(secret="")[0] == ask(secret="None")[0] == 404


@pytest.mark.parametrize("host", ["localhost", "highlands.localhost", "elsewhere.example"])
def test_figures_are_whole_on_any_host_name(
    two_offices: tuple[Office, Office], token: None, now: datetime, host: str
):
    with within(two_offices[0]):
        RawItem.objects.create(
            source="t", digest=b"d" * 32, content=letter(), arrived_at=now, is_live=True,
            state=RawState.WAITING,
        )  # fmt: skip
        mailbox = Mailbox.objects.create(
            address="canary@highlands.example", imap_host="m", username="u", attended_since=now
        )
    status, text = ask(host)
    assert status == 200
    lines = text.splitlines()
    assert f"baraza_offices {Office.objects.count()}" in lines
    assert 'baraza_unfiled_letters{office="highlands"} 1' in lines
    assert 'baraza_unfiled_letters{office="lakeside"} 0' in lines
    assert f'baraza_mailbox_silence_seconds{{office="highlands",mailbox="{mailbox.pk}"}}' in text
    assert "canary" not in text
    written = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[\d.e+]+')
    assert all(line.startswith("# ") or written.fullmatch(line) for line in lines)
    assert {line.split()[2] for line in lines if line.startswith("# ")} <= metrics.HELP.keys()


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        ("highlands.localhost", 204),
        ("HIGHLANDS.localhost", 204),
        ("elsewhere.example", 404),
        ("localhost", 404),
        ("", 404),
    ],
)
def test_a_proxy_gets_certificates_for_our_offices_only(
    two_offices: tuple[Office, Office], domain: str, status: int
):
    client = Client(headers={"host": "127.0.0.1"})
    assert client.get("/known-host", {"domain": domain}).status_code == status
