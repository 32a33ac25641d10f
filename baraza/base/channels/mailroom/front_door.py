"""Whose letter it is that a mail server brings, and where it is kept."""

import threading
import time
from collections import defaultdict

from django.db import connection
from django.utils import timezone

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.email.listener import NotNow
from baraza.base.channels.mailroom.reading import at_work
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import offices, within

SOURCE = "lmtp"
# How long a list of addresses is believed, and how often a stranger's may make us look again.
FRESH_SECONDS = 30
LOOK_AGAIN_SECONDS = 2


class TwoOffices(Exception):
    """Two offices say that an address is theirs: neither may get the other's letters."""


class PerhapsLater(NotNow):
    """No office that is ready has the address; one whose tables are not may have it."""


class FrontDoor:
    """The addresses of every office, and the way into each one's store."""

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._addresses: dict[str, set[str]] = {}
        self._offices: dict[str, Office] = {}
        self._all_are_ready = True
        self._looked_at = -FRESH_SECONDS

    def office_of(self, recipient: str) -> str | None:
        """The schema of the office whose address this is, whatever stands behind a plus.

        Raises TwoOffices, and PerhapsLater instead of saying that it is nobody's address while
        there is an office whose addresses cannot be read.
        """
        owners = self._owners(recipient, older_than=FRESH_SECONDS)
        owners = owners or self._owners(recipient, older_than=LOOK_AGAIN_SECONDS)
        if len(owners) > 1:
            raise TwoOffices(f"{len(owners)} offices have the address {recipient}")
        if not owners and not self._all_are_ready:
            raise PerhapsLater
        return next(iter(owners), None)

    def keep(self, *, office: str, content: bytes) -> None:
        """Return when the letter is committed. Raises DatabaseError, also for an office that has
        been deleted since its address was looked up.
        """
        with at_work(self._offices[office]):
            store_arrivals(
                source=SOURCE,
                arrivals=[Arrival(content=content, is_live=True)],
                now=timezone.now(),
            )

    def _owners(self, recipient: str, *, older_than: float) -> set[str]:
        with self._looking:
            if time.monotonic() - self._looked_at > older_than:
                known, self._all_are_ready = offices_by_address()
                # An office keeps its place here: a letter for it may be on its way in.
                self._offices |= {o.schema_name: o for owners in known.values() for o in owners}
                self._addresses = {
                    address: {office.schema_name for office in owners}
                    for address, owners in known.items()
                }
                self._looked_at = time.monotonic()
            addresses = self._addresses
        address = recipient.strip().lower()
        local, _, host = address.rpartition("@")
        plain = f"{local.partition('+')[0]}@{host}"
        return addresses.get(address) or addresses.get(plain) or set()


def offices_by_address() -> tuple[dict[str, set[Office]], bool]:
    """Every address of every office that is ready, in lower case, and whether those are all."""
    found: dict[str, set[Office]] = defaultdict(set)
    try:
        known = offices()
        ready = [office for office in known if office.is_ready]
        for office in ready:
            with within(office):
                for address in profile().own_addresses:
                    found[address].add(office)
    finally:
        connection.close()
    return dict(found), ready == known
