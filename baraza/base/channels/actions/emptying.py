"""Take the content of what came and went away; that it came and went stays counted."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from baraza.base.channels.models import (
    OutgoingFile,
    OutgoingItem,
    OutgoingState,
    RawItem,
    SharedWords,
    Suppression,
)
from baraza.base.channels.senders import demo_folder
from baraza.base.channels.signals import raw_items_emptied

# What has yet to leave.
OPEN = (OutgoingState.WAITING, OutgoingState.SENDING)


@transaction.atomic
def empty_raw(*, raw_ids: Sequence[int], now: datetime) -> int:
    """The bytes go, attachments with them; the digest stays, so that the same thing brought again
    is known. Returns how many had content.
    """
    emptied = RawItem.objects.filter(pk__in=raw_ids, erased_at__isnull=True).update(
        content=b"", reason="", erased_at=now
    )
    raw_items_emptied.send(sender=RawItem, raw_ids=raw_ids)
    return emptied


@transaction.atomic
def empty_outgoing(*, item_ids: Sequence[int], now: datetime) -> int:
    """The words go, to whom and when stays; nothing that has yet to leave. Returns how many."""
    rows = OutgoingItem.objects.filter(pk__in=item_ids, erased_at__isnull=True).exclude(
        state__in=OPEN
    )
    _remove_files(list(rows.values_list("message_id", flat=True)))
    OutgoingFile.objects.filter(item__in=rows.values("pk")).delete()
    shared = _shared_by(rows)
    emptied = rows.update(subject="", text="", words=None, fields={}, problem="", erased_at=now)
    _drop_unread(shared)
    return emptied


@transaction.atomic
def forget_recipients(*, item_ids: Sequence[int], now: datetime) -> int:
    """The words and whom they were for go; what has not begun to leave is taken back.

    Returns how many.
    """
    rows = OutgoingItem.objects.filter(pk__in=item_ids)
    rows.filter(state=OutgoingState.WAITING).update(state=OutgoingState.CANCELLED, finished_at=now)
    _remove_files(list(rows.values_list("message_id", flat=True)))
    OutgoingFile.objects.filter(item__in=rows.values("pk")).delete()
    shared = _shared_by(rows)
    forgotten = rows.update(
        recipient="",
        recipient_name="",
        reply_to="",
        subject="",
        text="",
        words=None,
        fields={},
        in_reply_to="",
        references="",
        problem="",
        provider_id="",
        erased_at=now,
    )
    _drop_unread(shared)
    return forgotten


def forget_addresses(*, addresses: Sequence[str]) -> int:
    """Addresses nothing more is sent to are forgotten too: nobody is left who would write there."""
    return Suppression.objects.filter(address__in=[one.lower() for one in addresses]).delete()[0]


def _shared_by(rows: QuerySet[OutgoingItem]) -> list[int]:
    shared = rows.filter(words__isnull=False)
    return list(shared.order_by().values_list("words", flat=True).distinct())


def _drop_unread(words: Sequence[int]) -> None:
    """Words that were shared by many go with the last who had them."""
    SharedWords.objects.filter(pk__in=words, items__isnull=True).delete()


def _remove_files(message_ids: Sequence[str]) -> None:
    """A demonstration's letters are files; a rolled-back preview must leave them."""
    folder = demo_folder()
    for identifier in message_ids:
        path = folder / f"{identifier.partition('@')[0]}.eml"
        transaction.on_commit(partial(path.unlink, missing_ok=True))
