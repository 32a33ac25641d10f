"""Keep the media list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.common.bringing import Told
from baraza.engagement.press.deciding import decide
from baraza.engagement.press.models import MediaContact, MediaFile, Outlet, OutletKind, Reach

Row = TypeVar("Row", Outlet, MediaContact)


@dataclass(frozen=True, slots=True)
class AboutOutlet:
    """What is known of an outlet."""

    name: str
    kind: OutletKind | str
    language: str = ""
    reach: Reach | str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class AboutContact:
    """What is known of somebody there."""

    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def save_outlet(
    *, about: AboutOutlet, by: User | None, now: datetime, outlet: Outlet | None = None
) -> Outlet:
    """A new one, or what is known of one anew. Raises ValidationError."""
    return _save(outlet or Outlet(), about, by, now)


@transaction.atomic
def save_contact(
    *,
    outlet: Outlet,
    about: AboutContact,
    by: User | None,
    now: datetime,
    contact: MediaContact | None = None,
) -> MediaContact:
    """Whoever is entered was looked at: it counts as confirmed today. Raises ValidationError."""
    row = contact or MediaContact(outlet=outlet)
    row.confirmed_date, row.confirmed_by = timezone.localdate(now), by
    return _save(row, about, by, now)


@transaction.atomic
def confirm_contact(*, contact: MediaContact, by: User, now: datetime) -> None:
    """It is still right."""
    contact.confirmed_date, contact.confirmed_by = timezone.localdate(now), by
    contact.save(update_fields=["confirmed_date", "confirmed_by"])
    record(actor=by, act="contact_confirmed", obj=contact, now=now)


@transaction.atomic
def remove_contact(*, contact: MediaContact, by: User, now: datetime) -> None:
    """They are no longer there; to whom something was sent is forgotten with them."""
    record(actor=by, act="contact_removed", obj=contact, now=now)
    contact.delete()


@transaction.atomic
def retire_outlet(*, outlet: Outlet, by: User, now: datetime) -> None:
    """Nothing is sent there any more."""
    _set_retired(outlet, now, "retired", by, now)


@transaction.atomic
def restore_outlet(*, outlet: Outlet, by: User, now: datetime) -> None:
    """It is on the list again."""
    _set_retired(outlet, None, "restored", by, now)


@transaction.atomic
def decline(*, contact: MediaContact, now: datetime) -> None:
    """They want no more releases."""
    contact.no_more_at = now
    contact.save(update_fields=["no_more_at"])
    record(actor=None, act="letters_declined", obj=contact, now=now)


@transaction.atomic
def want_again(*, contact: MediaContact, now: datetime, by: User | None = None) -> None:
    """They want them after all."""
    contact.no_more_at = None
    contact.save(update_fields=["no_more_at"])
    record(actor=by, act="letters_wanted", obj=contact, now=now)


@transaction.atomic
def bring_in(*, file_id: int, by: User | None, now: datetime) -> list[Told]:
    """The list of a file, all or none; a second time, nothing happens."""
    file = MediaFile.locked(file_id)
    if file.done_at is not None:
        return file.told()
    plan = decide(file.rows, now=now)
    file.bring_in(plan, by=by, now=now)
    record(actor=by, act="import_started", obj=file, now=now, count=len(plan.told))
    return plan.told


@transaction.atomic
def take_back(*, file_id: int, by: User | None, now: datetime) -> int:
    """Undo it; returns how many rows stay because somebody changed them since.

    Raises NotUndoable.
    """
    file = MediaFile.locked(file_id)
    stay = file.take_back(now=now)
    record(actor=by, act="import_undone", obj=file, now=now)
    return stay


def _save(row: Row, about: AboutOutlet | AboutContact, by: User | None, now: datetime) -> Row:
    is_new = row.pk is None
    for name, value in asdict(about).items():
        setattr(row, name, value)
    row.changed_at = now
    row.full_clean()
    row.save()
    record(actor=by, act="added" if is_new else "changed", obj=row, now=now)
    return row


def _set_retired(
    outlet: Outlet, retired_at: datetime | None, act: str, by: User, now: datetime
) -> None:
    outlet.retired_at, outlet.changed_at = retired_at, now
    outlet.save(update_fields=["retired_at", "changed_at"])
    record(actor=by, act=act, obj=outlet, now=now)
