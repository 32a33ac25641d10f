"""Take time of somebody's for one meeting, so that nobody else can have it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from baraza.engagement.events.models import Appointment
from baraza.engagement.events.queries.free import Place

ONE_AT_A_TIME = "events_one_meeting_at_a_time"
_LOCK = 0x6576_656E


def wait_for_turn() -> None:
    """Whoever books waits here for whoever books at this moment, until the transaction ends.

    The database refuses a second meeting at the same time whatever happens; this only keeps
    hundreds at once from running into each other there.
    """
    with connection.cursor() as cursor:
        number = zlib.crc32(connection.schema_name.encode()) - 2**31
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, number])


def set_time(appointment: Appointment, *, starts_at: datetime, place: Place) -> None:
    """Say when, where and how, without saving it."""
    purpose = appointment.purpose
    appointment.way = place.way
    appointment.location = place.location
    appointment.starts_at = starts_at
    appointment.ends_at = starts_at + timedelta(minutes=purpose.minutes)
    appointment.claimed_until = appointment.ends_at + timedelta(minutes=purpose.gap_minutes)


def claim(appointment: Appointment, *, hosts: Iterable[int]) -> bool:
    """Save it with the first of these hosts (ids) who has that time; False where none has."""
    for host in hosts:
        appointment.host_id = host
        try:
            with transaction.atomic():
                appointment.save()
        except IntegrityError as clash:
            if not is_of(clash, ONE_AT_A_TIME):
                raise
        else:
            return True
    return False


def is_of(error: IntegrityError, constraint: str) -> bool:
    """Whether it was this rule of the database that was broken."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == constraint
