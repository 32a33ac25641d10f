"""What of these pages nobody has looked at for too long, and where to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.agenda.models import Priority
from baraza.engagement.consultations.queries import silent_bills
from baraza.engagement.outreach.models import Impostor, ImpostorOutcome
from baraza.engagement.projects.queries import silent_projects
from baraza.flows.stale import Check, Stale

# What a term is about is looked at twice a year.
HALF_A_YEAR = timedelta(days=182)
# A report a network has not answered by then is worth another.
UNANSWERED = timedelta(days=14)


def bills(today: date) -> Iterator[Stale]:
    """Before parliament, and silent for long."""
    for bill in silent_bills(day=today).order_by("changed_at"):
        yield Stale(
            str(bill),
            timezone.localdate(bill.changed_at),
            reverse("desk:change-bill", args=[bill.pk]),
        )


def projects(today: date) -> Iterator[Stale]:
    """Not finished, and silent for long or past their day."""
    for one in silent_projects(day=today):
        # Whatever was said of it since, that day has passed.
        is_late = one.due_date is not None and one.due_date < today
        since = one.due_date if is_late else timezone.localdate(one.changed_at)
        yield Stale(str(one), since, reverse("desk:change-project", args=[one.pk]))


def priorities(today: date) -> Iterator[Stale]:
    """Whose history has had no entry for half a year."""
    rows = Priority.objects.in_use().filter(is_public=True).prefetch_related("changes")
    for one in rows:
        last = next((timezone.localdate(change.made_at) for change in one.changes.all()), None)
        if last is not None and last < today - HALF_A_YEAR:
            yield Stale(one.said("name"), last, reverse("desk:priority", args=[one.pk]))


def impostors(today: date) -> Iterator[Stale]:
    """Reported or only seen, and still there as far as anybody knows."""
    waiting = [ImpostorOutcome.SEEN, ImpostorOutcome.REPORTED]
    for one in Impostor.objects.filter(outcome__in=waiting).order_by("seen_date"):
        since = one.reported_date or one.seen_date
        if since < today - UNANSWERED:
            yield Stale(str(one), since, reverse("desk:change-impostor", args=[one.pk]))


CHECKS = [
    Check(_("Bills nothing was said about for long"), bills),
    Check(_("Projects nothing was said about for long"), projects),
    Check(_("Priorities without news for half a year"), priorities),
    Check(_("Impostors nothing was heard about"), impostors),
]
