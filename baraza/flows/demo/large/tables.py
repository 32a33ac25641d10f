"""Rows in bulk, made by the database itself."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models
from psycopg import sql

# Dice that always fall the same: `pick` from 0 below `most`, `share` from 0 below 1.
DICE = """
CREATE OR REPLACE FUNCTION pg_temp.pick(number bigint, salt int, most bigint) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT ((hashint8extended(number, salt) & 4611686018427387903) % most)::int';
CREATE OR REPLACE FUNCTION pg_temp.share(number bigint, salt int) RETURNS float8
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT (hashint8extended(number, salt) & 1073741823) / 1073741824.0';
"""
# Built again in one go, which needs room to be quick.
MEMORY = "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '128MB'"


def run(statement: str, values: Sequence[object] | dict[str, object] | None = None) -> None:
    """One statement, or several without values, in the office's schema."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert(
    model: type[models.Model],
    source: str,
    columns: dict[str, str],
    values: dict[str, object] | None = None,
) -> None:
    """`INSERT INTO model SELECT columns FROM source`; what is not named gets its default."""
    named = dict(columns)
    for field in model._meta.concrete_fields:
        if field.column not in named and not field.primary_key:
            default = field.get_db_prep_value(field.get_default(), connection)
            named[field.column] = sql.Literal(default).as_string(connection.connection)
    names = ", ".join(connection.ops.quote_name(column) for column in named)
    run(
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) "  # noqa: S608 - ours
        f"SELECT {', '.join(named.values())} FROM {source}",
        values or {},
    )


def copy(table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    """A temporary table with these columns and rows."""
    run(f"CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP")
    with connection.cursor() as cursor, cursor.copy(f"COPY pg_temp.{table} FROM STDIN") as lines:
        for row in rows:
            lines.write_row(row)
    run(f"ANALYZE pg_temp.{table}")


@contextmanager
def bare(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Without indexes and references meanwhile; both are made, and checked, once at the end."""
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits to be checked holds a table
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema::regnamespace"
            " AND conrelid::regclass::text = ANY(%s)",
            [names],
        )
        references = cursor.fetchall()
        cursor.execute(
            "SELECT quote_ident(indexname), indexdef FROM pg_indexes "
            "WHERE schemaname = current_schema AND tablename = ANY(%s) AND NOT EXISTS "
            "(SELECT FROM pg_constraint WHERE conname = indexname"
            " AND connamespace = current_schema::regnamespace)",
            [names],
        )
        indexes = cursor.fetchall()
        for table, name, _ in references:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in references:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def numbered_on(tables: Sequence[type[models.Model]]) -> None:
    """Rows added from now on get numbers after the last one here."""
    for model in tables:
        table = connection.ops.quote_name(model._meta.db_table)
        run(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 - ours
            f"greatest((SELECT max(id) FROM {table}), 1))"
        )
