"""Hours and facts of offices that nobody has looked at for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.office.models import Location
from baraza.flows.stale import Check, Stale

# Hours change with the seasons; whoever finds a closed door does not come again.
OFFICE_AFTER = timedelta(days=183)


def old_offices(today: date) -> Iterator[Stale]:
    """Places whose facts and hours were not changed for half a year."""
    rows = Location.objects.published().filter(changed_at__date__lt=today - OFFICE_AFTER)
    for row in rows.order_by("changed_at"):
        yield Stale(
            row.name, timezone.localdate(row.changed_at), reverse("desk:location", args=[row.pk])
        )


CHECKS = [Check(_("Offices and hours"), old_offices)]
