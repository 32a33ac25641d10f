"""What the office sends from and is written to at."""

from dataclasses import dataclass

from baraza.base.channels.models import OutgoingState
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


# Written out: asked for each letter, it would cost more to put together than to answer.
_STANDING = """
SELECT *, ARRAY(SELECT address FROM channels_mailbox) AS mailboxes,
    EXISTS (SELECT FROM accounts_circle) AS has_circles
FROM office_profile WHERE id = 1
"""


def standing() -> Standing:
    """One query: it is asked for each letter that arrives alone."""
    for office in Profile.objects.raw(_STANDING):
        mailboxes = {address.lower() for address in office.mailboxes}
        return Standing(office, office.own_addresses | mailboxes, office.has_circles)
    profile()  # is made when it is first asked for
    return standing()


def own_addresses() -> frozenset[str]:
    """Every address that is this office itself, its mailboxes' too, in lower case."""
    return standing().own_addresses
