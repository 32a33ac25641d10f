"""Whether the office is in a crisis now."""

from datetime import datetime

from baraza.base.office.models import Crisis


def current_crisis(*, now: datetime) -> Crisis | None:
    """The one that lasts at this moment, the last begun first. One query."""
    return Crisis.objects.at(now).first()


def crisis_to_come(*, now: datetime) -> Crisis | None:
    """One that is prepared and begins by itself."""
    coming = Crisis.objects.filter(ended_at__isnull=True, begins_at__gt=now)
    return coming.order_by("begins_at").first()
