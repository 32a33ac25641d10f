"""What the application's database role may do: rows, never tables (requirement P1).

The owner's role migrates; the application's reads and writes. Where both are one role (a database
given by a single `DATABASE_URL`) there is nothing to grant, and `baraza doctor` says so.
"""

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

ROWS = "SELECT, INSERT, UPDATE, DELETE"

# Whether all is granted already: to say it again takes longer than most upgrades of an office.
_IS_GRANTED = """
SELECT has_schema_privilege(%(role)s, %(schema)s, 'USAGE') AND coalesce(bool_and(
    CASE WHEN relkind = 'S' THEN
        has_sequence_privilege(%(role)s, oid, 'USAGE')
        AND has_sequence_privilege(%(role)s, oid, 'SELECT')
    ELSE
        has_table_privilege(%(role)s, oid, 'SELECT')
        AND has_table_privilege(%(role)s, oid, 'INSERT')
        AND has_table_privilege(%(role)s, oid, 'UPDATE') = (relname <> ALL(%(append_only)s))
        AND has_table_privilege(%(role)s, oid, 'DELETE') = (relname <> ALL(%(append_only)s))
        AND NOT has_table_privilege(%(role)s, oid, 'TRUNCATE')
    END), true)
FROM pg_class
WHERE relnamespace = %(schema)s::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
"""


def grant(*, schema: str) -> None:
    """Give the application's role the rows of a schema; append-only tables keep theirs.

    A model declares itself append-only with a class attribute `append_only = True`.
    """
    role = settings.APPLICATION_ROLE
    if not role or role == connection.settings_dict["USER"]:
        return
    append_only = [
        model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)
    ]
    # At no moment may the application change what is append-only.
    with transaction.atomic(), connection.cursor() as cursor:
        given = {"role": role, "schema": schema, "append_only": append_only}
        cursor.execute(_IS_GRANTED, given)
        if cursor.fetchone()[0]:
            return
        target = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
        for statement in (
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            f"GRANT {ROWS} ON ALL TABLES IN SCHEMA {{schema}} TO {{role}}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        ):
            cursor.execute(sql.SQL(statement).format(**target))
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename = ANY(%s)",
            [schema, append_only],
        )
        for (table,) in cursor.fetchall():
            revoke = "REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.{table} FROM {role}"
            cursor.execute(sql.SQL(revoke).format(table=sql.Identifier(table), **target))
