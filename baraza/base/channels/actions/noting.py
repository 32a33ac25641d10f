"""What became of a letter, on its row."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.channels.queries import NOT_DELIVERED
from baraza.base.channels.signals import delivery_changed

# Waits between attempts; after the last one the letter has failed, about three days on.
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 1440)]
SENT = """
UPDATE channels_outgoingitem AS item
SET state = 'sent', problem = '', finished_at = %s, provider_id = each.said
FROM unnest(%s::bigint[], %s::text[]) AS each (id, said)
WHERE item.id = each.id
"""


def note_sent(sent: Mapping[int, str], *, now: datetime) -> None:
    """They left, whatever the rows say by now; `sent`: id → what the server said."""
    if sent:
        with connection.cursor() as cursor:
            cursor.execute(SENT, [now, list(sent), list(sent.values())])


def try_later(
    item: OutgoingItem, problem: str, *, now: datetime, not_before: datetime | None = None
) -> None:
    """The attempt came to nothing; the letter has failed if it was the last one."""
    if item.attempts > len(WAITS):
        finish(item, OutgoingState.FAILED, problem, now=now)
        return
    due_at = now + WAITS[item.attempts - 1]
    item.due_at = max(due_at, not_before) if not_before else due_at
    item.state = OutgoingState.WAITING
    item.problem = problem
    # The process lived through this one.
    item.interruptions = 0
    item.save(update_fields=["due_at", "state", "problem", "perhaps_left", "interruptions"])


@transaction.atomic
def finish(item: OutgoingItem, state: OutgoingState, problem: str, *, now: datetime) -> None:
    """It does not leave by itself any more."""
    item.state = state
    item.problem = problem
    item.finished_at = now
    item.save(update_fields=["state", "problem", "finished_at", "perhaps_left"])
    if state in NOT_DELIVERED:
        delivery_changed.send(sender=OutgoingItem, items=[item.pk])
