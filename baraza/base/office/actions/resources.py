"""What the office has to work with, and the member's own time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.models import Called, ProtectedBlock, Resource, TimeBudget, Where


@transaction.atomic
def save_resource(
    *,
    resource: Resource,
    by: User | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Resource:
    """A new one, or a changed one. Raises ValidationError."""
    act = "changed" if resource.pk else "added"
    for language, said in (words or {}).items():
        resource.translate(language, said)
    resource.full_clean()
    resource.save()
    record(actor=by, act=act, obj=resource)
    return resource


@transaction.atomic
def remove_resource(*, resource: Resource, by: User | None = None) -> None:
    """The office no longer has it."""
    record(actor=by, act="removed", obj=resource)
    resource.delete()


@transaction.atomic
def set_time_budget(*, hours: Mapping[tuple[Where, Called], int], by: User | None = None) -> None:
    """(where, who wanted it) → hours of an ordinary week."""
    for (where, called), count in hours.items():
        TimeBudget.objects.update_or_create(where=where, called=called, defaults={"hours": count})
    record(actor=by, act="time_budget_set", obj=TimeBudget, count=len(hours))


@transaction.atomic
def protect(
    *, weekday: int, opens: time, closes: time, purpose: str = "", by: User | None = None
) -> ProtectedBlock:
    """Time that nobody books. Raises ValidationError."""
    added = ProtectedBlock(weekday=weekday, opens=opens, closes=closes, purpose=purpose)
    added.full_clean()
    added.save()
    record(actor=by, act="added", obj=added)
    return added


@transaction.atomic
def protect_no_more(*, block: ProtectedBlock, by: User | None = None) -> None:
    """It may be booked again."""
    record(actor=by, act="removed", obj=block)
    block.delete()
