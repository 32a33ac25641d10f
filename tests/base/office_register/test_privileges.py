from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

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
