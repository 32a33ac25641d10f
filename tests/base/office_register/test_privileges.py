from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from baraza.base.office_register import privileges
from baraza.base.office_register.models import Office
from baraza.common import postgres
from tests.environment import HOME


@pytest.fixture
def application(committed_office: Office) -> Iterator[psycopg.Connection]:
    """The tests' database as the application sees it, in an office."""
    if (
        not settings.APPLICATION_ROLE
        or connection.settings_dict["USER"] == settings.APPLICATION_ROLE
    ):
        pytest.skip("one role for everything: nothing is kept apart")
    url = postgres.connection_url(home=HOME, role="application")
    database = connection.settings_dict["NAME"]
    with psycopg.connect(url, dbname=database, autocommit=True) as asking:
        asking.execute(
            "SELECT set_config('search_path', %s, false)", [committed_office.schema_name]
        )
        yield asking


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO agenda_topic (name, translations) VALUES ('Water', '{}')",
        "UPDATE agenda_topic SET name = 'Wells'",
        "DELETE FROM agenda_topic",
    ],
)
def test_the_application_may_change_rows(application: psycopg.Connection, statement: str):
    application.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "DROP TABLE agenda_topic",
        "ALTER TABLE agenda_topic ADD COLUMN x int",
        "TRUNCATE agenda_topic CASCADE",
        "CREATE SCHEMA mine",
        "DROP SCHEMA office_commons CASCADE",
        "CREATE TABLE public.mine (id int)",
    ],
)
def test_the_application_may_not_change_tables(application: psycopg.Connection, statement: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement)


@pytest.fixture
def said(application: psycopg.Connection, committed_office: Office) -> Iterator[Callable]:
    """Grants what the application needs in the office, and tells whether anything was said."""

    def grant() -> bool:
        with CaptureQueriesContext(connection) as asked:
            privileges.grant(schema=committed_office.schema_name)
        return any("GRANT" in one["sql"] for one in asked)

    yield grant
    grant()


def test_what_is_granted_is_not_said_again(said: Callable[[], bool]):
    said()
    assert not said()


@pytest.mark.parametrize(
    "statement",
    [
        "REVOKE USAGE ON SCHEMA {office} FROM {role}",
        "REVOKE DELETE ON {office}.agenda_topic FROM {role}",
        "REVOKE USAGE ON SEQUENCE {office}.agenda_topic_id_seq FROM {role}",
        "GRANT UPDATE ON {office}.audit_auditentry TO {role}",
        "GRANT TRUNCATE ON {office}.audit_auditentry TO {role}",
    ],
)
def test_what_is_not_as_it_should_be_is_put_right(
    said: Callable[[], bool], committed_office: Office, statement: str
):
    said()
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(statement).format(
                office=sql.Identifier(committed_office.schema_name),
                role=sql.Identifier(settings.APPLICATION_ROLE),
            )
        )
    assert said()
    assert not said()
