"""Real mail servers, and an office whose rows every thread can see."""

import itertools
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from baraza.base.channels.email import oauth2
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.base.channels.mail_servers import DOVECOT, Dovecot, TokenEndpoint, running_dovecot

_names = itertools.count(1)
KEPT_TABLES = (
    "channels_mailbox",
    "channels_folderposition",
    "channels_rawitem",
    "procrastinate_jobs",
)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One server for all; each test takes a user name of its own."""
    if DOVECOT is None:
        pytest.skip("Dovecot is not installed on this machine")
    with running_dovecot() as server:
        yield server


@pytest.fixture
def user() -> str:
    """The name of a mailbox nobody has used."""
    return f"office{next(_names)}"


@pytest.fixture
def trusted(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts the server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))


@pytest.fixture
def shared_offices(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[Office, Office]]:
    """Both offices outside of any transaction, so that other threads see what a test writes.

    What threads keep is removed at the end.
    """
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        first, second = Office.objects.filter(slug__in=["highlands", "lakeside"]).order_by("slug")
        yield first, second
        for office in (first, second):
            with within(office), connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {', '.join(KEPT_TABLES)} CASCADE")
        connection.set_schema_to_public()
        connection.close()


@pytest.fixture
def shared_office(shared_offices: tuple[Office, Office]) -> Iterator[Office]:
    """The first of them, entered."""
    with within(shared_offices[0]):
        yield shared_offices[0]


@pytest.fixture
def closed_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def token_endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenEndpoint]:
    """Microsoft's and Google's, on this machine."""
    endpoint = TokenEndpoint(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(endpoint.certificate))
    for provider in ("microsoft", "google"):
        monkeypatch.setitem(oauth2.TOKEN_URLS, provider, endpoint.url)
    yield endpoint
    endpoint.close()
