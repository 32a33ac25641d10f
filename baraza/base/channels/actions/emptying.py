"""Take the content of what came and went away; that it came and went stays counted."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from baraza.base.channels.models import (
    OutgoingFile,
    OutgoingItem,
    OutgoingState,
    RawItem,
    Suppression,
)
from baraza.base.channels.senders import demo_folder
from baraza.base.channels.signals import raw_items_emptied

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
    return rows.update(subject="", text="", problem="", erased_at=now)


@transaction.atomic
def forget_recipients(*, item_ids: Sequence[int], now: datetime) -> int:
    """The words and whom they were for go; what has not begun to leave is taken back.

    Returns how many.
    """
    rows = OutgoingItem.objects.filter(pk__in=item_ids)
    rows.filter(state=OutgoingState.WAITING).update(state=OutgoingState.CANCELLED, finished_at=now)
    _remove_files(list(rows.values_list("message_id", flat=True)))
    OutgoingFile.objects.filter(item__in=rows.values("pk")).delete()
    return rows.update(
        recipient="",
        recipient_name="",
        reply_to="",
        subject="",
        text="",
        in_reply_to="",
        references="",
        problem="",
        provider_id="",
        erased_at=now,
    )


def forget_addresses(*, addresses: Sequence[str]) -> int:
    """Addresses nothing more is sent to are forgotten too: nobody is left who would write there."""
    return Suppression.objects.filter(address__in=[one.lower() for one in addresses]).delete()[0]


def _remove_files(message_ids: Sequence[str]) -> None:
    """A demonstration's letters are files; a rolled-back preview must leave them."""
    folder = demo_folder()
    for identifier in message_ids:
        path = folder / f"{identifier.partition('@')[0]}.eml"
        transaction.on_commit(partial(path.unlink, missing_ok=True))
