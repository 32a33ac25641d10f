"""What the counts of a period say."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.insight.actions.visits import record_visits
from baraza.insight.visits import reading

pytestmark = pytest.mark.usefixtures("office")


def test_a_period_is_summed_by_page_language_and_day() -> None:
    record_visits(
        counted=[
            ("2026-05-01", "/", "en", 5),
            ("2026-05-01", "/help/", "ar", 2),
            ("2026-05-03", "/", "fr", 4),
            ("2026-04-30", "/", "en", 3),
            ("2026-04-20", "/", "en", 100),
        ]
    )
    found = reading(first=date(2026, 5, 1), last=date(2026, 5, 3))
    assert (found.times, found.before) == (11, 3)
    assert found.pages == [("/", 9), ("/help/", 2)]
    assert found.languages == [("en", 5), ("fr", 4), ("ar", 2)]
    assert found.steps == [(date(2026, 5, 1), 7), (date(2026, 5, 2), 0), (date(2026, 5, 3), 4)]


def test_a_year_is_shown_week_by_week_and_no_day_is_lost() -> None:
    record_visits(counted=[("2025-05-04", "/", "en", 1), ("2026-05-03", "/", "en", 1)])
    found = reading(first=date(2025, 5, 4), last=date(2026, 5, 3))
    assert len(found.steps) == 53
    assert sum(times for _day, times in found.steps) == found.times == 2


def test_it_costs_as_many_queries_however_much_was_read() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            reading(first=date(2026, 5, 1), last=date(2026, 5, 30))
        return len(queries)

    record_visits(counted=[("2026-05-01", "/", "en", 1)])
    few = cost()
    record_visits(counted=[("2026-05-02", f"/news/{n}/", "en", n + 1) for n in range(30)])
    assert cost() == few == 4


def test_nothing_read_is_nothing(two_offices: tuple[Office, Office]) -> None:
    record_visits(counted=[])
    with within(two_offices[1]):
        record_visits(counted=[("2026-05-01", "/", "en", 9)])
    found = reading(first=date(2026, 5, 1), last=date(2026, 5, 1))
    assert (found.times, found.pages) == (0, [])
