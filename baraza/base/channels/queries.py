"""What the office sends from and is written to at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from baraza.base.channels.models import OutgoingState
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.common.prepared import prepared
from baraza.common.rows import columns, instances

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
SELECT {columns}, ARRAY(SELECT address FROM channels_mailbox), EXISTS (SELECT FROM accounts_circle)
FROM office_profile AS office WHERE id = 1
"""


def standing_statement() -> str:
    """For whoever asks for more at the same time; `standing_of` understands the answer."""
    return prepared(_STANDING.format(columns=columns(Profile, "office")))


def standing_of(rows: Sequence[Sequence[Any]]) -> Standing:
    """What was answered to `standing_statement`."""
    if not rows:
        profile()  # is made when it is first asked for
        return standing()
    [office] = instances(Profile, rows)
    *_, mailboxes, has_circles = rows[0]
    own = office.own_addresses | {address.lower() for address in mailboxes}
    return Standing(office, own, has_circles)


def standing() -> Standing:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(standing_statement())
        return standing_of(cursor.fetchall())


def own_addresses() -> frozenset[str]:
    """Every address that is this office itself, its mailboxes' too, in lower case."""
    return standing().own_addresses
