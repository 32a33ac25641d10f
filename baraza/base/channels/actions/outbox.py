"""The one way out. A row per recipient; what leaves is remembered before and after it leaves.

SMTP cannot be exactly-once. A letter from a person is sent at least once, always with the same
Message-ID; an acknowledgement or a newsletter at most once. Where nobody knows, the row says so.
"""

import logging
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, IntegerField, Prefetch, Value, When
from django.utils.translation import gettext_noop

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels import rules
from baraza.base.channels.email.compose import CannotBeSent, compose, sendable
from baraza.base.channels.email.identity import make_message_id, tagged_address
from baraza.base.channels.email.transport import Permanent, Temporary, Transport, Uncertain
from baraza.base.channels.models import (
    Channel,
    OutgoingFile,
    OutgoingItem,
    OutgoingKind,
    OutgoingState,
    Suppression,
)
from baraza.base.channels.queries import NOT_DELIVERED
from baraza.base.channels.senders import open_transports
from baraza.base.channels.signals import delivery_changed
from baraza.base.office.queries import profile
from baraza.common.jobs import enqueue

logger = logging.getLogger(__name__)

WAKE_UP = "channels.send_due"
AT_LEAST_ONCE = (OutgoingKind.PERSONAL, OutgoingKind.SIGN_IN)
# Waits between attempts; after the last one the letter has failed, about three days on.
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 1440)]
# A sender that has said nothing for this long was killed.
CLAIM_LASTS = timedelta(minutes=5)
# Whoever has many letters in hand says so anew before the next one, when this has passed.
RENEW_AFTER = timedelta(seconds=30)
SUPPRESSED = gettext_noop("Nothing more is sent to this address: {reason}")
NO_ADDRESS = gettext_noop("The office has no e-mail address yet. Enter it under Set-up, Office.")
UNWRITABLE = gettext_noop("This letter could not be written as mail ({error}).")
UNANSWERED = gettext_noop("Whether it may leave could not be found out ({error}).")
KILLED = gettext_noop("Interrupted while leaving: perhaps sent, perhaps not. It is not sent twice.")
URGENCY = {
    OutgoingKind.SIGN_IN: 0,
    OutgoingKind.PERSONAL: 1,
    OutgoingKind.ACKNOWLEDGEMENT: 2,
    OutgoingKind.BULK: 3,
}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that leaves with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to leave, for one recipient."""

    kind: OutgoingKind
    recipient: str
    subject: str
    text: str
    recipient_name: str = ""
    language: str = ""
    conversation_id: int | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    guard: str = ""
    guard_subject: str = ""
    circle_id: int | None = None
    wait: timedelta = timedelta(0)
    files: tuple[Enclosed, ...] = ()


@transaction.atomic
def put_in_outbox(*, letters: Iterable[Outgoing], now: datetime) -> list[OutgoingItem]:
    """Rows that leave when they are due, from the office's own address; a worker is woken."""
    office = profile()
    host = office.email.rpartition("@")[2]
    items = []
    files = []
    for letter in letters:
        public_id = uuid.uuid4()
        reply_to = ""
        if letter.conversation_id and office.plus_addressing and office.email:
            reply_to = tagged_address(office.email, kind="c", number=letter.conversation_id)
        items.append(
            OutgoingItem(
                public_id=public_id,
                kind=letter.kind,
                channel=Channel.EMAIL,
                recipient=letter.recipient,
                recipient_name=letter.recipient_name[:200],
                from_address=office.email,
                from_name=(office.member_name or office.name)[:200],
                reply_to=reply_to,
                subject=letter.subject[:500],
                text=letter.text,
                language=letter.language,
                message_id=make_message_id(public_id=public_id.hex, host=host),
                in_reply_to=letter.in_reply_to[:500],
                references=" ".join(letter.references),
                guard=letter.guard,
                guard_subject=letter.guard_subject,
                circle_id=letter.circle_id,
                made_at=now,
                due_at=now + letter.wait,
            )
        )
        files += [
            OutgoingFile(
                item=items[-1],
                name=file.name[:200],
                media_type=file.media_type,
                size=len(file.content),
                content=file.content,
            )
            for file in letter.files
        ]
    OutgoingItem.objects.bulk_create(items)
    OutgoingFile.objects.bulk_create(files)
    for wait in {item.due_at - now for item in items}:
        enqueue(WAKE_UP, after=wait)
    return items


def cancel_outgoing(*, item_id: int, now: datetime) -> bool:
    """Take back what has not begun to leave; False when it is too late."""
    return bool(
        OutgoingItem.objects.filter(
            pk=item_id, state=OutgoingState.WAITING, perhaps_left=False
        ).update(state=OutgoingState.CANCELLED, finished_at=now)
    )


@transaction.atomic
@transaction.atomic
def send_again(*, item_id: int, now: datetime, by: User | None = None) -> bool:
    """Another round of attempts for what failed or is uncertain, with the same Message-ID."""
    changed = OutgoingItem.objects.filter(
        pk=item_id,
        state__in=[OutgoingState.FAILED, OutgoingState.UNCERTAIN, OutgoingState.HELD],
    ).update(state=OutgoingState.WAITING, due_at=now, attempts=0, problem="", finished_at=None)
    if changed:
        delivery_changed.send(sender=OutgoingItem, items=[item_id])
        enqueue(WAKE_UP)
        item = OutgoingItem.objects.only("pk", "circle").get(pk=item_id)
        record(actor=by, act="sent_again", obj=item, now=now)
    return bool(changed)


def send_due(*, now: datetime, limit: int = 100) -> int:
    """Send what is due, most urgent first; returns how many rows were dealt with.

    Must not run inside a transaction: each claim and each result is kept at once.
    """
    recover_interrupted(now=now)
    items = _claim(now=now, limit=limit)
    if not items:
        return 0
    suppressed = dict(
        Suppression.objects.filter(
            channel=Channel.EMAIL, address__in=[item.recipient.lower() for item in items]
        ).values_list("address", "reason")
    )
    started = time.monotonic()
    with open_transports() as transport_for:
        for item in items:
            moment = now + timedelta(seconds=time.monotonic() - started)
            if _still_ours(item, now=moment):
                _send(item, suppressed, transport_for, now=moment)
    if len(items) == limit:
        enqueue(WAKE_UP)
    return len(items)


@transaction.atomic
def recover_interrupted(*, now: datetime) -> None:
    """Rows whose sender was killed: personal ones leave again, others are shown as uncertain."""
    stale = OutgoingItem.objects.filter(
        state=OutgoingState.SENDING, claimed_at__lt=now - CLAIM_LASTS
    )
    stale.filter(kind__in=AT_LEAST_ONCE).update(
        state=OutgoingState.WAITING, due_at=now, perhaps_left=True
    )
    stale.exclude(kind__in=AT_LEAST_ONCE).update(
        state=OutgoingState.UNCERTAIN, finished_at=now, problem=KILLED, perhaps_left=True
    )


@transaction.atomic
def _claim(*, now: datetime, limit: int) -> list[OutgoingItem]:
    urgency = Case(
        *[When(kind=kind, then=Value(rank)) for kind, rank in URGENCY.items()],
        output_field=IntegerField(),
    )
    items = list(
        OutgoingItem.objects.filter(state=OutgoingState.WAITING, due_at__lte=now)
        .order_by(urgency, "due_at", "pk")
        # Which have files is asked for all at once, their bytes when one leaves.
        .prefetch_related(Prefetch("files", OutgoingFile.objects.defer("content")))
        .select_for_update(skip_locked=True)[:limit]
    )
    OutgoingItem.objects.filter(pk__in=[item.pk for item in items]).update(
        state=OutgoingState.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    for item in items:
        item.attempts += 1
        item.claimed_at = now
    return items


def _still_ours(item: OutgoingItem, *, now: datetime) -> bool:
    """Renews a claim that grows old behind slow letters; False when another sender took over."""
    if item.claimed_at is None or now - item.claimed_at < RENEW_AFTER:
        return True
    claim = OutgoingItem.objects.filter(
        pk=item.pk, state=OutgoingState.SENDING, claimed_at=item.claimed_at
    )
    return bool(claim.update(claimed_at=now))


def _send(
    item: OutgoingItem,
    suppressed: Mapping[str, str],
    transport_for: Callable[[str], Transport],
    *,
    now: datetime,
) -> None:
    try:
        refused = _reason_to_hold(item, suppressed)
    except Exception as error:
        # A check that cannot answer has not allowed anything.
        logger.exception("the check %s failed", item.guard)
        _try_later(item, UNANSWERED.format(error=type(error).__name__), now=now)
        return
    if refused:
        _finish(item, OutgoingState.HELD, refused, now=now)
        return
    # Written before the office had an address: it leaves once there is one.
    item.from_address = item.from_address or profile().email
    if not item.from_address:
        _try_later(item, NO_ADDRESS, now=now)
        return
    try:
        transport = transport_for(item.from_address)
    except Temporary as error:
        _try_later(item, str(error), now=now)
        return
    _deliver(item, transport, now=now)


def _reason_to_hold(item: OutgoingItem, suppressed: Mapping[str, str]) -> str:
    reason = suppressed.get(item.recipient.lower())
    # Whoever asked for silence still gets the answer to a letter they write later.
    if reason is not None and item.kind not in AT_LEAST_ONCE:
        return SUPPRESSED.format(reason=reason)
    return rules.refusal(guard=item.guard, subject=item.guard_subject)


def _deliver(item: OutgoingItem, transport: Transport, *, now: datetime) -> None:
    try:
        envelope_from, recipient = _envelope_from(item), sendable(item.recipient)
        content = compose(item, date=now, files=item.files.all())
    except CannotBeSent as error:
        _finish(item, OutgoingState.FAILED, str(error), now=now)
        return
    except Exception as error:
        # One letter's trouble must not hold up the others; its words stay out of the log.
        logger.error("outgoing item %s cannot be written: %s", item.pk, type(error).__name__)
        problem = UNWRITABLE.format(error=type(error).__name__)
        _finish(item, OutgoingState.FAILED, problem, now=now)
        return
    try:
        said = transport.deliver(envelope_from=envelope_from, recipient=recipient, content=content)
    except Permanent as error:
        _finish(item, OutgoingState.FAILED, str(error), now=now)
    except Uncertain as error:
        item.perhaps_left = True
        if item.kind in AT_LEAST_ONCE:
            _try_later(item, str(error), now=now)
        else:
            _finish(item, OutgoingState.UNCERTAIN, str(error), now=now)
    except Temporary as error:
        _try_later(item, str(error), now=now)
    else:
        item.provider_id = said[:300]
        _finish(item, OutgoingState.SENT, "", now=now)


def _envelope_from(item: OutgoingItem) -> str:
    if item.kind == OutgoingKind.ACKNOWLEDGEMENT:
        return ""  # RFC 3834: nobody is to answer an automatic answer
    if item.reply_to:
        return sendable(tagged_address(item.from_address, kind="b", number=item.pk))
    return sendable(item.from_address)


def _try_later(item: OutgoingItem, problem: str, *, now: datetime) -> None:
    if item.attempts > len(WAITS):
        _finish(item, OutgoingState.FAILED, problem, now=now)
        return
    item.due_at = now + WAITS[item.attempts - 1]
    item.state = OutgoingState.WAITING
    item.problem = problem
    item.save(update_fields=["due_at", "state", "problem", "perhaps_left", "from_address"])


def _finish(item: OutgoingItem, state: OutgoingState, problem: str, *, now: datetime) -> None:
    item.state = state
    item.problem = problem
    item.finished_at = now
    fields = ["state", "problem", "finished_at", "provider_id", "perhaps_left", "from_address"]
    if state not in NOT_DELIVERED:
        item.save(update_fields=fields)
        return
    with transaction.atomic():
        item.save(update_fields=fields)
        delivery_changed.send(sender=OutgoingItem, items=[item.pk])
