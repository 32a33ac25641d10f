"""Adding up how often public pages are read."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

LONGEST_PATH = 300


def record_visits(*, counted: Sequence[tuple[str, str, str, int]]) -> None:
    """Add (ISO date, path, language, times) to what is known; one statement."""
    rows = [(day, path[:LONGEST_PATH], language, times) for day, path, language, times in counted]
    if not rows:
        return
    days, paths, languages, times = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        # Ordered, so that two processes that write at the same time never wait for each other.
        cursor.execute(
            """
            INSERT INTO insight_visit (date, path, language, times)
            SELECT date, path, language, sum(times)
            FROM unnest(%s::date[], %s::text[], %s::text[], %s::int[])
                AS counted (date, path, language, times)
            GROUP BY date, path, language ORDER BY date, path, language
            ON CONFLICT (date, path, language)
            DO UPDATE SET times = insight_visit.times + excluded.times
            """,
            [days, paths, languages, times],
        )
