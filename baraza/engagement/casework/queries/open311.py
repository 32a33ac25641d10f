"""What other systems are told by Open311: services, and how far their own requests are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from baraza.base.accounts.models import User
from baraza.engagement.casework.models import (
    ApiKey,
    Case,
    CaseField,
    CaseKind,
    CaseState,
    Inquiry,
    ServiceArrival,
    ServiceEndpoint,
    ServiceRequest,
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


def endpoint_for(*, kind_id: int, endpoint_id: int) -> ServiceEndpoint:
    """One that takes this kind still. Raises ServiceEndpoint.DoesNotExist."""
    return ServiceEndpoint.objects.select_related("organisation").get(
        pk=endpoint_id, kind=kind_id, ended_at__isnull=True
    )


def endpoints_for(*, kind_id: int) -> list[ServiceEndpoint]:
    """Systems that take cases of this kind."""
    rows = ServiceEndpoint.objects.filter(kind=kind_id, ended_at__isnull=True)
    return list(rows.select_related("organisation").order_by("organisation__sort_key"))


def request_for(*, user: User, request_id: int) -> ServiceRequest:
    """Raises ServiceRequest.DoesNotExist, also for what this person may not see."""
    return ServiceRequest.objects.select_related("inquiry__case").get(
        pk=request_id, inquiry__in=Inquiry.objects.visible_to(user)
    )


def requests_in(*, case: Case) -> list[ServiceRequest]:
    """What was sent for a case to other systems, newest first."""
    rows = ServiceRequest.objects.filter(inquiry__case=case)
    return list(rows.select_related("endpoint__organisation", "words"))
