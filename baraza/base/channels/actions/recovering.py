"""What a sender left behind that was killed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from baraza.base.channels.actions.writing_out import AT_LEAST_ONCE
from baraza.base.channels.models import OutgoingItem, OutgoingState

# A sender that has said nothing for this long was killed.
CLAIM_LASTS = timedelta(minutes=5)
KILLED = gettext_noop("Interrupted while leaving: perhaps sent, perhaps not. It is not sent twice.")


@transaction.atomic
def recover_interrupted(*, now: datetime) -> None:
    """Rows whose sender was killed: personal ones leave again, others are shown as uncertain."""
    stale = OutgoingItem.objects.filter(
        state=OutgoingState.SENDING, claimed_at__lt=now - CLAIM_LASTS
    )
    if not stale.exists():
        return
    stale.filter(kind__in=AT_LEAST_ONCE).update(
        state=OutgoingState.WAITING, due_at=now, perhaps_left=True
    )
    stale.exclude(kind__in=AT_LEAST_ONCE).update(
        state=OutgoingState.UNCERTAIN, finished_at=now, problem=KILLED, perhaps_left=True
    )
