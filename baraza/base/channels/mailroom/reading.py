"""Bring over what is new in one folder, in small steps that a cut may interrupt anywhere."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from baraza.base.channels.actions.collection import (
    NOT_HANDED_OVER,
    TOO_LARGE,
    LeftBehind,
    keep_letters,
    position,
)
from baraza.base.channels.email.imap import UIDS_PER_COMMAND, Letter, Refused, Session
from baraza.base.channels.models import Mailbox
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within

LETTER_LIMIT = 50_000_000  # bytes
STEP_LETTERS = 25
STEP_BYTES = 8_000_000
ASKED_AT_MOST = 3
WITHHELD = gettext_noop("The mail server does not hand over a letter in the folder {folder}.")


@contextmanager
def at_work(office: Office) -> Iterator[None]:
    """Queries of this thread are the office's; the connection is given back at the end.

    A hundred quiet mailboxes must not hold a hundred connections.
    """
    try:
        with within(office):
            yield
    finally:
        connection.close()


@dataclass
class Reader:
    """How far one mailbox is read, as long as its thread lives."""

    office: Office
    mailbox: Mailbox
    ended: threading.Event
    # UIDs that the server would not hand over, and how often it was asked.
    refused: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    at: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    kept: int = 0

    def load(self) -> None:
        """Take up the mailbox as it is kept. Raises Mailbox.DoesNotExist."""
        with at_work(self.office):
            self.mailbox = Mailbox.objects.get(pk=self.mailbox.pk, is_active=True)
        self.at = {}

    def read(self, session: Session, folder: str, *, is_sent: bool) -> int:
        """Keep everything new in the folder; returns how many letters were.

        Raises MailboxTrouble, DatabaseError; what was kept before stays kept.
        """
        view = session.open(folder)
        if folder not in self.at:
            with at_work(self.office):
                self.at[folder] = position(mailbox=self.mailbox, folder=folder)
        known_validity, last_uid = self.at[folder] or (view.uid_validity, 0)
        if known_validity != view.uid_validity:  # the server numbers anew: RFC 9051, 2.3.1.1
            last_uid = 0
        if view.next_uid and view.next_uid <= last_uid + 1:
            return 0
        new = 0
        uids = session.uids_after(last_uid)
        for start in range(0, len(uids), UIDS_PER_COMMAND):
            sizes = session.sizes(uids[start : start + UIDS_PER_COMMAND])
            for step in _steps(sizes):
                if self.ended.is_set():
                    return new
                new += self._keep(session, folder, view.uid_validity, step, sizes, is_sent=is_sent)
        return new

    def _keep(
        self,
        session: Session,
        folder: str,
        uid_validity: int,
        step: Sequence[int],
        sizes: dict[int, int],
        *,
        is_sent: bool,
    ) -> int:
        letters: list[Letter] = []
        left: list[LeftBehind] = []
        if sizes[step[0]] > LETTER_LIMIT:
            left = [LeftBehind(step[0], session.heading(step[0]), TOO_LARGE)]
        else:
            letters, stubborn = self._letters(session, (folder, uid_validity), step)
            left = [LeftBehind(uid, session.heading(uid), NOT_HANDED_OVER) for uid in stubborn]
        with at_work(self.office):
            new = keep_letters(
                mailbox=self.mailbox,
                folder=folder,
                uid_validity=uid_validity,
                last_uid=step[-1],
                letters=letters,
                left_behind=left,
                is_sent=is_sent,
                now=timezone.now(),
            )
        self.at[folder] = (uid_validity, step[-1])
        self.kept += len(step)
        return new

    def _letters(
        self, session: Session, place: tuple[str, int], step: Sequence[int]
    ) -> tuple[list[Letter], list[int]]:
        """The letters of a step, and those that the server has refused for the third time.

        One letter that a server chokes on must not keep back all the others; but one refusal
        may be the server's bad day. Raises Refused the first times.
        """
        letters = self._ask(session, step)
        missing = set(step) - {letter.uid for letter in letters}
        # Whoever is gone from the folder was removed by a person: there is nothing to bring.
        stubborn = session.still_there(sorted(missing)) if missing else []
        asked = [(*place, uid) for uid in stubborn]
        self.refused.update(asked)
        if any(self.refused[one] < ASKED_AT_MOST for one in asked):
            raise Refused(WITHHELD, folder=place[0])
        return letters, stubborn

    def _ask(self, session: Session, step: Sequence[int]) -> list[Letter]:
        try:
            return session.letters(step)
        except Refused:
            if len(step) == 1:
                return []
            return [letter for uid in step for letter in self._ask(session, [uid])]


def _steps(sizes: dict[int, int]) -> Iterator[list[int]]:
    """UIDs in order, cut so that each step holds few letters and bytes; a huge letter alone."""
    step: list[int] = []
    weight = 0
    for uid, size in sizes.items():
        is_full = len(step) == STEP_LETTERS or weight + size > STEP_BYTES
        if step and is_full:
            yield step
            step, weight = [], 0
        step.append(uid)
        weight += size
    if step:
        yield step
