"""Hand over what is due. What leaves is remembered before and after it leaves.

Rows are claimed and committed, so that everybody knows they may be on their way; threads hand them
over (`email.lanes`); what became of them is written down. Killed in between, a letter from a person
leaves again with the same Message-ID, everything else is shown as uncertain.
"""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from baraza.base.channels.actions import noting, pacing
from baraza.base.channels.actions.claiming import (
    due_next,
    mark_leaving,
    that_may_leave_together,
)
from baraza.base.channels.actions.outbox import WAKE_UP, WAKE_UP_BULK
from baraza.base.channels.actions.recovering import recover_interrupted
from baraza.base.channels.actions.writing_out import (
    AT_LEAST_ONCE,
    Desk,
    envelope_of,
    reasons_to_wait,
)
from baraza.base.channels.email.compose import CannotBeSent
from baraza.base.channels.email.lanes import Carrier, NotTried, Outcome, Parcel
from baraza.base.channels.email.transport import Permanent, Slower, Temporary, Uncertain
from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState, PaceScope
from baraza.base.channels.senders import WayOut, way_out
from baraza.base.office.queries import profile
from baraza.common.jobs import enqueue

logger = logging.getLogger(__name__)

# Whoever has letters in hand says so anew when this has passed.
RENEW_AFTER = timedelta(seconds=30)
# Not begun with by then, a letter is looked at again: the machine may have slept.
VALID_SECONDS = 120.0
HANDFUL, MOST_IN_HAND = 25, 500  # at first, and at most: what half a second is enough for
# Of letters written out and not yet handed over.
MOST_BYTES = 48_000_000
# So long mail to many goes on before other offices have their turn.
TURN = timedelta(seconds=10)
WRITE_AFTER_SECONDS = 0.5
LIMIT = 10_000
NO_ADDRESS = gettext_noop("The office has no e-mail address yet. Enter it under Set-up, Office.")
UNWRITABLE = gettext_noop("This letter could not be written as mail ({error}).")


def send_due(*, now: datetime, limit: int = LIMIT) -> int:
    """Send what is due, most urgent first; returns how many rows were dealt with.

    Must not run inside a transaction: each claim and each result is kept at once.
    """
    urgent = send_urgent(now=now, limit=limit)
    return urgent + (send_bulk(now=now, limit=limit - urgent) if urgent < limit else 0)


def send_urgent(*, now: datetime, limit: int = LIMIT) -> int:
    """Send what a person waits for; as `send_due`."""
    rows = OutgoingItem.objects.exclude(kind=OutgoingKind.BULK)
    done = _Round(rows, now=now, limit=limit).run()
    if done >= limit:
        enqueue(WAKE_UP)
    return done


def send_bulk(*, now: datetime, limit: int = LIMIT) -> int:
    """Send letters to many, at most for one turn and as fast as we may; as `send_due`."""
    rows = OutgoingItem.objects.filter(kind=OutgoingKind.BULK)
    turn = _Round(rows, now=now, limit=limit, is_bulk=True)
    done = turn.run()
    if done and turn.is_cut_short:
        enqueue(WAKE_UP_BULK)
    return done


class _Round:
    """One run of the sender: what it has in hand, and what it has yet to write down."""

    def __init__(
        self, rows: QuerySet[OutgoingItem], *, now: datetime, limit: int, is_bulk: bool = False
    ) -> None:
        self._rows = rows
        self._began_at = now
        self._clock = time.monotonic()
        self._left = limit
        self._is_bulk = is_bulk
        self._handful = HANDFUL
        self._in_hand: dict[int, OutgoingItem] = {}
        self._ready: deque[tuple[OutgoingItem, WayOut]] = deque()
        self._bytes: dict[int, int] = {}
        self._weight = 0
        self._sent: dict[int, str] = {}
        self._done = 0
        self._renewed_at = self._written_at = 0.0
        self._ways: dict[str, WayOut | Temporary] = {}
        self._desk = Desk()
        self._is_empty = False
        # What comes next ended a sender: it leaves with nothing else in hand.
        self._is_doubtful = False
        self.is_cut_short = False

    def run(self) -> int:
        """Returns how many rows were dealt with."""
        recover_interrupted(now=self._began_at)
        with Carrier() as carrier:
            while True:
                if self._wants_more():
                    with transaction.atomic():
                        self._write_sent()
                        items = self._claim()
                    self._begin(items, carrier)
                if not self._in_hand:
                    if self._is_empty or self._left <= 0 or self.is_cut_short:
                        break
                    continue
                for outcome in carrier.fetch(timeout=WRITE_AFTER_SECONDS):
                    self._note(outcome)
                self._hand_over(carrier)
                if self._must_write():
                    self._write_sent()
                self._renew()
            self._write_sent()
        return self._done

    def _now(self) -> datetime:
        return self._began_at + timedelta(seconds=self._elapsed())

    def _elapsed(self) -> float:
        return time.monotonic() - self._clock

    # Claiming

    def _wants_more(self) -> bool:
        if self._is_bulk and self._elapsed() > TURN.total_seconds():
            self.is_cut_short = True
        return not (
            self._is_empty
            or self.is_cut_short
            or self._left <= 0
            or len(self._in_hand) > (0 if self._is_doubtful else self._handful // 2)
        )

    def _claim(self) -> list[OutgoingItem]:
        now = self._now()
        wanted = 1 if self._is_doubtful else min(self._handful, self._left)
        found = due_next(self._rows, now=now, most=wanted, is_bulk=self._is_bulk)
        self._is_doubtful = any(item.interruptions for item in found)
        items = that_may_leave_together(found, others_in_hand=bool(self._in_hand))
        self._is_empty = len(items) < wanted and not self._is_doubtful
        for item in items:
            self._address(item)
        if self._is_bulk and found:
            items, pacer = self._within_limits(found, now)
        if items:
            mark_leaving(items, now=now)
            pacing.count_leaving(items, now=now)
        if self._is_bulk and found:
            self._put_off(pacer, found[0].from_address)
        self._done += len(items)
        self._left -= len(items)
        rate = self._done / (self._elapsed() or 1)
        self._handful = min(max(HANDFUL, int(rate / 2)), MOST_IN_HAND)
        return items

    def _address(self, item: OutgoingItem) -> None:
        """Written before the office had an address: it leaves once there is one."""
        if not item.from_address:
            item.from_address = profile().email
            OutgoingItem.objects.filter(pk=item.pk).update(from_address=item.from_address)

    def _within_limits(
        self, items: list[OutgoingItem], now: datetime
    ) -> tuple[list[OutgoingItem], pacing.Pacer]:
        pacer = pacing.Pacer(items, now=now)
        allowed = []
        for item in items:
            way = self._way(item.from_address)
            if isinstance(way, Temporary) or pacer.may_leave(item, way.limits):
                allowed.append(item)
        return allowed, pacer

    def _put_off(self, pacer: pacing.Pacer, address: str) -> None:
        """What waits for a domain that has enough for now. Once the others are claimed."""
        way = self._way(address)
        for (scope, key), until in pacer.exhausted.items():
            if scope == PaceScope.SENDER:
                self._is_empty = True  # a later sweep looks again
            elif isinstance(way, WayOut):
                pacing.put_off(domain=key, until=until, limits=way.limits)

    def _way(self, address: str) -> WayOut | Temporary:
        if address not in self._ways:
            try:
                self._ways[address] = way_out(address)
            except Temporary as error:
                self._ways[address] = error
        return self._ways[address]

    # Handing over

    def _begin(self, items: Sequence[OutgoingItem], carrier: Carrier) -> None:
        now = self._now()
        self._in_hand.update({item.pk: item for item in items})
        self._desk.prepare(items)
        for item in self._allowed(items, now):
            way = self._way(item.from_address) if item.from_address else Temporary(NO_ADDRESS)
            if isinstance(way, Temporary):
                self._try_later(item, str(way), now=now)
            else:
                self._ready.append((item, way))
        self._hand_over(carrier)

    def _hand_over(self, carrier: Carrier) -> None:
        """As much of what is ready as there is memory for; the first leave while the others are
        written out.
        """
        now = self._now()
        while self._ready and self._weight < MOST_BYTES:
            parcels: dict[str, tuple[WayOut, list[Parcel]]] = {}
            for _ in range(HANDFUL):
                if not self._ready or self._weight >= MOST_BYTES:
                    break
                item, way = self._ready.popleft()
                if parcel := self._parcel(item, way, now):
                    parcels.setdefault(item.from_address, (way, []))[1].append(parcel)
            for address, (way, those) in parcels.items():
                carrier.give(those, way=address, opener=way.opener)

    def _allowed(self, items: Sequence[OutgoingItem], now: datetime) -> list[OutgoingItem]:
        """Those that may leave; the others are held back, or wait for a check that broke."""
        held, unanswered = reasons_to_wait(items)
        for item in items:
            if item.pk in held:
                self._finish(item, OutgoingState.HELD, held[item.pk], now=now)
            elif item.pk in unanswered:
                self._try_later(item, unanswered[item.pk], now=now)
        return [item for item in items if item.pk not in held and item.pk not in unanswered]

    def _parcel(self, item: OutgoingItem, way: WayOut, now: datetime) -> Parcel | None:
        try:
            parcel = Parcel(
                number=item.pk,
                envelope=envelope_of(item),
                content=way.sign(self._desk.written(item, date=now)),
                valid_until=time.time() + VALID_SECONDS,
            )
        except CannotBeSent as error:
            self._finish(item, OutgoingState.FAILED, str(error), now=now)
        except Exception as error:
            # One letter's trouble must not hold up the others; its words stay out of the log.
            logger.error("outgoing item %s cannot be written: %s", item.pk, type(error).__name__)
            problem = UNWRITABLE.format(error=type(error).__name__)
            self._finish(item, OutgoingState.FAILED, problem, now=now)
        else:
            self._bytes[item.pk] = len(parcel.content)
            self._weight += len(parcel.content)
            return parcel
        return None

    def _renew(self) -> None:
        """Claims that grow old behind slow letters."""
        if self._elapsed() - self._renewed_at < RENEW_AFTER.total_seconds():
            return
        self._renewed_at = self._elapsed()
        now = self._now()
        claims: dict[datetime | None, list[OutgoingItem]] = defaultdict(list)
        for item in self._in_hand.values():
            claims[item.claimed_at].append(item)
        for claimed_at, items in claims.items():
            mine = OutgoingItem.objects.filter(
                pk__in=[item.pk for item in items],
                state=OutgoingState.SENDING,
                claimed_at=claimed_at,
            )
            mine.update(claimed_at=now)
            for item in items:
                item.claimed_at = now

    def _note(self, outcome: Outcome) -> None:
        """What became of a letter in hand."""
        item = self._in_hand[outcome.number]
        self._weight -= self._bytes.pop(item.pk)
        now = self._now()
        error = outcome.error
        if error is None:
            del self._in_hand[item.pk]
            self._sent[item.pk] = outcome.said[:300]
            if item.kind in AT_LEAST_ONCE:
                self._write_sent()
        elif isinstance(error, NotTried):
            self._look_again(item, now=now)
        elif isinstance(error, Permanent):
            self._finish(item, OutgoingState.FAILED, str(error), now=now)
        elif isinstance(error, Uncertain):
            item.perhaps_left = True
            if item.kind in AT_LEAST_ONCE:
                self._try_later(item, str(error), now=now)
            else:
                self._finish(item, OutgoingState.UNCERTAIN, str(error), now=now)
        elif isinstance(error, Slower):
            scope = PaceScope.SENDER if error.is_sender else PaceScope.DOMAIN
            key = item.from_address if error.is_sender else pacing.domain_of(item.recipient)
            until = pacing.rest(scope=scope, key=key, now=now)
            self._try_later(item, str(error), now=now, not_before=until if self._is_bulk else None)
        elif isinstance(error, Temporary):
            self._try_later(item, str(error), now=now)
        else:
            logger.error("outgoing item %s: %s", item.pk, type(error).__name__, exc_info=error)
            self._try_later(item, type(error).__name__, now=now)

    def _look_again(self, item: OutgoingItem, *, now: datetime) -> None:
        """It lay in hand for long: is it still ours?"""
        ours = OutgoingItem.objects.filter(
            pk=item.pk, state=OutgoingState.SENDING, claimed_at=item.claimed_at
        ).update(claimed_at=now)
        way = self._way(item.from_address)
        if ours and isinstance(way, WayOut):
            item.claimed_at = now
            self._desk.prepare([item])
            self._ready.append((item, way))
        else:
            del self._in_hand[item.pk]

    # Writing down

    def _must_write(self) -> bool:
        return bool(self._sent) and (
            not self._in_hand
            or len(self._sent) >= self._handful
            or self._elapsed() - self._written_at > WRITE_AFTER_SECONDS
        )

    def _write_sent(self) -> None:
        """It left, whatever the row says by now."""
        sent, self._sent = self._sent, {}
        self._written_at = self._elapsed()
        noting.note_sent(sent, now=self._now())

    def _try_later(
        self,
        item: OutgoingItem,
        problem: str,
        *,
        now: datetime,
        not_before: datetime | None = None,
    ) -> None:
        noting.try_later(item, problem, now=now, not_before=not_before)
        self._in_hand.pop(item.pk, None)

    def _finish(
        self, item: OutgoingItem, state: OutgoingState, problem: str, *, now: datetime
    ) -> None:
        noting.finish(item, state, problem, now=now)
        self._in_hand.pop(item.pk, None)
