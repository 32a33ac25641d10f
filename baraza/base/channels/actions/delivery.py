"""What became of a letter after it left."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from baraza.base.channels.models import Channel, OutgoingItem, OutgoingState, Suppression
from baraza.base.channels.signals import delivery_changed
from baraza.base.people.actions import mark_contact_point
from baraza.base.people.models import ContactKind, ContactState

# Only what left can come back.
LEFT = (OutgoingState.SENT, OutgoingState.UNCERTAIN, OutgoingState.BOUNCED)
COMPLAINED = gettext_noop("They marked our mail as unwanted.")


@transaction.atomic
def note_bounce(
    *,
    outgoing_id: int | None,
    message_ids: Sequence[str],
    recipients: Sequence[str],
    is_permanent: bool,
    reason: str,
    now: datetime,
) -> None:
    """A letter came back: it says so, and a dead address is marked.

    Only letters that this office sent count; anybody can write something that looks like a bounce.
    """
    ours = Q(message_id__in=message_ids)
    if outgoing_id is not None:
        ours |= Q(pk=outgoing_id)
    letters = list(OutgoingItem.objects.filter(ours, state__in=LEFT).values_list("pk", "recipient"))
    if not letters or not is_permanent:
        return
    came_back = [pk for pk, _ in letters]
    OutgoingItem.objects.filter(pk__in=came_back).update(
        state=OutgoingState.BOUNCED, problem=reason, finished_at=now
    )
    delivery_changed.send(sender=OutgoingItem, items=came_back)
    sent_to = {recipient.lower() for _, recipient in letters}
    named = {recipient.lower() for recipient in recipients}
    for address in (sent_to & named) or sent_to:
        mark_contact_point(
            kind=ContactKind.EMAIL,
            value=address,
            state=ContactState.BOUNCING,
            reason=reason,
            now=now,
        )


@transaction.atomic
def note_complaint(*, message_ids: Sequence[str], now: datetime) -> None:
    """Whoever calls our mail unwanted gets nothing more that they did not ask for (RFC 5965).

    Only complaints of letters that this office sent count: their recipients are the ones meant,
    whatever name the report gives or hides.
    """
    letters = OutgoingItem.objects.filter(message_id__in=message_ids, state__in=LEFT)
    for address in {recipient.lower() for recipient in letters.values_list("recipient", flat=True)}:
        mark_contact_point(
            kind=ContactKind.EMAIL,
            value=address,
            state=ContactState.COMPLAINED,
            reason=COMPLAINED,
            now=now,
        )
        Suppression.objects.get_or_create(
            channel=Channel.EMAIL,
            address=address,
            defaults={"reason": COMPLAINED, "added_at": now},
        )
