"""Keep what arrives, byte for byte, before anybody looks at it."""

import hashlib
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record, record_reading
from baraza.base.channels.models import Channel, MachineKind, RawItem, RawState
from baraza.common.jobs import enqueue
from baraza.common.prepared import prepared
from baraza.common.rows import Later, insert_unknown, send

WAKE_UP = "conversations.receive"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that arrived; `external_id` is the number its source knows it by, if any."""

    content: bytes
    external_id: str | None = None
    channel: Channel = Channel.EMAIL
    is_outgoing: bool = False
    is_live: bool = False
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """How many of the arrivals were new, and how many this source had brought before."""

    new: int
    known: int


def store_arrivals(
    *, source: str, arrivals: Sequence[Arrival], now: datetime, wakes: bool = True
) -> Stored:
    """Keep each arrival once per source, by its number or else its SHA-256, and wake a worker.

    When this returns inside no other transaction, the bytes are safe. Three queries however many.
    Not `wakes`: the caller files them; what it leaves, a sweep finds.
    """
    rows = {}
    for arrival in arrivals:
        digest = hashlib.sha256(arrival.content).digest()
        rows.setdefault(
            arrival.external_id or digest,
            RawItem(
                source=source,
                external_id=arrival.external_id,
                digest=digest,
                content=arrival.content,
                channel=arrival.channel,
                is_outgoing=arrival.is_outgoing,
                is_live=arrival.is_live,
                arrived_at=arrival.arrived_at or now,
            ),
        )
    new = list(rows.values())
    if len(new) > 1:
        known = _known(source, rows.keys())
        new = [row for key, row in rows.items() if key not in known]
    stored = 0
    # One statement needs no transaction around it.
    with transaction.atomic() if wakes else nullcontext():
        if new:
            # Two processes may bring the same thing at once: the second one's copy is not needed.
            stored = insert_unknown(new)
        if stored and wakes:
            enqueue(WAKE_UP)
    return Stored(new=stored, known=len(arrivals) - stored)


def _known(source: str, keys: Collection[str | bytes]) -> set[str | bytes]:
    """Those of the keys that the source has brought before; their bytes need not travel again."""
    rows = RawItem.objects.filter(source=source).filter(
        Q(external_id__in=[key for key in keys if isinstance(key, str)])
        | Q(external_id__isnull=True, digest__in=[key for key in keys if isinstance(key, bytes)])
    )
    return {number or bytes(digest) for number, digest in rows.values_list("external_id", "digest")}


# Written out: it is said of each letter that arrives alone.
_MARK = """
UPDATE channels_rawitem SET state = %s, machine_kind = %s, reason = %s WHERE id = ANY(%s)
"""


def mark_raw(
    *,
    raw_ids: Sequence[int],
    state: RawState,
    machine_kind: MachineKind | str = "",
    reason: str = "",
    later: Later | None = None,
) -> None:
    """Say what became of raw items. Added to `later`, where that is given."""
    if not raw_ids:
        return
    marking = (prepared(_MARK), [state, machine_kind, reason, list(raw_ids)])
    if later is None:
        send([marking])
    else:
        later.append(marking)


def withdraw_raw(*, raw_ids: Sequence[int]) -> None:
    """What staff entered by mistake never came; nothing may point at it any more."""
    RawItem.objects.filter(pk__in=raw_ids).delete()


@transaction.atomic
def retry_raw(*, raw_id: int, by: User | None = None) -> None:
    """Let a quarantined item be read again."""
    changed = RawItem.objects.filter(pk=raw_id, state=RawState.QUARANTINE).update(
        state=RawState.WAITING, reason="", attempts=0
    )
    if changed:
        enqueue(WAKE_UP)
        record(actor=by, act="read_again", obj=_without_content(raw_id))


@transaction.atomic
def read_as_letter(*, raw_id: int, by: User | None = None) -> bool:
    """What was taken for machine mail is filed as a letter; False when it was none."""
    changed = RawItem.objects.filter(pk=raw_id, state=RawState.MACHINE).update(
        state=RawState.WAITING, machine_kind="", reason="", is_surely_letter=True
    )
    if changed:
        enqueue(WAKE_UP)
        record(actor=by, act="taken_as_letter", obj=_without_content(raw_id))
    return bool(changed)


def note_source_read(*, item: RawItem, by: User, now: datetime) -> None:
    """Somebody looked at what arrived, as it arrived."""
    record_reading(actor=by, obj=item, now=now)


def _without_content(raw_id: int) -> RawItem:
    return RawItem.objects.only("pk", "circle").get(pk=raw_id)
