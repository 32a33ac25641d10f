"""Free times as a list to choose from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.engagement.events.models import Appointment, Purpose
from baraza.engagement.events.queries.free import Slot, Times

MOST = 120


def choices_of(
    purpose: Purpose | None, *, moved: Appointment | None = None
) -> list[tuple[date, list[tuple[str, Slot, User]]]]:
    """Day → what can be chosen on it: the value of the form, the time, and with whom."""
    if purpose is None:
        return []
    times = Times(purpose=purpose, now=timezone.now(), for_staff=True, moved=moved)
    slots = times.slots()[:MOST]
    people = User.objects.in_bulk({host for slot in slots for host in slot.hosts})
    days: dict[date, list[tuple[str, Slot, User]]] = defaultdict(list)
    for slot in slots:
        for host in slot.hosts:
            value = f"{int(slot.starts_at.timestamp())}@{slot.place.key}@{host}"
            days[slot.day].append((value, slot, people[host]))
    return list(days.items())
