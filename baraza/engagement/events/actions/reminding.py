"""The day before: a reminder, once; who has no address is rung up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from baraza.engagement.events.actions.telling import tell
from baraza.engagement.events.models import Appointment, State
from baraza.engagement.events.words import News

BEFORE = timedelta(hours=26)
# Whoever has just booked, or moved it, remembers.
FRESH = timedelta(hours=12)


def remind(*, now: datetime) -> int:
    """Remind whoever comes within a day; returns how many."""
    due = Appointment.objects.filter(
        state=State.BOOKED,
        reminded_at__isnull=True,
        starts_at__gt=now + timedelta(hours=1),
        starts_at__lte=now + BEFORE,
        changed_at__lte=now - FRESH,
    )
    numbers = list(due.values_list("pk", flat=True))
    reminded = 0
    for number in numbers:
        with transaction.atomic():
            found = (
                due.filter(pk=number)
                .select_for_update(of=("self",), skip_locked=True)
                .select_related("purpose", "location")
                .first()
            )
            if found is None:
                continue
            found.reminded_at = now
            found.save(update_fields=["reminded_at"])
            tell(appointment=found, news=News.REMINDER, now=now)
            reminded += 1
    return reminded
