"""An office whose tables could not be brought up to date: told on its pages, and nobody else's."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.config import checks, metrics
from baraza.engagement.events.models import ConstituencyDay
from tests.staff import member_of_staff
from tests.web.conftest import static_files_as_written  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(two_offices: tuple[Office, Office]) -> Office:
    """The first office, with a table that this Baraza could not ask."""
    with within(two_offices[0]), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE office_profile RENAME TO office_profile_away")
        cursor.execute("ALTER TABLE django_session RENAME TO django_session_away")
    connection.set_schema_to_public()
    Office.objects.filter(pk=two_offices[0].pk).update(is_ready=False)
    return two_offices[0]


def browser(host: str) -> Client:
    return Client(headers={"host": host, "accept": "text/html"}, raise_request_exception=True)


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize(
    "path", ["/", "/desk/", "/desk/inbox/", "/accounts/login/", "/studio/", "/api/x", "/nowhere"]
)
def test_every_address_of_it_says_that_it_is_being_updated(
    waiting: Office,
    django_assert_num_queries: DjangoAssertNumQueries,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
):
    client = browser("highlands.localhost")
    client.cookies["sessionid"] = "of-somebody-signed-in"
    # Which schema, and whose host name: nothing is asked of the office's own tables.
    with django_assert_num_queries(2):
        answer = getattr(client, method)(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    if method != "head":
        assert "being updated" in answer.content.decode()
        assert "Highlands" in answer.content.decode()
    assert caplog.messages == [], "the journal would have a line for each visitor"


def test_a_signed_in_colleague_works_again_as_soon_as_it_is_ready(
    two_offices: tuple[Office, Office],
):
    with within(two_offices[0]):
        user: User = member_of_staff(email="leila@highlands.example", name="Leila Haddad")
        client = browser("highlands.localhost")
        client.force_login(user)
    connection.set_schema_to_public()
    Office.objects.filter(pk=two_offices[0].pk).update(is_ready=False)
    assert client.get("/desk/today/").status_code == 503
    connection.set_schema_to_public()
    Office.objects.filter(pk=two_offices[0].pk).update(is_ready=True)
    assert client.get("/desk/today/").status_code == 200


def test_the_other_office_and_the_machine_go_on(
    waiting: Office, two_offices: tuple[Office, Office], now: datetime
):
    with within(two_offices[1]):
        ConstituencyDay.objects.create(date=now.date() + timedelta(days=36500), name="Open day")
    assert browser("lakeside.localhost").get("/accounts/login/").status_code == 200
    assert browser("localhost").get("/").status_code == 200
    assert "Open day" in browser("localhost").get("/appointments/").content.decode()
    assert browser("highlands.localhost").get("/known-host?domain=highlands.localhost")


def test_monitoring_counts_it_and_reads_the_others(waiting: Office):
    lines = metrics.exposition().splitlines()
    assert "baraza_offices_not_ready 1" in lines
    assert not re.search("highlands", "\n".join(lines))
    assert 'baraza_unfiled_letters{office="lakeside"} 0' in lines


def test_the_doctor_names_it_and_looks_at_the_others(waiting: Office):
    found = {one.about: one for one in checks.findings()}
    assert found["highlands: tables"].state == "wrong"
    assert "baraza migrate" in found["highlands: tables"].words
    assert [about for about in found if about.startswith("highlands")] == ["highlands: tables"]
    assert found["lakeside: trail"].state == "ok"


def test_doctor_says_what_to_do_before_the_register_was_brought_up_to_date(
    two_offices: tuple[Office, Office],
):
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE office_register_office RENAME is_ready TO was_ready")
    [wrong] = [one for one in checks.findings() if one.about == "tables"]
    assert wrong.state == "wrong"
    assert "baraza migrate" in wrong.words
