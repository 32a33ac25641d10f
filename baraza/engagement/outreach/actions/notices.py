"""Say what is urgent, where it is, and until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.places.models import Area
from baraza.engagement.outreach.models import Level, Notice

_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class AboutNotice:
    """What a notice says; no `areas` means everybody, no `ends_at` until somebody ends it.

    `translations`: language → {"title", "text"}.
    """

    title: str
    begins_at: datetime
    text: str = ""
    level: Level = Level.URGENT
    link: str = ""
    ends_at: datetime | None = None
    areas: Collection[Area] = ()
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@transaction.atomic
def save_notice(
    *, about: AboutNotice, by: User | None, now: datetime, notice: Notice | None = None
) -> Notice:
    """Put it on the website, or change what stands there. Raises IntegrityError where it ends
    before it begins."""
    saved = notice or Notice(written_by=by)
    for name in ("title", "text", "level", "link", "begins_at", "ends_at"):
        setattr(saved, name, getattr(about, name))
    for language, words in about.translations.items():
        saved.translate(language, words)
    saved.changed_at = now
    saved.save()
    saved.areas.set(about.areas)
    record(actor=by, act="changed" if notice else "published", obj=saved, now=now)
    return saved


@transaction.atomic
def end_notice(*, notice: Notice, by: User, now: datetime) -> datetime | None:
    """It is over; returns when it would have ended, for `extend_notice` to undo it. One that had
    not begun is never shown."""
    before = notice.ends_at
    notice.begins_at = min(notice.begins_at, now - _A_MOMENT)
    _end(notice, now, by, now)
    return before


@transaction.atomic
def extend_notice(*, notice: Notice, ends_at: datetime | None, by: User, now: datetime) -> None:
    """It stays until then, or until somebody ends it."""
    _end(notice, ends_at, by, now)


def _end(notice: Notice, ends_at: datetime | None, by: User, now: datetime) -> None:
    notice.ends_at, notice.changed_at = ends_at, now
    notice.save(update_fields=["begins_at", "ends_at", "changed_at"])
    record(actor=by, act="ended" if ends_at == now else "changed", obj=notice, now=now)
