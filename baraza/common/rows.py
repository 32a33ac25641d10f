"""Many rows that differ in little, at once."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql


def insert_alike(like: Model, *, columns: Mapping[str, Sequence[object]]) -> None:
    """Insert a copy of `like` (not saved) for each place in the columns, which are equally long:
    attribute name → values. The database gives the primary keys.
    """
    table = like._meta
    fields = [one for one in table.concrete_fields if not one.primary_key]
    fixed = [_prepared(one, [getattr(like, one.attname)])[0] for one in fields]
    places = {one.attname: number for number, one in enumerate(fields)}
    varying = [
        (places[name], _prepared(fields[places[name]], values)) for name, values in columns.items()
    ]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.db_table), sql.SQL(", ").join(sql.Identifier(f.column) for f in fields)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for number in range(len(varying[0][1])):
            for place, values in varying:
                fixed[place] = values[number]
            copy.write_row(fixed)


def insert_unknown(rows: Sequence[Model]) -> int:
    """Insert rows of one model, but for those that break a rule of uniqueness; returns how many
    were inserted. They do not learn their primary keys.
    """
    table = rows[0]._meta
    fields = [one for one in table.concrete_fields if not one.primary_key]
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in fields
    ]
    one = sql.SQL("({})").format(sql.SQL(", ").join(sql.Placeholder() for _ in fields))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES {} ON CONFLICT DO NOTHING").format(
        sql.Identifier(table.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        sql.SQL(", ").join(one for _ in rows),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _prepared(field: Field, values: Sequence[object]) -> list[object]:
    return [field.get_db_prep_save(value, connection) for value in values]
