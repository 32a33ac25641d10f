"""The one way out: a row per recipient, put in here, handed over by `sending`.

SMTP cannot be exactly-once. A letter from a person is sent at least once, always with the same
Message-ID; an acknowledgement or a newsletter at most once. Where nobody knows, the row says so.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Least

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.identity import make_message_id, tagged_address
from baraza.base.channels.models import (
    Channel,
    OutgoingFile,
    OutgoingItem,
    OutgoingKind,
    OutgoingState,
    SharedWords,
)
from baraza.base.channels.signals import delivery_changed
from baraza.base.office.queries import profile
from baraza.common.jobs import enqueue
from baraza.common.rows import insert_alike

WAKE_UP = "channels.send_due"
WAKE_UP_BULK = "channels.send_bulk"


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
    for is_bulk, wait in {(item.kind == OutgoingKind.BULK, item.due_at - now) for item in items}:
        _wake(is_bulk=is_bulk, after=wait)
    return items


@dataclass(frozen=True, slots=True)
class Recipient:
    """One of many. `fields` fill the `[fields]` of the words they all get; `unsubscribe` among
    them, an address of ours, is their way out.
    """

    address: str
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    guard_subject: str = ""


@transaction.atomic
def put_many_in_outbox(
    *,
    subject: str,
    text: str,
    recipients: Sequence[Recipient],
    now: datetime,
    language: str = "",
    guard: str = "",
    circle_id: int | None = None,
    wait: timedelta = timedelta(0),
) -> list[int]:
    """One letter to many, in bulk: its words are kept once, a row for each recipient holds only
    what is theirs. Returns the ids of the rows, in the recipients' order. Four queries.
    """
    office = profile()
    host = office.email.rpartition("@")[2]
    words = SharedWords.objects.create(subject=subject[:500], text=text, made_at=now)
    public_ids = [uuid.uuid4() for _ in recipients]
    insert_alike(
        OutgoingItem(
            kind=OutgoingKind.BULK,
            channel=Channel.EMAIL,
            from_address=office.email,
            from_name=(office.member_name or office.name)[:200],
            words=words,
            language=language,
            guard=guard,
            circle_id=circle_id,
            made_at=now,
            due_at=now + wait,
        ),
        columns={
            "public_id": public_ids,
            "recipient": [one.address for one in recipients],
            "recipient_name": [one.name[:200] for one in recipients],
            "fields": [dict(one.fields) for one in recipients],
            "guard_subject": [one.guard_subject for one in recipients],
            "message_id": [make_message_id(public_id=one.hex, host=host) for one in public_ids],
        },
    )
    made = dict(OutgoingItem.objects.filter(words=words).values_list("public_id", "pk"))
    enqueue(WAKE_UP_BULK, after=wait)
    return [made[public_id] for public_id in public_ids]


def cancel_outgoing(*, item_id: int, now: datetime) -> bool:
    """Take back what has not begun to leave; False when it is too late."""
    return bool(
        OutgoingItem.objects.filter(
            pk=item_id, state=OutgoingState.WAITING, perhaps_left=False
        ).update(state=OutgoingState.CANCELLED, finished_at=now)
    )


@transaction.atomic
def hold_back(*, item_ids: Sequence[int], problem: str, now: datetime) -> int:
    """What has not begun to leave does not, until somebody sends it again; returns how many.

    `problem` is English, as a guard gives it; it is shown in the reader's language.
    """
    waiting = OutgoingItem.objects.filter(pk__in=item_ids, state=OutgoingState.WAITING)
    held = list(waiting.select_for_update().values_list("pk", flat=True))
    OutgoingItem.objects.filter(pk__in=held).update(
        state=OutgoingState.HELD, problem=problem, finished_at=now
    )
    if held:
        delivery_changed.send(sender=OutgoingItem, items=held)
    return len(held)


@transaction.atomic
def send_again(*, item_id: int, now: datetime, by: User | None = None) -> bool:
    """Another round of attempts for what failed or is uncertain, with the same Message-ID. What
    ended its sender before still leaves alone.
    """
    changed = OutgoingItem.objects.filter(
        pk=item_id,
        state__in=[OutgoingState.FAILED, OutgoingState.UNCERTAIN, OutgoingState.HELD],
    ).update(
        state=OutgoingState.WAITING,
        due_at=now,
        attempts=0,
        interruptions=Least("interruptions", Value(1)),
        problem="",
        finished_at=None,
    )
    if changed:
        delivery_changed.send(sender=OutgoingItem, items=[item_id])
        item = OutgoingItem.objects.only("pk", "kind", "circle").get(pk=item_id)
        _wake(is_bulk=item.kind == OutgoingKind.BULK)
        record(actor=by, act="sent_again", obj=item, now=now)
    return bool(changed)


def _wake(*, is_bulk: bool, after: timedelta = timedelta(0)) -> None:
    if is_bulk:
        enqueue(WAKE_UP_BULK, after=after)
    else:
        enqueue(WAKE_UP, after=after)
