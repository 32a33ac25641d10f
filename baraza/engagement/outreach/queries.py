"""What of it is public now."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When

from baraza.base.places.queries import areas_within
from baraza.engagement.outreach.models import Correction, Level, Notice, Repost

_FIRST = [When(level=level, then=Value(place)) for place, level in enumerate(Level.values)]


def notices_now(*, now: datetime, area_id: int | None = None) -> QuerySet[Notice]:
    """What is in force, the gravest first; with an area, what concerns it and what it is in."""
    rows = Notice.objects.in_force(now).prefetch_related("areas")
    if area_id is not None:
        rows = rows.concerning(_around(area_id))
    grave = Case(*_FIRST, default=Value(len(_FIRST)), output_field=IntegerField())
    return rows.annotate(grave=grave).order_by("grave", "-begins_at", "-pk")


def reposts_shown(*, limit: int) -> QuerySet[Repost]:
    """What was passed on, the newest first."""
    return Repost.objects.shown().select_related("source").order_by("-decided_at", "-pk")[:limit]


def corrections() -> QuerySet[Correction]:
    """The whole log, the newest first."""
    return Correction.objects.order_by("-made_at", "-pk")


def _around(area_id: int) -> Collection[int]:
    within = areas_within(areas=[area_id])
    inside = set(within.values_list("pk", flat=True))
    lineages = within.filter(pk=area_id).values_list("lineage", flat=True)
    return inside.union(*lineages)
