"""One act on many conversations: a few statements for hundreds of them, undone as easily as done.

What is chosen is written down first; then it is done part by part, each in a transaction of its
own, so that a process killed in the middle goes on where it was.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.actions.assigning import assign, restore
from baraza.dialogue.conversations.actions.desk import file_all, mark_junk
from baraza.dialogue.conversations.models import (
    BulkAct,
    BulkKind,
    Conversation,
    ConversationState,
)

PART = 500
CARRY_ON = "conversations.carry_on"
KEPT = timedelta(days=1)
# What each is called in the trail, done and undone.
ACTS = {
    BulkKind.FILE: ("filed", "filed"),
    BulkKind.CLOSE: ("closed", "changed"),
    BulkKind.SNOOZE: ("put_off", "put_off"),
    BulkKind.JUNK: ("junked", "unjunked"),
}
# What an act changes, as an undo must know it.
FIELDS = {
    BulkKind.FILE: "topic_id",
    BulkKind.CLOSE: "state",
    BulkKind.SNOOZE: "snoozed_until",
    BulkKind.JUNK: "state",
}


@transaction.atomic
def begin_many(
    *,
    kind: BulkKind,
    conversations: Sequence[int],
    by: User,
    now: datetime,
    chosen: int | None = None,
    until: datetime | None = None,
    seen: Mapping[int, int] | None = None,
) -> BulkAct:
    """Do it to all of these (ids) that `by` may see: at once up to 500, otherwise by a worker.

    `seen` says how many letters each had before somebody's eyes: one that has grown since is
    neither closed nor junk.
    """
    BulkAct.objects.filter(begun_at__lt=now - KEPT).delete()
    rows = Conversation.objects.visible_to(by).filter(pk__in=conversations)
    sizes = dict(rows.values_list("pk", "message_count"))
    if kind in (BulkKind.CLOSE, BulkKind.JUNK) and seen:
        ids = [pk for pk, size in sizes.items() if size <= seen.get(pk, size)]
    else:
        ids = list(sizes)
    bulk = BulkAct.objects.create(
        kind=kind,
        chosen=chosen,
        until=until,
        conversations=sorted(ids),
        left_out=len(sizes) - len(ids),
        by=by,
        begun_at=now,
    )
    return _go_on(bulk)


@transaction.atomic
def undo_many(*, bulk: BulkAct) -> BulkAct:
    """Everything as it was, but for what somebody has changed since."""
    bulk = BulkAct.objects.select_for_update(of=("self",)).get(pk=bulk.pk)
    if bulk.is_undone:
        return bulk
    bulk.is_undone, bulk.finished_at = True, None
    bulk.save(update_fields=["is_undone", "finished_at"])
    return _go_on(bulk)


def carry_on(*, bulk_id: int) -> None:
    """Every part that is left."""
    while BulkAct.objects.filter(pk=bulk_id).exists() and _next_part(bulk_id):
        pass


def _go_on(bulk: BulkAct) -> BulkAct:
    if len(bulk.conversations) > PART:
        enqueue(CARRY_ON, bulk_id=bulk.pk)
    else:
        carry_on(bulk_id=bulk.pk)
    bulk.refresh_from_db()
    return bulk


@transaction.atomic
def _next_part(bulk_id: int) -> bool:
    """Whether more is left after it."""
    bulk = BulkAct.objects.select_for_update(of=("self",)).select_related("by").get(pk=bulk_id)
    if bulk.finished_at is not None:
        return False
    if bulk.is_undone:
        changed = _take_back(bulk)
        more = bool(bulk.former)
        bulk.done = max(bulk.done - PART, 0) if more else 0
    else:
        part = bulk.conversations[bulk.done : bulk.done + PART]
        changed = _do(bulk, part)
        bulk.done += len(part)
        bulk.left_out += len(part) - len(changed)
        more = bulk.done < len(bulk.conversations)
    bulk.finished_at = None if more else timezone.now()
    bulk.save(update_fields=["done", "left_out", "former", "finished_at"])
    if changed and bulk.kind in ACTS:
        record(
            actor=bulk.by,
            act=ACTS[BulkKind(bulk.kind)][bulk.is_undone],
            obj=Conversation,
            count=len(changed),
            detail={"ids": changed},
        )
    return more


def _do(bulk: BulkAct, part: list[int]) -> list[int]:
    """Returns the ids of those that changed; what each was goes to `bulk.former`."""
    kind = BulkKind(bulk.kind)
    was: dict[object, list[int]] = {}
    if kind == BulkKind.ASSIGN:
        to = User.objects.at_work().get(pk=bulk.chosen) if bulk.chosen else None
        done = assign(conversations=part, to=to, by=bulk.by, now=timezone.now())
        for pk, whose in done.former.items():
            was.setdefault(tuple(whose), []).append(pk)
        return _remember(bulk, was)
    rows = Conversation.objects.visible_to(bulk.by).filter(pk__in=part)
    # Locked in one order, so that two people choosing the same letters never wait for each other.
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    for pk, former in locked.values_list("pk", FIELDS[kind]):
        if _changes(bulk, former):
            was.setdefault(former, []).append(pk)
    changed = _remember(bulk, was)
    _apply(bulk, changed)
    return changed


def _remember(bulk: BulkAct, was: dict[object, list[int]]) -> list[int]:
    if was:
        bulk.former.append([[_plain(former), ids] for former, ids in was.items()])
    return [pk for ids in was.values() for pk in ids]


def _changes(bulk: BulkAct, former: object) -> bool:
    if bulk.kind == BulkKind.FILE:
        return former != bulk.chosen
    if bulk.kind == BulkKind.CLOSE:
        return former not in (ConversationState.CLOSED, ConversationState.JUNK)
    if bulk.kind == BulkKind.JUNK:
        return former != ConversationState.JUNK
    return former != bulk.until


def _apply(bulk: BulkAct, ids: list[int]) -> None:
    rows = Conversation.objects.filter(pk__in=ids)
    if bulk.kind == BulkKind.FILE:
        file_all(ids, Topic.objects.get(pk=bulk.chosen) if bulk.chosen else None)
    elif bulk.kind == BulkKind.CLOSE:
        rows.update(state=ConversationState.CLOSED)
    elif bulk.kind == BulkKind.JUNK:
        rows.update(state=ConversationState.JUNK)
        mark_junk(ids, is_junk=True)
    else:
        rows.update(snoozed_until=bulk.until)


def _take_back(bulk: BulkAct) -> list[int]:
    """The part done last; returns the ids of those that are as they were again."""
    restored: list[int] = []
    for former, ids in bulk.former.pop() if bulk.former else []:
        rows = Conversation.objects.visible_to(bulk.by).filter(pk__in=ids)
        if bulk.kind == BulkKind.FILE:
            still = list(rows.filter(topic=bulk.chosen).values_list("pk", flat=True))
            file_all(still, Topic.objects.filter(pk=former).first() if former else None)
        elif bulk.kind == BulkKind.ASSIGN:
            still = list(rows.filter(assigned_to=bulk.chosen).values_list("pk", flat=True))
            whose = (former[0], former[1])
            restore(former=dict.fromkeys(still, whose), by=bulk.by, now=timezone.now())
        elif bulk.kind == BulkKind.SNOOZE:
            still = list(rows.filter(snoozed_until=bulk.until).values_list("pk", flat=True))
            until = datetime.fromisoformat(former) if former else None
            Conversation.objects.filter(pk__in=still).update(snoozed_until=until)
        else:
            junk = bulk.kind == BulkKind.JUNK
            state = ConversationState.JUNK if junk else ConversationState.CLOSED
            still = list(rows.filter(state=state).values_list("pk", flat=True))
            Conversation.objects.filter(pk__in=still).update(state=former)
            if junk:
                mark_junk(still, is_junk=False)
        restored += still
    return restored


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
