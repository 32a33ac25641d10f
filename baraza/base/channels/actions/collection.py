"""Keep what a mailbox holds, and say how reading it goes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, gettext_noop

from baraza.base.channels.actions.intake import Arrival, mark_raw, store_arrivals
from baraza.base.channels.email.imap import Letter
from baraza.base.channels.models import FolderPosition, Mailbox, RawItem, RawState

HEADING_LIMIT = 50_000
NOT_TAKEN = gettext_noop(
    "This letter was not taken over: it is too large, or the mail server did not hand it over. "
    "It is still in the mailbox; read it there."
)
TOO_LARGE = gettext_noop("Larger than 50 MB: it was left in the mailbox. Read it there.")
NOT_HANDED_OVER = gettext_noop(
    "The mail server did not hand it over, though asked three times: it was left in the mailbox. "
    "Read it there."
)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A letter that stays on the server: its heading, as far as it is known, and why."""

    uid: int
    heading: bytes
    reason: str


def position(*, mailbox: Mailbox, folder: str) -> tuple[int, int] | None:
    """The folder's UIDVALIDITY and the last UID that is kept; None where nothing is."""
    rows = FolderPosition.objects.filter(mailbox=mailbox, folder=_place(mailbox, folder))
    return rows.values_list("uid_validity", "last_uid").first()


@transaction.atomic
def keep_letters(
    *,
    mailbox: Mailbox,
    folder: str,
    uid_validity: int,
    last_uid: int,
    letters: Sequence[Letter],
    is_sent: bool,
    now: datetime,
    left_behind: Sequence[LeftBehind] = (),
) -> int:
    """Keep letters and how far the folder is read, both or neither; returns how many were new.

    What is left behind is shown in quarantine, never passed over in silence.
    """
    source = f"mailbox:{mailbox.pk}"
    place = _place(mailbox, folder)
    arrivals = []
    for letter in letters:
        arrived_at = min(letter.arrived_at or now, now)
        arrivals.append(
            Arrival(
                content=letter.content,
                external_id=f"{place}:{uid_validity}:{letter.uid}",
                is_outgoing=is_sent,
                is_live=not is_sent and arrived_at >= mailbox.attended_since,
                arrived_at=arrived_at,
            )
        )
    stored = store_arrivals(source=source, arrivals=arrivals, now=now) if arrivals else None
    for left in left_behind:
        number = f"{place}:{uid_validity}:{left.uid}"
        notice = Arrival(content=_notice(left.heading), external_id=number, is_outgoing=is_sent)
        if store_arrivals(source=source, arrivals=[notice], now=now).new:
            row = RawItem.objects.get(source=source, external_id=number)
            mark_raw(raw_ids=[row.pk], state=RawState.QUARANTINE, reason=left.reason)
    at, _ = FolderPosition.objects.select_for_update().get_or_create(
        mailbox=mailbox, folder=place, defaults={"uid_validity": uid_validity}
    )
    if at.uid_validity != uid_validity or at.last_uid < last_uid:
        at.uid_validity, at.last_uid = uid_validity, last_uid
        at.save(update_fields=["uid_validity", "last_uid"])
    return stored.new if stored else 0


def note_read(*, mailbox: Mailbox, now: datetime, warning: str = "") -> None:
    """The mailbox was read to its end; what was wrong is over, but for the warning."""
    row = Mailbox.objects.filter(pk=mailbox.pk)
    since = Coalesce(F("problem_since"), Value(now)) if warning else None
    row.update(checked_at=now, problem=warning, problem_since=since)


def note_problem(*, mailbox_id: int, problem: str, now: datetime) -> None:
    """The mailbox cannot be read; `problem_since` stays at the first of a row of failures."""
    Mailbox.objects.filter(pk=mailbox_id, is_active=True).update(
        problem=problem, problem_since=Coalesce(F("problem_since"), Value(now))
    )


def _notice(heading: bytes) -> bytes:
    """The heading as it came, above our own words: who reads it knows what to look for."""
    lines = heading[:HEADING_LIMIT].replace(b"\0", b"").strip()
    own = (
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n" + gettext(NOT_TAKEN) + "\r\n"
    )
    return (lines + b"\r\n" if lines else b"") + own.encode()


def _place(mailbox: Mailbox, folder: str) -> str:
    """The folder of this account. Another account's numbers may be the same: some servers give
    every folder the UIDVALIDITY 1, so a mailbox that is pointed elsewhere begins anew.
    """
    account = f"{mailbox.username}@{mailbox.imap_host}".lower()
    return f"{folder}@{hashlib.sha256(account.encode()).hexdigest()[:8]}"
