"""The database itself keeps the application from changing the trail."""

from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from baraza.base.office_register.models import Office
from baraza.common import postgres
from tests.environment import HOME


@pytest.fixture
def as_application(two_offices: tuple[Office, Office]) -> Callable[[], psycopg.Connection]:
    """Connects to the first office's schema with the role everything but migrations runs under."""
    if (
        not settings.APPLICATION_ROLE
        or connection.settings_dict["USER"] == settings.APPLICATION_ROLE
    ):
        pytest.skip("this database has one role only")

    def connect() -> psycopg.Connection:
        return psycopg.connect(
            postgres.connection_url(home=HOME, role="application"),
            dbname=connection.settings_dict["NAME"],
            options=f"-c lock_timeout=5s -c search_path={two_offices[0].schema_name},public",
        )

    return connect


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET act = 'closed'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
    ],
)
def test_the_applications_role_cannot_change_the_trail(
    as_application: Callable[[], psycopg.Connection], statement: str
) -> None:
    with as_application() as own:
        own.execute("SELECT count(*) FROM audit_auditentry")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            own.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_auditentry ADD COLUMN more text",
        "DROP TABLE audit_auditentry",
        "CREATE RULE quiet AS ON INSERT TO audit_auditentry DO INSTEAD NOTHING",
        "GRANT UPDATE ON audit_auditentry TO CURRENT_USER",
    ],
)
def test_the_applications_role_cannot_change_the_table(
    as_application: Callable[[], psycopg.Connection], statement: str
) -> None:
    with as_application() as own:
        if statement.startswith("GRANT"):
            own.execute(statement)  # PostgreSQL only warns, and grants nothing
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute("UPDATE audit_auditentry SET act = 'closed'")
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute(statement)


def test_the_applications_role_can_add_rows(
    as_application: Callable[[], psycopg.Connection],
) -> None:
    with as_application() as own:
        own.execute(
            "INSERT INTO audit_auditentry VALUES (900, now(), NULL, '', 'closed', '', '', 1, '{}', "
            "''::bytea, NULL)"
        )
        own.rollback()
