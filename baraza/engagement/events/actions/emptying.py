"""Nothing of whoever came is kept longer than it must be; that there was a meeting stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from baraza.base.people.models import Person
from baraza.dialogue.inputs.actions import empty_inputs
from baraza.engagement.events.models import OPEN, Appointment, State

EMPTY = {
    "name": "",
    "email": "",
    "phone": "",
    "contact_digest": "",
    "needs": "",
    "interpreter": "",
    "matter": "",
    "reason": "",
    "untold_since": None,
}


@transaction.atomic
def empty_appointments(*, appointments: Sequence[int], now: datetime) -> int:
    """Names, numbers and words go (ids); returns of how many."""
    rows = Appointment.objects.filter(pk__in=appointments, erased_at__isnull=True)
    said = [pk for pk in rows.values_list("input", flat=True) if pk]
    empty_inputs(inputs=said, now=now)
    return rows.update(**EMPTY, key=None, erased_at=now)


@transaction.atomic
def forget_person(*, person: Person, now: datetime) -> int:
    """Whatever they booked; what was still to come is cancelled, and nobody writes to them."""
    rows = Appointment.objects.filter(person=person, erased_at__isnull=True)
    rows.filter(state__in=OPEN).update(state=State.CANCELLED, offered_until=None)
    return empty_appointments(appointments=list(rows.values_list("pk", flat=True)), now=now)
