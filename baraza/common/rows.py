"""Rows written and read at once, in statements that are put together once.

For a row or two, Django takes longer to put a statement together than PostgreSQL to run it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType, NoneType

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    F,
    Field,
    ForeignKey,
    Lookup,
    Model,
    Q,
    TextField,
)
from django.db.models.sql.compiler import SQLCompiler
from psycopg import sql

from baraza.common.prepared import prepared

NOTHING: Mapping[str, str] = MappingProxyType({})


# A statement with its values.
Statement = tuple[str, Sequence[object]]
# Statements to be sent together.
Later = list[Statement]


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


def send(later: Later) -> None:
    """Run what was gathered, in its order, in one journey to the database."""
    if later:
        with connection.cursor() as cursor:
            cursor.execute("; ".join(cursor.mogrify(*one) for one in later))


def ask(*questions: Statement) -> list[list[tuple]]:
    """The rows that answer each, in one journey to the database."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(cursor.mogrify(*one) for one in questions))
        answers = [cursor.fetchall()]
        while cursor.nextset():
            answers.append(cursor.fetchall())
    return answers


def next_key(model: type[Model]) -> str:
    """For a statement that is written out: a primary key that nothing else will have."""
    table = model._meta
    return f"nextval('{table.db_table}_{table.pk.column}_seq')"


# As many rows as one statement has.
PART = 1_000
# What arrives alone is so few rows: planned once for all that follow.
FEW = 4


def insert(
    rows: Sequence[Model],
    *,
    unique: Sequence[str] = (),
    update: Sequence[str] = (),
    computed: Mapping[str, str] = NOTHING,
    later: Later | None = None,
) -> None:
    """As `bulk_create`: rows of one model learn their primary keys, but for those that have one
    from `next_key`; those that are there by their `unique` fields have the others updated.

    `computed`: attribute name → what PostgreSQL makes of it, such as `f(%s, %s)`; the attribute
    holds a tuple of what is to stand for each `%s`.

    Added to `later`, where that is given: the rows learn nothing then.
    """
    has_keys = all(row.pk is not None for row in rows)
    for start in range(0, len(rows), PART):
        part = rows[start : start + PART]
        statement = _insert(
            type(part[0]),
            len(part),
            tuple(unique),
            tuple(update),
            tuple(computed.items()),
            has_keys,
            later is None,
        )
        values = _values(part, computed, has_keys)
        if len(part) <= FEW:
            statement = prepared(statement)
        if later is None:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                for row, (number,) in zip(part, cursor.fetchall(), strict=True):
                    row.pk = number
        else:
            later.append((statement, values))
        for row in part:
            row._state.adding, row._state.db = False, connection.alias
            for name in computed:
                del row.__dict__[name]  # whoever needs it asks for it


def update(rows: Sequence[Model], names: Sequence[str], *, later: Later | None = None) -> None:
    """As `bulk_update`, of fields by their attribute names; added to `later`, where it is given."""
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in _fields(model) if field.attname in names]
    statement = prepared(_update(model, tuple(field.attname for field in fields)))
    values = [
        [row.pk for row in rows],
        *(_prepared(field, [getattr(row, field.attname) for row in rows]) for field in fields),
    ]
    if later is None:
        send([(statement, values)])
    else:
        later.append((statement, values))


def among(name: str, ids: Iterable[int]) -> Q:
    """As `name__in` of ids, however many: they are sent as one value, and found by the index."""
    return Q(_Among(F(name), f"{{{','.join(map(str, ids))}}}"))


class _Among(Lookup):
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[object]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, self.rhs]


def holding(words: str) -> str:
    """For LIKE: what has these words in it, as they stand."""
    return f"%{connection.ops.prep_for_like_query(words)}%"


@lru_cache(maxsize=64)
def columns(model: type[Model], table: str) -> str:
    """For a statement that is written out: the columns `instances` understands."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


def instances(model: type[Model], rows: Iterable[Sequence[object]]) -> list[Model]:
    """What came of `columns`; further columns behind them are left out."""
    names, converted = _loading(model)
    found = []
    for row in rows:
        values = list(row[: len(names)])
        for place, convert in converted:
            values[place] = convert(values[place], None, connection)
        found.append(model.from_db(connection.alias, names, values))
    return found


def by_key(model: type[Model], key: int) -> Model | None:
    """The row of this primary key, or None."""
    statement = prepared(_by_key(model))
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        found = instances(model, cursor.fetchall())
    return found[0] if found else None


@lru_cache(maxsize=64)
def _by_key(model: type[Model]) -> str:
    table = model._meta
    return (
        sql.SQL("SELECT {columns} FROM {table} AS one WHERE {key} = %s")
        .format(
            columns=sql.SQL(columns(model, "one")),
            table=sql.Identifier(table.db_table),
            key=sql.Identifier(table.pk.column),
        )
        .as_string()
    )


def insert_unknown(rows: Sequence[Model]) -> int:
    """Insert rows of one model, but for those that break a rule of uniqueness; returns how many
    were inserted. They do not learn their primary keys.
    """
    with connection.cursor() as cursor:
        statement = _insert_unknown(type(rows[0]), len(rows))
        if len(rows) <= FEW:
            statement = prepared(statement)
        cursor.execute(statement, _values(rows))
        return cursor.rowcount


@lru_cache(maxsize=256)
def _insert(
    model: type[Model],
    count: int,
    unique: Sequence[str],
    update: Sequence[str],
    computed: Sequence[tuple[str, str]],
    has_keys: bool,
    returns_keys: bool,
) -> str:
    table = model._meta
    statement = _insert_into(model, count, dict(computed), has_keys)
    if unique:
        statement += sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(
            sql.SQL(", ").join(sql.Identifier(table.get_field(name).column) for name in unique),
            sql.SQL(", ").join(
                sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(table.get_field(name).column))
                for name in update
            ),
        )
    if returns_keys:
        statement += sql.SQL(" RETURNING {}").format(sql.Identifier(table.pk.column))
    return statement.as_string()


@lru_cache(maxsize=64)
def _insert_unknown(model: type[Model], count: int) -> str:
    return (_insert_into(model, count) + sql.SQL(" ON CONFLICT DO NOTHING")).as_string()


def _insert_into(
    model: type[Model], count: int, computed: Mapping[str, str] = NOTHING, has_keys: bool = False
) -> sql.Composed:
    fields = _fields(model, has_keys)
    one = ", ".join(computed.get(field.attname, "%s") for field in fields)
    return sql.SQL("INSERT INTO {} ({}) VALUES {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        sql.SQL(", ".join([f"({one})"] * count)),
    )


@lru_cache(maxsize=64)
def _update(model: type[Model], names: Sequence[str]) -> str:
    """One array a column, however many rows."""
    table = model._meta
    fields = [table.pk, *(field for field in _fields(model) if field.attname in names)]
    return (
        sql.SQL(
            "UPDATE {table} AS old SET {changes} FROM unnest({arrays}) AS new ({columns})"
            " WHERE old.{key} = new.{key}"
        )
        .format(
            table=sql.Identifier(table.db_table),
            changes=sql.SQL(", ").join(
                sql.SQL("{0} = new.{0}").format(sql.Identifier(field.column))
                for field in fields[1:]
            ),
            arrays=sql.SQL(", ").join(
                sql.SQL(f"%s::{field.db_type(connection)}[]") for field in fields
            ),
            columns=sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
            key=sql.Identifier(table.pk.column),
        )
        .as_string()
    )


def _values(
    rows: Sequence[Model], computed: Mapping[str, str] = NOTHING, has_keys: bool = False
) -> list[object]:
    fields = [(*one, one[1] in computed) for one in _taken(type(rows[0]), has_keys)]
    values: list[object] = []
    for row in rows:
        for field, name, as_it_is, is_computed in fields:
            value = getattr(row, name)
            if is_computed:
                values += value
            elif type(value) in as_it_is:
                values.append(value)
            else:
                values.append(field.get_db_prep_save(value, connection))
    return values


# Of Django's own fields, what stays as it is on its way to the database.
_AS_IT_IS: dict[type[Field], set[type]] = {
    CharField: {str, NoneType},
    TextField: {str, NoneType},
    BooleanField: {bool, NoneType},
    ForeignKey: {int, NoneType},
    DateTimeField: {datetime, NoneType},
}


@lru_cache(maxsize=64)
def _taken(model: type[Model], has_keys: bool) -> list[tuple[Field, str, set[type]]]:
    return [(one, one.attname, _AS_IT_IS.get(type(one), set())) for one in _fields(model, has_keys)]


@lru_cache(maxsize=64)
def _fields(model: type[Model], with_key: bool = False) -> list[Field]:
    return [field for field in model._meta.concrete_fields if with_key or not field.primary_key]


@lru_cache(maxsize=64)
def _loading(model: type[Model]) -> tuple[list[str], list[tuple[int, Callable[..., object]]]]:
    """Attribute names, and by place those whose values become something else in Python."""
    fields = model._meta.concrete_fields
    converted = [
        (place, field.from_db_value)
        for place, field in enumerate(fields)
        if hasattr(field, "from_db_value")
    ]
    return [field.attname for field in fields], converted


def _prepared(field: Field, values: Sequence[object]) -> Sequence[object]:
    if isinstance(field, CharField | TextField) and all(isinstance(one, str) for one in values):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]
