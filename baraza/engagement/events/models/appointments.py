"""Who comes when, why, and what they need."""

import uuid
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Circled, CircledQuerySet, User
from baraza.base.channels.models import Channel
from baraza.base.office.models import Location
from baraza.base.people.models import Person
from baraza.common.encrypted_fields import EncryptedTextField
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.models import Input
from baraza.engagement.events.models.times import Purpose, Way


class State(models.TextChoices):
    """The way of an appointment; whoever waits has no time yet."""

    WAITING = "waiting", _("Waiting for a place")
    OFFERED = "offered", _("A place is kept for them")
    BOOKED = "booked", _("Booked")
    CAME = "came", _("They came")
    MISSED = "missed", _("They did not come")
    CANCELLED = "cancelled", _("Cancelled")
    LAPSED = "lapsed", _("No longer waiting")


# Whatever may still take place.
OPEN = (State.WAITING, State.OFFERED, State.BOOKED)
# Nobody else can have that time.
TAKES_TIME = (State.OFFERED, State.BOOKED)


class AppointmentQuerySet(CircledQuerySet):
    def taking_time(self) -> Self:
        """Those whose time nobody else can have."""
        return self.filter(state__in=TAKES_TIME)


class Appointment(Circled):
    """Somebody meets somebody of the office, or waits for a place.

    One member of staff has one meeting at a time: the database refuses a second.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="appointments")
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Nobody's when they left and named no successor.
    host = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    # With the gap after it.
    claimed_until = models.DateTimeField(null=True, blank=True)

    # Of somebody who waits: since when, what suits, and until when a place is kept. A place is
    # named by its key (see `queries.free`); empty, any will do.
    wanted_place = models.CharField(max_length=30, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    first_date = models.DateField(null=True, blank=True)
    last_date = models.DateField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # As they gave them for this meeting; who it is, is said by a person of the office.
    name = EncryptedTextField()
    email = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    # Of the address or number: how much one may book is counted by it.
    contact_digest = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(max_length=10, blank=True)
    needs = EncryptedTextField(blank=True)
    interpreter = EncryptedTextField(blank=True)
    matter = EncryptedTextField(blank=True)

    channel = models.CharField(max_length=10, choices=Channel.choices)
    # Of the form it was sent with: sent twice, it is one.
    key = models.CharField(max_length=60, unique=True, null=True, blank=True)
    # That they asked for it, as everything people say is recorded.
    input = models.OneToOneField(
        Input, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The letters it came from, and what was written down of the meeting.
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    visit = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # How often what calendars know of it has changed (RFC 5545, 3.8.7.4).
    sequence = models.PositiveSmallIntegerField(default=0)
    # Why the office cancelled, in words for whoever was to come.
    reason = EncryptedTextField(blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Something changed that they could not be written of: somebody rings.
    untold_since = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            # Ranges of one number: an index on plain numbers and ranges together would need an
            # extension that not every PostgreSQL has.
            ExclusionConstraint(
                name="events_one_meeting_at_a_time",
                expressions=[
                    (
                        models.Func(
                            models.F("host"),
                            models.F("host"),
                            models.Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("claimed_until"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                # A range without a beginning and an end is everybody's.
                condition=models.Q(state__in=TAKES_TIME, host__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True)
                | models.Q(
                    ends_at__gt=models.F("starts_at"), claimed_until__gte=models.F("ends_at")
                ),
                name="events_meeting_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[State.OFFERED, State.BOOKED])
                | models.Q(starts_at__isnull=False, ends_at__isnull=False),
                name="events_meeting_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="events_by_time"),
            models.Index(fields=["person", "-starts_at"], name="events_of_person"),
            models.Index(
                fields=["waiting_since", "id"],
                condition=models.Q(state="waiting"),
                name="events_waiting",
            ),
            models.Index(
                fields=["contact_digest"],
                condition=models.Q(state__in=OPEN),
                name="events_open_of_contact",
            ),
            models.Index(
                fields=["untold_since"],
                condition=models.Q(untold_since__isnull=False),
                name="events_to_be_told",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """It may still take place."""
        return self.state in OPEN
