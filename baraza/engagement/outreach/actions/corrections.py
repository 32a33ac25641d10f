"""Say openly what was changed."""

from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.engagement.outreach.models import Correction


@transaction.atomic
def log_correction(
    *,
    title: str,
    says: str,
    by: User | None,
    now: datetime,
    said: str = "",
    address: str = "",
    language: str = "",
    is_mistake: bool = True,
) -> Correction:
    """Write into the public log what a page said and what it says now."""
    kept = Correction.objects.create(
        title=title,
        address=address,
        language=language,
        is_mistake=is_mistake,
        said=said,
        says=says,
        made_at=now,
        made_by=by,
    )
    record(actor=by, act="published", obj=kept, now=now)
    return kept


@transaction.atomic
def take_back(*, correction: Correction, by: User, now: datetime) -> None:
    """It was logged by mistake."""
    record(actor=by, act="removed", obj=correction, now=now)
    correction.delete()
