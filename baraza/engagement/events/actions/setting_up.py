"""What can be booked: purposes, hours, constituency days; and the queue at an open door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.models import Location
from baraza.engagement.events.models import Availability, ConstituencyDay, Purpose, Queue

MOST_IN_QUEUE = 500


@transaction.atomic
def save_purpose(
    *,
    purpose: Purpose,
    hosts: Sequence[User],
    translations: Mapping[str, Mapping[str, str]] | None = None,
    by: User | None,
    now: datetime,
) -> Purpose:
    """A new purpose, or one that was changed; `translations` is language → field → words."""
    for language, words in (translations or {}).items():
        purpose.translate(language, words)
    act = "changed" if purpose.pk else "added"
    purpose.save()
    purpose.hosts.set(hosts)
    record(actor=by, act=act, obj=purpose, now=now)
    return purpose


@transaction.atomic
def retire_purpose(*, purpose: Purpose, by: User, now: datetime) -> None:
    """Nobody can book it any more; what is booked stays."""
    Purpose.objects.filter(pk=purpose.pk, retired_at__isnull=True).update(retired_at=now)
    record(actor=by, act="retired", obj=purpose, now=now)


@transaction.atomic
def restore_purpose(*, purpose: Purpose, by: User, now: datetime) -> None:
    """It can be booked again."""
    Purpose.objects.filter(pk=purpose.pk).update(retired_at=None)
    record(actor=by, act="restored", obj=purpose, now=now)


@transaction.atomic
def save_hours(
    *,
    hours: Availability,
    purposes: Sequence[Purpose] = (),
    by: User | None,
    now: datetime,
) -> Availability:
    """When somebody meets people; what is booked already stays where it is."""
    act = "changed" if hours.pk else "added"
    hours.save()
    hours.purposes.set(purposes)
    record(actor=by, act=act, obj=hours, now=now)
    return hours


@transaction.atomic
def remove_hours(*, hours: Availability, by: User, now: datetime) -> None:
    """Nothing more can be booked then."""
    gone = Availability(pk=hours.pk)
    hours.delete()
    record(actor=by, act="removed", obj=gone, now=now)


@transaction.atomic
def take_part(*, day: date, name: str, by: User | None, now: datetime) -> ConstituencyDay:
    """This office meets people on that constituency day: its free times are on the common page."""
    row, _ = ConstituencyDay.objects.update_or_create(date=day, defaults={"name": name[:100]})
    record(actor=by, act="takes_part", obj=row, now=now)
    return row


@transaction.atomic
def take_no_part(*, day: ConstituencyDay, by: User, now: datetime) -> None:
    """The office is not listed for that day; its hours stay as they are."""
    gone = ConstituencyDay(pk=day.pk)
    day.delete()
    record(actor=by, act="removed", obj=gone, now=now)


@transaction.atomic
def tap_queue(*, location: Location, by: int, now: datetime) -> Queue:
    """So many more (or fewer) wait at the door."""
    Queue.objects.get_or_create(location=location, defaults={"changed_at": now})
    queue = Queue.objects.select_for_update().get(location=location)
    queue.waiting = min(max(queue.waiting + by, 0), MOST_IN_QUEUE)
    queue.changed_at = now
    queue.save(update_fields=["waiting", "changed_at"])
    return queue
