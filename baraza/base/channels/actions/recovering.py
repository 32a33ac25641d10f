"""What a sender left behind that was killed."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_noop

from baraza.base.channels.actions.writing_out import AT_LEAST_ONCE
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.channels.signals import delivery_changed

logger = logging.getLogger(__name__)

# A sender that has said nothing for this long was killed.
CLAIM_LASTS = timedelta(minutes=5)
# A letter that ends the process each time it is to leave must not be tried for ever.
MOST_INTERRUPTIONS = 3
KILLED = gettext_noop("Interrupted while leaving: perhaps sent, perhaps not. It is not sent twice.")
DEADLY = gettext_noop(
    "The program ended three times while this letter was leaving. Perhaps it was sent, perhaps "
    "not. It is not tried again by itself."
)


@transaction.atomic
def recover_interrupted(*, now: datetime) -> None:
    """Rows whose sender was killed: personal ones leave again, each alone, until they were
    interrupted too often; others are shown as uncertain.
    """
    stale = OutgoingItem.objects.filter(
        state=OutgoingState.SENDING, claimed_at__lt=now - CLAIM_LASTS
    )
    if not stale.exists():
        return
    again = stale.filter(kind__in=AT_LEAST_ONCE)
    _give_up(again.filter(interruptions__gte=MOST_INTERRUPTIONS - 1), now=now)
    again.update(
        state=OutgoingState.WAITING,
        due_at=now,
        perhaps_left=True,
        interruptions=F("interruptions") + 1,
    )
    stale.exclude(kind__in=AT_LEAST_ONCE).update(
        state=OutgoingState.UNCERTAIN, finished_at=now, problem=KILLED, perhaps_left=True
    )


def _give_up(items: QuerySet[OutgoingItem], *, now: datetime) -> None:
    deadly = list(items.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not deadly:
        return
    logger.error("outgoing items %s ended their sender each time", deadly)
    OutgoingItem.objects.filter(pk__in=deadly).update(
        state=OutgoingState.FAILED,
        finished_at=now,
        problem=DEADLY,
        perhaps_left=True,
        interruptions=F("interruptions") + 1,
    )
    delivery_changed.send(sender=OutgoingItem, items=deadly)
