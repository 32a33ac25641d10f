"""What the application's database role may do: rows, never tables (requirement P1).

The owner's role migrates; the application's reads and writes. Where both are one role (a database
given by a single `DATABASE_URL`) there is nothing to grant, and `baraza doctor` says so.
"""

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

ROWS = "SELECT, INSERT, UPDATE, DELETE"


def grant(*, schema: str) -> None:
    """Give the application's role the rows of a schema; append-only tables keep theirs.

    A model declares itself append-only with a class attribute `append_only = True`.
    """
    role = settings.APPLICATION_ROLE
    if not role or role == connection.settings_dict["USER"]:
        return
    target = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
    statements = [
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT {ROWS} ON ALL TABLES IN SCHEMA {{schema}} TO {{role}}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    ]
    # At no moment may the application change what is append-only.
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(**target))
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        present = {name for (name,) in cursor.fetchall()}
        for model in apps.get_models():
            table = model._meta.db_table
            if getattr(model, "append_only", False) and table in present:
                cursor.execute(
                    sql.SQL(
                        "REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.{table} FROM {role}"
                    ).format(table=sql.Identifier(table), **target)
                )
