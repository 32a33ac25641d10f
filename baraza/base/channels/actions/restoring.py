"""What a restored backup cannot know: whether what waited then has left since."""

from datetime import datetime

from django.utils.translation import gettext_noop

from baraza.base.channels.models import OutgoingItem, OutgoingState

RESTORED = gettext_noop(
    "It waited to leave when the backup was made. Perhaps it left after that: it is not sent twice "
    "unless you say so."
)


def doubt_what_was_due(*, now: datetime) -> int:
    """Whatever was to leave between the backup and now is uncertain until a person decides.

    Returns how many; what is due later than now waits on.
    """
    return OutgoingItem.objects.filter(
        state__in=[OutgoingState.WAITING, OutgoingState.SENDING], due_at__lte=now
    ).update(state=OutgoingState.UNCERTAIN, problem=RESTORED, finished_at=now)
