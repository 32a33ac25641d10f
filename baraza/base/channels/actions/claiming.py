"""What a sender takes in hand next, marked as leaving before it leaves.

A letter that was leaving when its sender was killed may have been what killed it: it comes after
all others, and leaves alone, so that no other letter is in doubt because of it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When

from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState

URGENCY = {
    OutgoingKind.SIGN_IN: 0,
    OutgoingKind.PERSONAL: 1,
    OutgoingKind.ACKNOWLEDGEMENT: 2,
    OutgoingKind.BULK: 3,
}
CLAIM = """
UPDATE channels_outgoingitem SET state = 'sending', claimed_at = %s, attempts = attempts + 1
WHERE id = ANY(%s)
"""


def due_next(
    rows: QuerySet[OutgoingItem], *, now: datetime, most: int, is_bulk: bool
) -> list[OutgoingItem]:
    """Locked, in the order in which they are to leave."""
    urgency = Case(
        *[When(kind=kind, then=Value(rank)) for kind, rank in URGENCY.items()],
        output_field=IntegerField(),
    )
    # Letters to many are never tried a second time by themselves.
    order = ("due_at", "pk") if is_bulk else ("interruptions", urgency, "due_at", "pk")
    due = rows.filter(state=OutgoingState.WAITING, due_at__lte=now).order_by(*order)
    return list(due.select_for_update(skip_locked=True, of=("self",))[:most])


def that_may_leave_together(
    found: Sequence[OutgoingItem], *, others_in_hand: bool
) -> list[OutgoingItem]:
    """Of what `due_next` found: all that never ended a sender, else the first alone."""
    together = [item for item in found if not item.interruptions]
    return together or ([] if others_in_hand else list(found[:1]))


def mark_leaving(items: Sequence[OutgoingItem], *, now: datetime) -> None:
    """The attempt is counted before it begins."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now, [item.pk for item in items]])
    for item in items:
        item.attempts += 1
        item.claimed_at = now
