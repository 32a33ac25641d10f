"""A schema of its own for each run, so that all share one server and none finds another's rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql


@contextmanager
def fresh_schema(dsn: str, name: str) -> Iterator[None]:
    """An empty schema of this name while the block runs; whatever had the name is dropped."""
    drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        try:
            yield
        finally:
            connection.execute(drop)
