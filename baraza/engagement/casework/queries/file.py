"""One case and all that hangs on it, as its file shows it."""

from __future__ import annotations

from baraza.base.accounts.models import User
from baraza.engagement.casework.models import Case

BESIDE = ("kind", "person", "asked_by", "assigned_to", "organisation", "area", "circle", "pattern")


def case_for(*, user: User, case_id: int) -> Case:
    """Raises Case.DoesNotExist, also for what this person may not see. One query."""
    return Case.objects.visible_to(user).select_related(*BESIDE).get(pk=case_id)
