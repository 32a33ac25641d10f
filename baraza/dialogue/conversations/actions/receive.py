"""File what has arrived: each raw item ends in exactly one place, whatever happens on the way.

One transaction a batch, a constant number of queries however many items: a process killed in the
middle leaves every item waiting, with one attempt more.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from baraza.base.channels.actions.intake import mark_raw
from baraza.base.channels.email.identity import is_our_message_id
from baraza.base.channels.email.parse import UnreadableMail
from baraza.base.channels.models import OutgoingItem, RawItem, RawState
from baraza.base.channels.queries import Standing, standing_of, standing_statement
from baraza.base.office.models import Profile
from baraza.base.people.queries import people_asked, people_found
from baraza.common.prepared import prepared
from baraza.common.rows import Later, ask, columns, instances, send
from baraza.dialogue.conversations.actions.acknowledge import acknowledge
from baraza.dialogue.conversations.actions.bounces import note_bounces
from baraza.dialogue.conversations.actions.confidential import keep_confidential
from baraza.dialogue.conversations.actions.duty import HISTORY, set_duty
from baraza.dialogue.conversations.actions.filing import Filing
from baraza.dialogue.conversations.actions.keys import Keys, next_keys
from baraza.dialogue.conversations.actions.senders import Reached, points_of
from baraza.dialogue.conversations.actions.suggesting import suggest_topics
from baraza.dialogue.conversations.actions.threading import KnownThreads, marks_asked
from baraza.dialogue.conversations.actions.turns import Turn
from baraza.dialogue.conversations.actions.verifying import verify_later
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.conversations.reading import Reading, read_raw
from baraza.dialogue.conversations.signals import letters_came

BATCH = 200
# A letter that ends the process each time it is read must not be read for ever.
MOST_ATTEMPTS = 3
BATCH_BYTES = 32_000_000
UNEXPECTED = gettext_noop("Something unexpected went wrong while reading it ({error}).")
DEADLY = gettext_noop("Reading it ended the program three times. It is kept as it arrived.")
# Committed before anything is read. An update of its own, or a kill would take it back.
CLAIM = """
UPDATE channels_rawitem AS item SET attempts = item.attempts + 1
FROM (
    SELECT id, count(*) OVER () AS seen, row_number() OVER oldest AS place,
        sum(size) OVER oldest AS size, bool_or(attempts > 0) OVER oldest AS is_doubtful
    FROM (
        SELECT id, attempts, length(content) AS size FROM channels_rawitem
        WHERE state = 'waiting' {which} ORDER BY id LIMIT %s
    ) AS waiting
    WINDOW oldest AS (ORDER BY id)
) AS chosen
WHERE item.id = chosen.id
    AND (chosen.place = 1 OR (chosen.size <= %s AND NOT chosen.is_doubtful))
RETURNING {columns}, {keys}, chosen.seen, EXISTS (SELECT FROM conversations_learntword)
"""
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
    turn = Turn()
    try:
        return _receive(turn, limit, only, now=now)
    finally:
        turn.leave()


def _receive(turn: Turn, limit: int, only: Collection[int] | None, *, now: datetime) -> Received:
    received = Received()
    claimed = _claim(turn, limit, only)
    raws, received.more = claimed.raws, claimed.more
    if not raws:
        return received
    if raws[0].attempts > MOST_ATTEMPTS:
        # Alone, then; it ended the process each time.
        mark_raw(raw_ids=[raws[0].pk], state=RawState.QUARANTINE, reason=DEADLY)
        received.counts[RawState.QUARANTINE] += 1
        return received
    try:
        with transaction.atomic():
            received.counts += _file(claimed, turn, now=now)
    except Exception as error:
        if _is_database_trouble(error):
            _uncount(raws)
            raise
        if len(raws) > 1:
            for raw in raws:
                received.counts += receive_waiting(now=now, only=[raw.pk]).counts
        else:
            received.counts += _put_aside(raws[0], error)
    return received


def _is_database_trouble(error: Exception) -> bool:
    """The database is in trouble, not the letters: they wait until it is well again."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    # Class 54: a limit of PostgreSQL that one letter's words exceed.
    return not str(getattr(error.__cause__, "sqlstate", "") or "").startswith("54")


@dataclass(frozen=True, slots=True)
class _Claimed:
    """Items to be filed, oldest first, and whether others may wait behind them."""

    raws: list[RawItem]
    # By the ids of raw items.
    keys: Mapping[int, Keys]
    more: bool
    here: Standing
    # Whether the office's own filing has taught anything yet.
    has_learnt: bool


def _claim(turn: Turn, limit: int, only: Collection[int] | None) -> _Claimed:
    """The oldest, their attempt counted before it begins.

    No more at once than fits into memory, but always one, however large. What was tried before and
    still waits may have ended the process that tried: it is tried alone.
    """
    claim = _claiming("" if only is None else "AND id = ANY(%s)")
    which = [] if only is None else [list(only)]
    taking_turn = turn.taking()
    with connection.cursor() as cursor:
        asked = "; ".join((*taking_turn, prepared(claim), standing_statement()))
        cursor.execute(asked, [*which, limit, BATCH_BYTES])
        for _ in taking_turn:
            cursor.nextset()
        rows = cursor.fetchall()
        cursor.nextset()
        here = cursor.fetchall()
    raws = instances(RawItem, rows)
    seen, has_learnt = rows[0][-2:] if rows else (0, False)
    given = (Keys(*row[-2 - len(Keys._fields) : -2]) for row in rows)
    return _Claimed(
        raws=sorted(raws, key=lambda raw: raw.pk),
        keys={raw.pk: keys for raw, keys in zip(raws, given, strict=True)},
        more=seen == limit or len(raws) < seen,
        here=standing_of(here),
        has_learnt=has_learnt,
    )


@cache
def _claiming(which: str) -> str:
    return CLAIM.format(which=which, columns=columns(RawItem, "item"), keys=next_keys())


def _uncount(raws: list[RawItem]) -> None:
    """The database was in trouble: that is no fault of theirs."""
    with suppress(DatabaseError), transaction.atomic():
        RawItem.objects.filter(pk__in=[raw.pk for raw in raws]).update(attempts=F("attempts") - 1)


def _put_aside(raw: RawItem, error: Exception) -> Counter[str]:
    # Only the kind of error: its words may hold what the letter says.
    reason = UNEXPECTED.format(error=type(error).__name__)
    # The turn may be over: what another process has filed meanwhile stays filed.
    waiting = RawItem.objects.filter(pk=raw.pk, state=RawState.WAITING)
    return Counter({RawState.QUARANTINE: waiting.update(state=RawState.QUARANTINE, reason=reason)})


def _file(claimed: _Claimed, turn: Turn, *, now: datetime) -> Counter[str]:
    office, own = claimed.here.office, claimed.here.own_addresses
    results: dict[tuple[str, str, str], list[int]] = {}

    def ends(raw: RawItem, state: RawState, *, kind: str = "", reason: str = "") -> None:
        results.setdefault((state, kind, reason), []).append(raw.pk)

    readings = []
    for raw in claimed.raws:
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
    threads, reached = _known(letters, own)
    copied = set()
    for copies, reason in (
        (_sent_from_here(letters), SENT_FROM_HERE),
        (_copies(letters, threads), SAME_LETTER),
    ):
        for reading in copies:
            if id(reading) not in copied:
                ends(reading.raw, RawState.DUPLICATE, reason=reason)
                copied.add(id(reading))
    letters = [reading for reading in letters if id(reading) not in copied]

    later: Later = turn.ending()
    filing = Filing(
        letters,
        keys=claimed.keys,
        threads=threads,
        reached=reached,
        own_addresses=own,
        now=now,
    )
    filing.store(later)
    for one in filing.filed:
        if one.is_junk:
            ends(one.reading.raw, RawState.JUNK, reason=one.reading.junk_reason)
        else:
            ends(one.reading.raw, RawState.FILED)
    for (state, kind, reason), ids in results.items():
        mark_raw(raw_ids=ids, state=RawState(state), machine_kind=kind, reason=reason, later=later)
    send(later)

    filing.settle()
    acknowledge(filed=filing.begun(), office=office, now=now)
    verify_later(filed=filing.filed, office=office)
    # Before it is somebody's to answer: whoever knows the topic best may be chosen.
    if letters and claimed.has_learnt:
        suggest_topics(conversations=filing.touched())
    set_duty(conversations=filing.of_late(now - HISTORY), now=now, office=office)
    if claimed.here.has_circles:
        keep_confidential(raws=claimed.raws, readings=readings)
    if joined := filing.joined():
        # Last: whoever hears of it may write into the trail.
        letters_came.send(sender=Message, conversations=joined, now=now)
    counts: Counter[str] = Counter()
    for (state, _, _), ids in results.items():
        counts[state] += len(ids)
    return counts


def _known(letters: list[Reading], own: frozenset[str]) -> tuple[KnownThreads, Reached]:
    """The threads and the people there are already, asked for in one journey."""
    if not letters:
        return KnownThreads([], stored=[]), {}
    points = points_of(letters, own_addresses=own)
    stored, *found = ask(
        marks_asked(letters),
        *(people_asked(kind=kind, values=values) for kind, values in points.items()),
    )
    reached = {
        (kind, value): people
        for kind, rows in zip(points, found, strict=True)
        for value, people in people_found(rows).items()
    }
    return KnownThreads(letters, stored=stored), reached


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


def _copies(letters: list[Reading], threads: KnownThreads) -> list[Reading]:
    """Letters that came by two ways: same Message-ID, same sender, same words.

    A Message-ID alone proves nothing: broken programs use one twice.
    """
    known = {one.message_id for one in letters if threads.knows(one.message_id)}
    seen = set()
    if known:
        rows = Message.objects.filter(message_id__in=known)
        seen.update(rows.values_list("message_id", "author_address", "said"))
    copies = []
    for reading in letters:
        if not reading.message_id:
            continue
        key = (reading.message_id, reading.author_address, reading.said)
        if key in seen:
            copies.append(reading)
        seen.add(key)
    return copies
