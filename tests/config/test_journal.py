"""What stands in the journal when something goes wrong."""

import logging
import sys
from datetime import datetime, timedelta
from unittest.mock import Mock

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import DataError, OperationalError, connection
from procrastinate.exceptions import ConnectorException
from wagtail.models import Locale

from baraza.base.office_register.models import Office
from baraza.config.journal import Line, Outage
from baraza.engagement.outreach.models import Publication
from baraza.flows.publishing import publish_due

CANARY = "Amina is in hospital"


def raised(error: Exception, cause: Exception | None = None) -> tuple:
    try:
        if cause:
            raise error from cause
        raise error
    except Exception:
        return sys.exc_info()


def record(name: str, about: Exception | None, cause: Exception | None = None) -> logging.LogRecord:
    information = raised(about, cause) if about else None
    return logging.LogRecord(name, logging.ERROR, "", 1, "words", (), information)


def test_the_journal_is_written_by_it():
    assert settings.LOGGING["formatters"]["line"]["()"] == f"{Line.__module__}.{Line.__name__}"
    [handler] = settings.LOGGING["root"]["handlers"]
    assert settings.LOGGING["handlers"][handler]["formatter"] == "line"


def test_a_row_that_the_database_quotes_does_not_get_into_the_journal(office: Office):
    with pytest.raises(DataError) as quoted, connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::int", [CANARY])
    assert CANARY in str(quoted.value)
    line = Line("{message}", style="{").format(record("baraza", quoted.value))
    assert CANARY not in line
    assert "DataError" in line
    assert "22P02" in line
    assert "psycopg/cursor.py" in line


def test_a_text_that_cannot_appear_leaves_nothing_of_it_in_the_journal(
    office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    Publication.objects.create(
        title="Over", slug="over", summary="x", locale=Locale.objects.get(language_code="en"),
        expire_at=now,
    )  # fmt: skip
    monkeypatch.setattr(Publication, "unpublish", Mock(side_effect=DataError(CANARY)))
    with time_machine.travel(now + timedelta(hours=1)):
        assert publish_due(now=now + timedelta(hours=1)) == 0
    written = [Line().format(one) for one in caplog.records if one.name.startswith("baraza")]
    assert len(written) == 1
    assert "flows/publishing.py" in written[0]
    assert CANARY not in written[0]


@pytest.mark.parametrize(
    ("name", "about", "cause"),
    [
        ("procrastinate.worker.work", ConnectorException(), psycopg.OperationalError("refused")),
        ("procrastinate.utils", psycopg.errors.AdminShutdown("going down"), None),
        ("procrastinate.worker", OperationalError("x"), psycopg.OperationalError("closed")),
        ("asyncio", ConnectorException(), psycopg.OperationalError("closed")),
        ("psycopg.pool", None, None),
        ("psycopg", None, None),
    ],
)
def test_what_the_queue_says_of_a_database_that_is_away_is_left_out(
    name: str, about: Exception | None, cause: Exception | None
):
    outage = Outage()
    assert not outage.filter(record(name, about, cause))
    assert outage.is_noticed is (about is not None)


@pytest.mark.parametrize(
    ("name", "about", "cause"),
    [
        ("procrastinate.worker", ConnectorException(), psycopg.errors.UndefinedTable("jobs")),
        ("procrastinate.worker", OperationalError("x"), psycopg.errors.DiskFull("full")),
        ("procrastinate.worker", RuntimeError("a job failed"), None),
        ("asyncio", RuntimeError("a job failed"), None),
        ("procrastinate.worker", None, None),
        ("baraza.common.jobs", psycopg.OperationalError("closed"), None),
    ],
)
def test_everything_else_is_told(name: str, about: Exception | None, cause: Exception | None):
    outage = Outage()
    assert outage.filter(record(name, about, cause))
    assert not outage.is_noticed
