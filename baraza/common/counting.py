"""Counts for a screen: nobody reads a number beyond a thousand, and nobody waits for it."""

from collections.abc import Mapping

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST = 1_000


def capped_counts(*, of: Mapping[str, QuerySet], most: int = MOST) -> dict[str, int]:
    """How many rows each query finds, counted to `most` + 1; one statement for all of them."""
    parts, values = [], []
    for rows in of.values():
        try:
            sql, params = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(of, cursor.fetchone(), strict=True))
