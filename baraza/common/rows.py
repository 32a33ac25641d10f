"""Many rows that differ in little, in one statement."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Model
from psycopg import sql


def insert_alike(like: Model, *, columns: Mapping[str, Sequence[object]]) -> None:
    """Insert a copy of `like` (not saved) for each place in the columns, which are equally long:
    attribute name → values. What the database fills in by itself must not be among them.
    """
    table = like._meta
    fixed, values = [], []
    varying, lists = [], []
    for field in table.concrete_fields:
        name = sql.Identifier(field.column)
        if field.attname in columns:
            kind = sql.SQL(field.rel_db_type(connection) or "text")
            varying.append((name, sql.SQL("%s::{}[]").format(kind)))
            lists.append(
                [field.get_db_prep_save(one, connection) for one in columns[field.attname]]
            )
        elif not field.primary_key:
            fixed.append(name)
            values.append(field.get_db_prep_save(getattr(like, field.attname), connection))
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM unnest({}) AS each ({})").format(
        sql.Identifier(table.db_table),
        sql.SQL(", ").join([*fixed, *(name for name, _ in varying)]),
        sql.SQL(", ").join(
            [
                *(sql.Placeholder() for _ in fixed),
                *(sql.SQL("each.{}").format(name) for name, _ in varying),
            ]
        ),
        sql.SQL(", ").join(kind for _, kind in varying),
        sql.SQL(", ").join(name for name, _ in varying),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *lists])
