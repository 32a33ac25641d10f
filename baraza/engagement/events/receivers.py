from collections.abc import Collection
from datetime import datetime

from django.dispatch import receiver
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.accounts.signals import staff_left
from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.channels.rules import register_guard_of_many
from baraza.base.channels.signals import delivery_changed
from baraza.base.people.references import Reference, declare
from baraza.engagement.events.actions.changing import hand_over
from baraza.engagement.events.models import (
    OPEN,
    Appointment,
    Availability,
    BusyTime,
    Purpose,
    StaffCalendar,
    State,
)
from baraza.engagement.events.rules import STANDS, may_leave

register_guard_of_many(STANDS, may_leave)
declare(Reference("events.Appointment", "person"))
LOST = (OutgoingState.FAILED, OutgoingState.BOUNCED)


@receiver(topic_merged)
def move_topic(*, merged: Topic, kept: Topic, **_: object) -> None:
    Purpose.objects.filter(topic=merged).update(topic=kept)


@receiver(staff_left)
def hand_meetings_over(*, user: User, to: User | None, now: datetime, **_: object) -> None:
    """What was to come is the successor's as far as they have time; the rest is nobody's, and Today
    says so. Hours they had are hours no more."""
    coming = Appointment.objects.filter(
        host=user, state__in=[State.BOOKED, State.OFFERED], ends_at__gt=now
    )
    hand_over(appointments=list(coming.values_list("pk", flat=True)), to=to, by=None, now=now)
    for model in (Availability, BusyTime, StaffCalendar):
        model.objects.filter(user=user).delete()
    for purpose in Purpose.objects.filter(hosts=user):
        purpose.hosts.remove(user)
        if to is not None:
            purpose.hosts.add(to)


@receiver(delivery_changed)
def ring_instead(*, items: Collection[int], **_: object) -> None:
    """What could not be delivered has to be said by telephone."""
    lost = OutgoingItem.objects.filter(pk__in=items, guard=STANDS, state__in=LOST)
    numbers = {
        int(subject.partition(".")[0]) for subject in lost.values_list("guard_subject", flat=True)
    }
    Appointment.objects.filter(
        pk__in=numbers, untold_since__isnull=True, state__in=OPEN, erased_at__isnull=True
    ).update(untold_since=timezone.now())
