"""Counts for a screen: nobody reads a number beyond a thousand, and nobody waits for it."""

from collections.abc import Collection, Mapping

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST = 1_000


def capped_counts(
    *, of: Mapping[str, QuerySet], most: int = MOST, only_whether: Collection[str] = ()
) -> dict[str, int]:
    """How many rows each query finds, counted to `most` + 1; of `only_whether`, 0 or 1. One
    statement for all of them."""
    parts, values = [], []
    for name, rows in of.items():
        end = 1 if name in only_whether else most + 1
        try:
            sql, params = rows.order_by().values("pk")[:end].query.sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(of, cursor.fetchone(), strict=True))
