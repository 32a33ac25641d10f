"""What machines report of our own letters: marked at the letter and at the address."""

from collections.abc import Sequence
from datetime import datetime

from baraza.base.channels.actions.delivery import note_bounce, note_complaint
from baraza.base.channels.email.identity import tag_of
from baraza.base.channels.models import MachineKind
from baraza.dialogue.conversations.reading import Reading


def note_bounces(*, readings: Sequence[Reading], now: datetime) -> None:
    """Bounces and complaints among machine mail reach the outbox and the contact points."""
    for reading in readings:
        verdict = reading.machine
        if verdict is None:
            continue
        if verdict.kind == MachineKind.BOUNCE:
            tags = (tag_of(address, kind="b") for address in reading.recipients)
            note_bounce(
                outgoing_id=next((int(tag) for tag in tags if tag and tag.isdecimal()), None),
                message_ids=verdict.original_message_ids,
                recipients=verdict.recipients,
                is_permanent=verdict.permanent is not False,
                reason=verdict.reason,
                now=now,
            )
        elif verdict.kind == MachineKind.REPORT and verdict.recipients:
            note_complaint(message_ids=verdict.original_message_ids, now=now)
