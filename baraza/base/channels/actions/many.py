"""Letters to many, dealt with together."""

from datetime import datetime

from django.db.models import QuerySet

from baraza.base.channels.models import OutgoingItem, OutgoingState


def cancel_many(*, items: QuerySet, now: datetime) -> int:
    """Take back those (a query of ids) that have not begun to leave; returns how many, in one
    statement."""
    return OutgoingItem.objects.filter(
        pk__in=items, state=OutgoingState.WAITING, perhaps_left=False
    ).update(state=OutgoingState.CANCELLED, finished_at=now)
