"""Note who wrote or spoke about it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.engagement.press.models import CorrectionAsked, Coverage, Outlet, Release


@transaction.atomic
def note_coverage(
    *,
    outlet: Outlet,
    title: str,
    published_date: date,
    by: User | None,
    now: datetime,
    link: str = "",
    release: Release | None = None,
    correction: CorrectionAsked | str = CorrectionAsked.NONE,
    coverage: Coverage | None = None,
) -> Coverage:
    """A new one, or what is known of one anew. Raises ValidationError."""
    row = coverage or Coverage(noted_by=by)
    row.outlet, row.title, row.published_date = outlet, title, published_date
    row.link, row.release, row.correction, row.changed_at = link, release, correction, now
    row.full_clean()
    row.save()
    record(actor=by, act="covered", obj=row, now=now)
    return row


@transaction.atomic
def remove_coverage(*, coverage: Coverage, by: User, now: datetime) -> None:
    """It was noted by mistake."""
    record(actor=by, act="removed", obj=coverage, now=now)
    coverage.delete()
