"""Bring everything that is encrypted under the first key of the ring, losing nothing.

In batches that each are whole: whatever stops it, it can be started again. A row changed by
somebody else meanwhile is left as they wrote it, which is under the first key already.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from baraza.common import keyring
from baraza.common.encrypted_fields import EncryptedTextField

BATCH = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds encrypted text; `inside` names the keys of a JSON object that do."""

    model: str
    field: str
    inside: tuple[str, ...] = ()


@dataclass(slots=True)
class Rotated:
    """How many values were brought under the first key, were there, and cannot be read at all."""

    changed: int = 0
    already: int = 0
    unreadable: int = 0


# Columns of other packages, and those whose owner encrypts them without the field.
_columns: list[Column] = []


def register_column(column: Column) -> None:
    """Make a column part of every rotation."""
    if column not in _columns:
        _columns.append(column)


def columns() -> list[Column]:
    """Every encrypted column: those registered, and every `EncryptedTextField`."""
    fields = [
        Column(model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    ]
    return [*_columns, *fields]


def rotate() -> Rotated:
    """Every encrypted value of the current office; what cannot be read is left as it is."""
    rotated = Rotated()
    for column in columns():
        for rows in _batches(column):
            if changes := _changes(column, rows, rotated):
                _store(column, changes)
    return rotated


def not_under_first_key() -> Rotated:
    """What `rotate` would do in the current office; nothing is changed."""
    rotated = Rotated()
    for column in columns():
        for rows in _batches(column):
            _changes(column, rows, rotated)
    return rotated


def _changes(
    column: Column, rows: list[tuple[int, str]], rotated: Rotated
) -> list[tuple[int, str, str]]:
    """(id, old, new) of what needs the first key; everything is counted in `rotated`."""
    changes = []
    for number, old in rows:
        try:
            new = _under_first_key(column, old)
        except keyring.Unreadable:
            rotated.unreadable += 1
            continue
        if new == old:
            rotated.already += 1
        else:
            rotated.changed += 1
            changes.append((number, old, new))
    return changes


def _under_first_key(column: Column, text: str) -> str:
    if not column.inside:
        return keyring.with_first_key(text)
    values = json.loads(text)
    new = {
        name: keyring.with_first_key(value) if name in column.inside else value
        for name, value in values.items()
    }
    return text if new == values else json.dumps(new)


def _names(column: Column) -> dict[str, sql.Composable]:
    model = apps.get_model(column.model)
    return {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(model._meta.pk.column),
        "column": sql.Identifier(model._meta.get_field(column.field).column),
        "type": sql.SQL("jsonb" if column.inside else "text"),
    }


def _batches(column: Column) -> Iterator[list[tuple[int, str]]]:
    query = sql.SQL(
        "SELECT {key}, {column}::text FROM {table} WHERE {key} > %s AND {column} IS NOT NULL "
        "AND {column}::text NOT IN ('', '{{}}') ORDER BY {key} LIMIT %s"
    ).format(**_names(column))
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, [last, BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _store(column: Column, changes: list[tuple[int, str, str]]) -> None:
    query = sql.SQL(
        "UPDATE {table} SET {column} = changed.new::{type} "
        "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS changed (key, old, new) "
        "WHERE {table}.{key} = changed.key AND {table}.{column}::text = changed.old"
    ).format(**_names(column))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, [list(values) for values in zip(*changes, strict=True)])
