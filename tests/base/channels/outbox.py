"""Letters in the outbox, for tests."""

from datetime import datetime

from baraza.base.channels.actions.outbox import Outgoing, put_in_outbox
from baraza.base.channels.models import OutgoingItem, OutgoingKind


def put(
    recipient: str = "amani@post.example",
    *,
    now: datetime,
    kind: OutgoingKind = OutgoingKind.PERSONAL,
    **fields: object,
) -> OutgoingItem:
    letter = {"subject": "Your well", "text": "We have asked the water office.", **fields}
    [item] = put_in_outbox(letters=[Outgoing(kind=kind, recipient=recipient, **letter)], now=now)
    return item


def state(item: OutgoingItem) -> str:
    item.refresh_from_db()
    return item.state
