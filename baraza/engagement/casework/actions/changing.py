"""Small changes of a case: notes, whose it is, how urgent, what it belongs to."""

from __future__ import annotations

from datetime import datetime

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record_reading
from baraza.engagement.casework.models import Case


class CaseChanged(Exception):
    """Somebody else changed the case meanwhile; `case` is how it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__("the case was changed meanwhile")
        self.case = case


def locked(*, case_id: int, version: int | None = None) -> Case:
    """The case, kept from others until the transaction ends.

    With the version somebody read, raises CaseChanged where it is no longer that one.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("kind").get(pk=case_id)
    if version is not None and version != case.version:
        raise CaseChanged(case)
    return case


def touched(case: Case, now: datetime) -> None:
    """Counts a change and says when; `case` is locked. Saves these two fields only."""
    case.version += 1
    case.touched_at = now
    case.save(update_fields=["version", "touched_at"])


def note_read(*, case: Case, by: User, now: datetime) -> None:
    """Somebody opened the case; kept once an hour for each of them."""
    record_reading(actor=by, obj=case, now=now)


def note_fetched(*, case: Case, by: User, now: datetime) -> None:
    """Their browser keeps the case ready, because it is next; once an hour."""
    record_reading(actor=by, act="fetched", obj=case, now=now)
