"""What the office sends from and is written to at."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists

from baraza.base.accounts.models import Circle
from baraza.base.channels.models import Mailbox, OutgoingState
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile

# Whoever it was for has not got it.
NOT_DELIVERED = (OutgoingState.FAILED, OutgoingState.HELD, OutgoingState.BOUNCED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What every letter that arrives is held against."""

    office: Profile
    # Every address that is this office itself, its mailboxes' too, in lower case.
    own_addresses: frozenset[str]
    has_circles: bool


def standing() -> Standing:
    """One query: it is asked for each letter that arrives alone."""
    office = (
        Profile.objects.annotate(
            mailboxes=ArraySubquery(Mailbox.objects.order_by().values("address")),
            has_circles=Exists(Circle.objects.all()),
        )
        .filter(pk=1)
        .first()
    )
    if office is None:
        profile()  # is made when it is first asked for
        return standing()
    mailboxes = {address.lower() for address in office.mailboxes}
    return Standing(office, office.own_addresses | mailboxes, office.has_circles)


def own_addresses() -> frozenset[str]:
    """Every address that is this office itself, its mailboxes' too, in lower case."""
    return standing().own_addresses
