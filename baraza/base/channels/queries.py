"""What the office sends from and is written to at."""

from baraza.base.channels.models import Mailbox, OutgoingState
from baraza.base.office.queries import profile

# Whoever it was for has not got it.
NOT_DELIVERED = (OutgoingState.FAILED, OutgoingState.HELD, OutgoingState.BOUNCED)


def own_addresses() -> frozenset[str]:
    """Every address that is this office itself, its mailboxes' too, in lower case."""
    mailboxes = Mailbox.objects.values_list("address", flat=True)
    return profile().own_addresses | {address.lower() for address in mailboxes}
