"""Letters that were claimed: whether they may leave, and the bytes that do."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop

from baraza.base.channels import rules
from baraza.base.channels.email.compose import Mould, compose, mould_of, sendable
from baraza.base.channels.email.identity import tagged_address
from baraza.base.channels.email.transport import Envelope
from baraza.base.channels.models import (
    Channel,
    OutgoingFile,
    OutgoingItem,
    OutgoingKind,
    SharedWords,
)

logger = logging.getLogger(__name__)

AT_LEAST_ONCE = (OutgoingKind.PERSONAL, OutgoingKind.SIGN_IN)
SUPPRESSED = gettext_noop("Nothing more is sent to this address: {reason}")
_SUPPRESSED = """
SELECT address, reason FROM channels_suppression WHERE channel = %s AND address = ANY(%s)
"""
UNANSWERED = gettext_noop("Whether it may leave could not be found out ({error}).")


class Desk:
    """What letters are written out from, asked for once for all that need it."""

    def __init__(self) -> None:
        self._words: dict[int, SharedWords] = {}
        self._moulds: dict[tuple[int, str], Mould] = {}
        self._files: dict[int, list[OutgoingFile]] = defaultdict(list)

    def prepare(self, items: Sequence[OutgoingItem]) -> None:
        """Two queries at most. The bytes of files are asked for when a letter is written out.

        Where many share their words, nobody encloses anything.
        """
        shared = [item for item in items if item.words_id is not None]
        unknown = {item.words_id for item in shared} - self._words.keys()
        if unknown:
            self._words.update(SharedWords.objects.in_bulk(unknown))
        for item in shared:
            item.words = self._words[item.words_id]
        own = [item.pk for item in items if item.words_id is None]
        if own:
            for file in OutgoingFile.objects.filter(item__in=own).defer("content"):
                self._files[file.item_id].append(file)

    def written(self, item: OutgoingItem, *, date: datetime) -> bytes:
        """Raises CannotBeSent."""
        files = self._files.pop(item.pk, ())
        return compose(item, date=date, mould=self._mould(item), files=files)

    def _mould(self, item: OutgoingItem) -> Mould | None:
        if item.words_id is None:
            return None
        key = (item.words_id, item.language)
        if key not in self._moulds:
            self._moulds[key] = mould_of(item)
        return self._moulds[key]


def envelope_of(item: OutgoingItem) -> Envelope:
    """Raises CannotBeSent."""
    recipient = sendable(item.recipient)
    if item.kind == OutgoingKind.ACKNOWLEDGEMENT:
        return Envelope("", recipient)  # RFC 3834: nobody is to answer an automatic answer
    if item.reply_to:
        sender = tagged_address(item.from_address, kind="b", number=item.pk)
        return Envelope(sendable(sender), recipient)
    return Envelope(sendable(item.from_address), recipient)


def reasons_to_wait(items: Sequence[OutgoingItem]) -> tuple[dict[int, str], dict[int, str]]:
    """By id: why items must not leave, and why nobody could say whether they may."""
    held: dict[int, str] = {}
    unanswered: dict[int, str] = {}
    suppressed = _suppressed(items) if items else {}
    asked: dict[str, list[OutgoingItem]] = defaultdict(list)
    for item in items:
        reason = suppressed.get(item.recipient.lower())
        # Whoever asked for silence still gets the answer to a letter they write later.
        if reason is not None and item.kind not in AT_LEAST_ONCE:
            held[item.pk] = SUPPRESSED.format(reason=reason)
        elif item.guard:
            asked[item.guard].append(item)
    for guard, guarded in asked.items():
        try:
            refused = rules.refusals(guard=guard, subjects={one.guard_subject for one in guarded})
        except Exception as error:
            # A check that cannot answer has not allowed anything.
            logger.exception("the check %s failed", guard)
            problem = UNANSWERED.format(error=type(error).__name__)
            unanswered.update(dict.fromkeys((item.pk for item in guarded), problem))
            continue
        held.update(
            {item.pk: reason for item in guarded if (reason := refused.get(item.guard_subject))}
        )
    return held, unanswered


def _suppressed(items: Sequence[OutgoingItem]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_SUPPRESSED, [Channel.EMAIL, [item.recipient.lower() for item in items]])
        return dict(cursor.fetchall())
