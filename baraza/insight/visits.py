"""How often the public pages are read, as counted without a trace of who reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from baraza.insight.models import Visit

MOST_PAGES = 50
# Days that are drawn as a line of their own; a longer period is summed by weeks.
BY_DAY = 35


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a period: in all, by page, by language, and day by day or week by week."""

    times: int
    before: int
    pages: Sequence[tuple[str, int]]
    languages: Sequence[tuple[str, int]]
    # (first day of it, times)
    steps: Sequence[tuple[date, int]]


def reading(*, first: date, last: date) -> Reading:
    """From the first day to the last, and in as many days before them; four queries."""
    days = (last - first).days + 1
    rows = Visit.objects.filter(date__range=(first, last))
    earlier = Visit.objects.filter(date__range=(first - timedelta(days), first - timedelta(1)))
    by_day = dict(rows.values_list("date").annotate(times=Sum("times")).order_by("date"))
    width = 1 if days <= BY_DAY else 7
    steps = [
        (
            first + timedelta(at),
            sum(by_day.get(first + timedelta(at + day), 0) for day in range(width)),
        )
        for at in range(0, days, width)
    ]
    return Reading(
        times=sum(by_day.values()),
        before=earlier.aggregate(times=Sum("times"))["times"] or 0,
        pages=list(
            rows.values_list("path")
            .annotate(times=Sum("times"))
            .order_by("-times", "path")[:MOST_PAGES]
        ),
        languages=list(
            rows.values_list("language").annotate(times=Sum("times")).order_by("-times", "language")
        ),
        steps=steps,
    )
