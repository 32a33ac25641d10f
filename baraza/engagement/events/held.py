"""What is kept of appointments: as a person may have it, how it is forgotten, for how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.people.models import LegalHold, Person
from baraza.base.people.registry import (
    Counts,
    Entry,
    Holding,
    Kind,
    register_holding,
    register_kind,
)
from baraza.engagement.events.actions import emptying
from baraza.engagement.events.models import OPEN, Appointment


def export(person: Person, user: User) -> Iterator[Entry]:
    """Each appointment, with what they said of it."""
    rows = Appointment.objects.visible_to(user).filter(person=person, erased_at__isnull=True)
    for one in rows.select_related("purpose", "location", "host").order_by("made_at", "pk"):
        facts = {
            gettext("What for"): str(one.purpose),
            gettext("State"): one.get_state_display(),
            gettext("How"): one.get_way_display(),
            gettext("Place"): str(one.location or ""),
            gettext("With"): str(one.host or ""),
            gettext("Name given"): one.name,
            gettext("E-mail"): one.email,
            gettext("Telephone"): one.phone,
            gettext("Needs"): one.needs,
            gettext("Interpreter"): one.interpreter,
        }
        yield Entry(
            title=gettext("Appointment"),
            happened_at=one.starts_at or one.made_at,
            facts={name: value for name, value in facts.items() if value},
            text=one.matter,
        )


def hidden(person: Person, user: User) -> int:
    """Appointments within other circles."""
    rows = Appointment.objects.filter(person=person, erased_at__isnull=True)
    return rows.exclude(pk__in=Appointment.objects.visible_to(user).values("pk")).count()


def erase(person: Person, now: datetime) -> Counts:
    """Everything they gave for their appointments."""
    return {"appointments": emptying.forget_person(person=person, now=now)}


def _old(before: datetime, now: datetime) -> QuerySet[Appointment]:
    held = LegalHold.objects.in_force(now).values("person")
    return (
        Appointment.objects.filter(erased_at__isnull=True)
        .filter(Q(ends_at__lt=before) | Q(ends_at__isnull=True, changed_at__lt=before))
        .exclude(state__in=OPEN, ends_at__isnull=True)
        .exclude(person__isnull=False, person__in=held)
    )


def _throw_away(ids: Sequence[int], now: datetime) -> Counts:
    return {"appointments": emptying.empty_appointments(appointments=ids, now=now)}


register_holding(
    Holding(
        name="events",
        label=gettext_lazy("Appointments"),
        export=export,
        erase=erase,
        hidden=hidden,
    )
)
register_kind(
    Kind(
        "appointments",
        gettext_lazy("Appointments: who came, and why"),
        365,
        _old,
        _throw_away,
    )
)
