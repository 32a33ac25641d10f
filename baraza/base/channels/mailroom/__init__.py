"""Where mail comes in without anybody asking: every office's mailboxes, and the listeners."""

import logging
import threading
import time
from contextlib import ExitStack

from django.db import DatabaseError, connection

from baraza.base.channels.email.listener import listening
from baraza.base.channels.mailroom.front_door import FrontDoor
from baraza.base.channels.mailroom.watching import Watch, settings_of
from baraza.base.channels.models import Mailbox
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import ready_offices, within

LOOK_SECONDS = 15
# All threads together; none of them leaves a letter half kept.
END_SECONDS = 2.5

logger = logging.getLogger(__name__)

_Key = tuple[str, int]


def run_mailroom(*, stop: threading.Event, lmtp: str = "", smtp: str = "") -> None:
    """Read every active mailbox of every office, and take mail at the given addresses
    (`127.0.0.1:8024` or the path of a socket), until `stop` is set; returns within three seconds.

    Mailboxes that are added, changed or stopped meanwhile are noticed within fifteen seconds.
    Raises listener.CannotListen.
    """
    watches: dict[_Key, Watch] = {}
    with ExitStack() as doors:
        door = FrontDoor()
        if lmtp:
            doors.enter_context(listening(lmtp, speech="lmtp", intake=door))
        if smtp:
            doors.enter_context(listening(smtp, speech="smtp", intake=door))
        can_read = True
        try:
            while not stop.is_set():
                try:
                    _adjust(watches, _active_mailboxes())
                    can_read = True
                except DatabaseError:
                    if can_read:  # said once, not every fifteen seconds
                        logger.exception("The list of mailboxes cannot be read; those known go on")
                    can_read = False
                stop.wait(LOOK_SECONDS)
        finally:
            _end(list(watches.values()))


def _active_mailboxes() -> dict[_Key, tuple[Office, Mailbox]]:
    found = {}
    try:
        for office in ready_offices():
            with within(office):
                for mailbox in Mailbox.objects.filter(is_active=True):
                    found[(office.schema_name, mailbox.pk)] = (office, mailbox)
    finally:
        connection.close()
    return found


def _adjust(watches: dict[_Key, Watch], wanted: dict[_Key, tuple[Office, Mailbox]]) -> None:
    for key, watch in list(watches.items()):
        if key not in wanted or _is_stale(watch, wanted[key][1]):
            watch.end()
            del watches[key]
    for key, (office, mailbox) in wanted.items():
        if key not in watches:
            watches[key] = Watch(office, mailbox)
            watches[key].start()


def _is_stale(watch: Watch, mailbox: Mailbox) -> bool:
    # A problem that somebody has cleared was mended: it is tried now, not after a long wait.
    was_mended = watch.has_told and not mailbox.problem
    return was_mended or not watch.is_alive() or watch.settings != settings_of(mailbox)


def _end(watches: list[Watch]) -> None:
    until = time.monotonic() + END_SECONDS
    for watch in watches:
        watch.end()
    for watch in watches:
        watch.join(seconds=until - time.monotonic())
