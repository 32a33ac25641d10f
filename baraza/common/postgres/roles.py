"""The two roles of the database: one owns it and migrates, the other does the daily work."""

from collections.abc import Mapping, Sequence

import psycopg
from psycopg import sql

from baraza.common.postgres.layout import DATABASE, ROLES

CONNECT_SECONDS = 10
# All connections are taken: the server is up, and busy.
FULL = ("too many clients already", "remaining connection slots are reserved")
RIGHTS = {
    ROLES["owner"]: "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS CREATEDB",
    ROLES["application"]: "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS NOCREATEDB",
}


def roles_answer(urls: Sequence[str]) -> bool:
    """Whether every one of these addresses lets its role in."""
    try:
        for url in urls:
            psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.OperationalError as error:
        return any(words in str(error) for words in FULL)
    return True


def ensure_roles(superuser_url: str, *, passwords: Mapping[str, str]) -> None:
    """Make the roles and the database where they are missing, and set rights and passwords."""
    database = sql.Identifier(DATABASE)
    owner, application = (sql.Identifier(ROLES[role]) for role in ("owner", "application"))
    with psycopg.connect(
        superuser_url, autocommit=True, connect_timeout=CONNECT_SECONDS
    ) as connection:
        run = connection.execute
        known = {name for (name,) in run("SELECT rolname FROM pg_roles")}
        for role, rights in RIGHTS.items():
            verb = "ALTER" if role in known else "CREATE"
            run(
                sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                    sql.SQL(verb), sql.Identifier(role), sql.SQL(rights), passwords[role]
                )
            )
        if not run("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            run(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
        run(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        run(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, application))
