"""File what has arrived: each raw item ends in exactly one place, whatever happens on the way.

One transaction a batch, a constant number of queries however many items: a process killed in the
middle leaves every item waiting, as it was.
"""

import zlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils.translation import gettext_noop

from baraza.base.channels.actions.intake import mark_raw
from baraza.base.channels.email.identity import is_our_message_id
from baraza.base.channels.email.parse import UnreadableMail
from baraza.base.channels.models import OutgoingItem, RawItem, RawState
from baraza.base.channels.queries import own_addresses
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.dialogue.conversations.actions.acknowledge import acknowledge
from baraza.dialogue.conversations.actions.bounces import note_bounces
from baraza.dialogue.conversations.actions.confidential import keep_confidential
from baraza.dialogue.conversations.actions.duty import set_duty
from baraza.dialogue.conversations.actions.filing import Filing
from baraza.dialogue.conversations.actions.suggesting import suggest_topics
from baraza.dialogue.conversations.actions.verifying import verify_later
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.conversations.reading import Reading, read_raw

BATCH = 200
BATCH_BYTES = 32_000_000
UNEXPECTED = gettext_noop("Something unexpected went wrong while reading it ({error}).")
SAME_LETTER = gettext_noop("The same letter is already in a conversation.")
SENT_FROM_HERE = gettext_noop("A copy of a letter that was sent from here.")


@dataclass(slots=True)
class Received:
    """What became of a batch: how many items ended in each state, and whether more may wait."""

    counts: Counter[str] = field(default_factory=Counter)
    more: bool = False

    @property
    def total(self) -> int:
        return self.counts.total()


def receive_waiting(
    *, now: datetime, limit: int = BATCH, only: Collection[int] | None = None
) -> Received:
    """File up to `limit` waiting items, oldest first; none waiting gives a total of 0.

    `only` (raw items' ids) are filed ahead of all others: somebody looks on while they are.

    Safe to run in several processes: one office's items are filed by one of them at a time, so
    that a letter always finds the thread and the person the one before it made.
    """
    received = Received()
    with transaction.atomic():
        _wait_for_turn()
        raws, received.more = _next_waiting(limit, only)
        if not raws:
            return received
        try:
            with transaction.atomic():
                received.counts += _file(raws, now=now)
        except Exception as error:
            if _is_database_trouble(error):
                raise
            for raw in raws:
                received.counts += _file_alone(raw, now=now)
    return received


def _is_database_trouble(error: Exception) -> bool:
    """The database is in trouble, not the letters: they wait until it is well again."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    # Class 54: a limit of PostgreSQL that one letter's words exceed.
    return not str(getattr(error.__cause__, "sqlstate", "") or "").startswith("54")


def _next_waiting(limit: int, only: Collection[int] | None) -> tuple[list[RawItem], bool]:
    """The oldest, no more at once than fits into memory but always one, however large; and whether
    others may wait behind them.
    """
    waiting = RawItem.objects.filter(state=RawState.WAITING).order_by("pk")
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    chosen: list[int] = []
    size = 0
    sizes = list(waiting.values_list("pk", Length("content"))[:limit])
    for number, length in sizes:
        size += length
        if chosen and size > BATCH_BYTES:
            break
        chosen.append(number)
    raws = list(RawItem.objects.filter(pk__in=chosen).order_by("pk"))
    return raws, len(sizes) == limit or len(chosen) < len(sizes)


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        key = zlib.crc32(f"receive/{connection.schema_name}".encode())
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _file_alone(raw: RawItem, *, now: datetime) -> Counter[str]:
    try:
        with transaction.atomic():
            return _file([raw], now=now)
    except Exception as error:
        if _is_database_trouble(error):
            raise
        # Only the kind of error: its words may hold what the letter says.
        reason = UNEXPECTED.format(error=type(error).__name__)
        mark_raw(raw_ids=[raw.pk], state=RawState.QUARANTINE, reason=reason)
        return Counter({RawState.QUARANTINE: 1})


def _file(raws: list[RawItem], *, now: datetime) -> Counter[str]:
    office = profile()
    own = own_addresses()
    results: dict[tuple[str, str, str], list[int]] = {}

    def ends(raw: RawItem, state: RawState, *, kind: str = "", reason: str = "") -> None:
        results.setdefault((state, kind, reason), []).append(raw.pk)

    readings = []
    for raw in raws:
        try:
            reading = _read(raw, office, own)
        except UnreadableMail as error:
            ends(raw, RawState.QUARANTINE, reason=error.reason)
            continue
        if reading.machine is not None:
            ends(raw, RawState.MACHINE, kind=reading.machine.kind, reason=reading.machine.reason)
        readings.append(reading)

    note_bounces(readings=[one for one in readings if one.machine is not None], now=now)
    letters = [one for one in readings if one.machine is None]
    copied = set()
    for copies, reason in (
        (_sent_from_here(letters), SENT_FROM_HERE),
        (_copies(letters), SAME_LETTER),
    ):
        for reading in copies:
            if id(reading) not in copied:
                ends(reading.raw, RawState.DUPLICATE, reason=reason)
                copied.add(id(reading))
    letters = [reading for reading in letters if id(reading) not in copied]

    filing = Filing(letters, own_addresses=own, now=now)
    filing.store()
    for reading in letters:
        if filing.is_junk(reading):
            ends(reading.raw, RawState.JUNK, reason=reading.junk_reason)
        else:
            ends(reading.raw, RawState.FILED)
    acknowledge(filed=filing.begun(), office=office, now=now)
    verify_later(filed=filing.filed, office=office)
    # Before it is somebody's to answer: whoever knows the topic best may be chosen.
    suggest_topics(conversations=filing.touched(), now=now)
    set_duty(conversations=filing.touched(), now=now, office=office)

    for (state, kind, reason), ids in results.items():
        mark_raw(raw_ids=ids, state=RawState(state), machine_kind=kind, reason=reason)
    keep_confidential(raws=raws, readings=readings)
    RawItem.objects.filter(pk__in=[raw.pk for raw in raws]).update(attempts=F("attempts") + 1)
    counts: Counter[str] = Counter()
    for (state, _, _), ids in results.items():
        counts[state] += len(ids)
    return counts


def _read(raw: RawItem, office: Profile, own: frozenset[str]) -> Reading:
    return read_raw(
        raw,
        own_addresses=own,
        trusted_servers=frozenset(server.lower() for server in office.trusted_servers),
    )


def _sent_from_here(letters: list[Reading]) -> list[Reading]:
    """Copies that the mail server put into the folder of sent mail, or sent back to us."""
    ours = [
        reading
        for reading in letters
        if (reading.is_outgoing or reading.is_from_us) and is_our_message_id(reading.message_id)
    ]
    if not ours:
        return []
    sent = set(
        OutgoingItem.objects.filter(
            message_id__in=[reading.message_id for reading in ours]
        ).values_list("message_id", flat=True)
    )
    return [reading for reading in ours if reading.message_id in sent]


def _copies(letters: list[Reading]) -> list[Reading]:
    """Letters that came by two ways: same Message-ID, same sender, same words.

    A Message-ID alone proves nothing: broken programs use one twice.
    """
    ids = {reading.message_id for reading in letters if reading.message_id}
    seen = set(
        Message.objects.filter(message_id__in=ids).values_list(
            "message_id", "author_address", "said"
        )
    )
    copies = []
    for reading in letters:
        if not reading.message_id:
            continue
        key = (reading.message_id, reading.author_address, reading.said)
        if key in seen:
            copies.append(reading)
        seen.add(key)
    return copies
