"""Many rows that differ in little, at once."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql


def insert_alike(like: Model, *, columns: Mapping[str, Sequence[object]]) -> None:
    """Insert a copy of `like` (not saved) for each place in the columns, which are equally long:
    attribute name → values. The database gives the primary keys.
    """
    table = like._meta
    fields = _fields(type(like))
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


# Of more rows, putting the statement together is little beside running it.
FEW = 4


def insert(
    rows: Sequence[Model], *, unique: Sequence[str] = (), update: Sequence[str] = ()
) -> None:
    """As `bulk_create`: rows of one model, without anything set by an expression, learn their
    primary keys; those that are there already by their `unique` fields have the others updated.

    For a row or two, `bulk_create` takes longer to put its statement together than it runs.
    """
    if not rows:
        return
    model = type(rows[0])
    if len(rows) > FEW:
        model._base_manager.bulk_create(
            rows,
            update_conflicts=bool(unique),
            unique_fields=unique or None,
            update_fields=update or None,
        )
        return
    statement = _insert(model, len(rows), tuple(unique), tuple(update))
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(rows))
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
            row._state.adding, row._state.db = False, connection.alias


def insert_unknown(rows: Sequence[Model]) -> int:
    """Insert rows of one model, but for those that break a rule of uniqueness; returns how many
    were inserted. They do not learn their primary keys.
    """
    with connection.cursor() as cursor:
        cursor.execute(_insert_unknown(type(rows[0]), len(rows)), _values(rows))
        return cursor.rowcount


@lru_cache(maxsize=64)
def _insert(model: type[Model], count: int, unique: Sequence[str], update: Sequence[str]) -> str:
    table = model._meta
    statement = _insert_into(model, count)
    if unique:
        statement += sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(
            sql.SQL(", ").join(sql.Identifier(table.get_field(name).column) for name in unique),
            sql.SQL(", ").join(
                sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(table.get_field(name).column))
                for name in update
            ),
        )
    returning = sql.SQL(" RETURNING {}").format(sql.Identifier(table.pk.column))
    return (statement + returning).as_string()


@lru_cache(maxsize=64)
def _insert_unknown(model: type[Model], count: int) -> str:
    return (_insert_into(model, count) + sql.SQL(" ON CONFLICT DO NOTHING")).as_string()


def _insert_into(model: type[Model], count: int) -> sql.Composed:
    fields = _fields(model)
    one = sql.SQL("({})").format(sql.SQL(", ").join(sql.Placeholder() for _ in fields))
    return sql.SQL("INSERT INTO {} ({}) VALUES {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        sql.SQL(", ").join(one for _ in range(count)),
    )


def _values(rows: Sequence[Model]) -> list[object]:
    fields = _fields(type(rows[0]))
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in fields
    ]


def _fields(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _prepared(field: Field, values: Sequence[object]) -> list[object]:
    return [field.get_db_prep_save(value, connection) for value in values]
