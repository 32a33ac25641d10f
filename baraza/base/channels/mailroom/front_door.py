"""Whose letter it is that a mail server brings, and where it is kept."""

import threading
import time
from collections import defaultdict

from django.db import connection
from django.utils import timezone

from baraza.base.channels.actions.intake import Arrival, store_arrivals
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


class FrontDoor:
    """The addresses of every office, and the way into each one's store."""

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._addresses: dict[str, set[str]] = {}
        self._looked_at = -FRESH_SECONDS

    def office_of(self, recipient: str) -> str | None:
        """The schema of the office whose address this is, whatever stands behind a plus.

        Raises TwoOffices.
        """
        owners = self._owners(recipient, older_than=FRESH_SECONDS)
        owners = owners or self._owners(recipient, older_than=LOOK_AGAIN_SECONDS)
        if len(owners) > 1:
            raise TwoOffices(f"{len(owners)} offices have the address {recipient}")
        return next(iter(owners), None)

    def keep(self, *, office: str, content: bytes) -> None:
        """Return when the letter is committed. Raises DatabaseError, Office.DoesNotExist."""
        try:
            found = Office.objects.get(schema_name=office)
        finally:
            connection.close()
        with at_work(found):
            store_arrivals(
                source=SOURCE,
                arrivals=[Arrival(content=content, is_live=True)],
                now=timezone.now(),
            )

    def _owners(self, recipient: str, *, older_than: float) -> set[str]:
        with self._looking:
            if time.monotonic() - self._looked_at > older_than:
                self._addresses = _addresses()
                self._looked_at = time.monotonic()
            known = self._addresses
        address = recipient.strip().lower()
        local, _, host = address.rpartition("@")
        plain = f"{local.partition('+')[0]}@{host}"
        return known.get(address) or known.get(plain) or set()


def _addresses() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    try:
        for office in offices():
            with within(office):
                for address in profile().own_addresses:
                    found[address].add(office.schema_name)
    finally:
        connection.close()
    return dict(found)
