"""Erase what has been kept long enough, after somebody has seen what that would be."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.actions import keeping
from baraza.base.people.models import RetentionApproval
from baraza.base.people.queries import retention_approval, retention_days
from baraza.base.people.registry import Kind, kinds

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of thing and how many of it have been kept long enough (None: kept for ever)."""

    name: str
    label: str | Promise
    days: int | None
    usual_days: int
    count: int


def preview_retention(*, now: datetime) -> list[Due]:
    """What a run would erase now; nothing is changed. One query a kind."""
    days = retention_days()
    return [
        Due(
            name=kind.name,
            label=kind.label,
            days=days[kind.name],
            usual_days=kind.usual_days,
            count=_rows(kind, days[kind.name], now).count() if days[kind.name] else 0,
        )
        for kind in kinds()
    ]


@transaction.atomic
def approve(*, by: User, now: datetime) -> list[Due]:
    """Switch the nightly run on for the days as they are now; returns what `by` agreed to."""
    seen = preview_retention(now=now)
    keeping.approve_retention(
        by=by,
        rules={due.name: due.days for due in seen},
        counts={due.name: due.count for due in seen},
        now=now,
    )
    record(actor=by, act="approved_retention", obj=RetentionApproval, now=now)
    return seen


@transaction.atomic
def stop(*, by: User, now: datetime) -> None:
    """Nothing more is erased by rule."""
    keeping.stop_retention()
    record(actor=by, act="stopped_retention", obj=RetentionApproval, now=now)


@transaction.atomic
def change_days(*, by: User, days: Mapping[str, int | None], now: datetime) -> None:
    """How long things are kept; the run stands still until it is approved again.

    Raises UnknownKind, ValueError (see people.actions.keeping).
    """
    keeping.set_retention(days=days)
    record(actor=by, act="changed_retention", obj=RetentionApproval, now=now, detail=dict(days))


def run_retention(*, now: datetime) -> Mapping[str, int]:
    """Erase what is due, in batches that each are whole; returns how many of what.

    Does nothing unless the days as they are were approved. May be killed and run again.
    """
    approval = retention_approval()
    if approval is None:
        return {}
    counts: Counter[str] = Counter()
    for kind in kinds():
        if days := approval.rules.get(kind.name):
            counts.update(_run(kind, days, now))
    done = {name: number for name, number in counts.items() if number}
    with transaction.atomic():
        keeping.note_retention_run(counts=done, now=now)
        if done:
            record(actor=None, act="erased_by_rule", obj=RetentionApproval, now=now, detail=done)
    return done


def _rows(kind: Kind, days: int, now: datetime) -> QuerySet:
    return kind.due(now - timedelta(days=days), now)


def _run(kind: Kind, days: int, now: datetime) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    numbers = list(_rows(kind, days, now).values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic():
            # A hold placed since the run began still counts.
            batch = _rows(kind, days, now).filter(pk__in=numbers[start : start + BATCH])
            counts.update(kind.erase(list(batch.values_list("pk", flat=True)), now))
    return counts
