"""One switch, on and off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.models import Crisis


@transaction.atomic
def begin_crisis(
    *,
    by: User,
    now: datetime,
    words: Mapping[str, Mapping[str, str]] | None = None,
    **fields: object,
) -> Crisis:
    """From the moment in `begins_at`, every public page says so. Raises ValidationError."""
    begun = Crisis(started_by=by, started_at=now, **fields)
    for language, said in (words or {}).items():
        begun.translate(language, said)
    begun.full_clean()
    begun.save()
    record(actor=by, act="crisis_begun", obj=begun, now=now)
    return begun


@transaction.atomic
def change_crisis(
    *,
    crisis: Crisis,
    by: User,
    now: datetime,
    words: Mapping[str, Mapping[str, str]] | None = None,
    **fields: object,
) -> Crisis:
    """Other words, or another end. Raises ValidationError."""
    kept = Crisis.objects.select_for_update().get(pk=crisis.pk)
    for name, value in fields.items():
        setattr(kept, name, value)
    for language, said in (words or {}).items():
        kept.translate(language, said)
    kept.full_clean()
    kept.save()
    record(actor=by, act="crisis_changed", obj=kept, now=now)
    return kept


@transaction.atomic
def end_crisis(*, crisis: Crisis, by: User, now: datetime) -> Crisis:
    """It is over, before its time."""
    kept = Crisis.objects.select_for_update().get(pk=crisis.pk)
    kept.ended_at, kept.ended_by = now, by
    kept.save(update_fields=["ended_at", "ended_by"])
    record(actor=by, act="crisis_ended", obj=kept, now=now)
    return kept


@transaction.atomic
def resume_crisis(*, crisis: Crisis, by: User, now: datetime) -> Crisis:
    """It is not over after all."""
    kept = Crisis.objects.select_for_update().get(pk=crisis.pk)
    kept.ended_at, kept.ended_by = None, None
    kept.save(update_fields=["ended_at", "ended_by"])
    record(actor=by, act="crisis_resumed", obj=kept, now=now)
    return kept
