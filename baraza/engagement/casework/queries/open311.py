"""What other systems are told by Open311: services, and how far their own requests are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from baraza.engagement.casework.models import (
    ApiKey,
    CaseField,
    CaseKind,
    CaseState,
    ServiceArrival,
)

PAGE = 100


@dataclass(frozen=True, slots=True)
class Known:
    """How far a request is. Nothing anybody wrote, nothing about whom."""

    code: str
    service: CaseKind | None
    is_open: bool
    requested_at: datetime
    changed_at: datetime


def services() -> list[CaseKind]:
    """The kinds offered on the website, with what is asked for each. Two queries."""
    asked = Prefetch("fields", CaseField.objects.in_use())
    return list(CaseKind.objects.in_use().filter(is_public=True).prefetch_related(asked))


def requests_of(
    *,
    key: ApiKey,
    codes: Collection[str] = (),
    begins: datetime | None = None,
    ends: datetime | None = None,
    is_open: bool | None = None,
) -> list[Known]:
    """What came with this key, the newest first; never what came otherwise. One query."""
    rows = ServiceArrival.objects.filter(key=key).select_related("intake__kind", "intake__case")
    if codes:
        rows = rows.filter(intake__code__in=codes)
    if begins:
        rows = rows.filter(received_at__gte=begins)
    if ends:
        rows = rows.filter(received_at__lte=ends)
    if is_open is True:
        rows = rows.exclude(intake__case__state=CaseState.CLOSED)
    elif is_open is False:
        rows = rows.filter(intake__case__state=CaseState.CLOSED)
    return [_known(row) for row in rows[:PAGE]]


def _known(row: ServiceArrival) -> Known:
    case = row.intake.case
    return Known(
        code=row.intake.code,
        service=row.intake.kind,
        is_open=case is None or case.state != CaseState.CLOSED,
        requested_at=row.received_at,
        changed_at=case.closed_at or row.received_at if case else row.received_at,
    )
