"""Bring in a file of parliament's: told row by row before and after, safe to run again, undone
whole."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.common.bringing import Told
from baraza.engagement.consultations.deciding import decide
from baraza.engagement.consultations.models import ParliamentFile


@transaction.atomic
def bring_in(*, file_id: int, by: User | None, now: datetime) -> list[Told]:
    """The rows of a file, all or none; a second time, nothing happens."""
    file = ParliamentFile.locked(file_id)
    if file.done_at is not None:
        return file.told()
    plan = decide(file.rows, now=now)
    file.bring_in(plan, by=by, now=now)
    record(actor=by, act="import_started", obj=file, now=now, count=len(plan.told))
    return plan.told


@transaction.atomic
def take_back(*, file_id: int, by: User | None, now: datetime) -> int:
    """Undo it; returns how many bills, votes and committees stay because somebody changed them
    since. Raises NotUndoable.
    """
    file = ParliamentFile.locked(file_id)
    stay = file.take_back(now=now)
    record(actor=by, act="import_undone", obj=file, now=now)
    return stay
