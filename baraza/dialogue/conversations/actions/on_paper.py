"""Answer on paper: written down at once, printed when somebody prints it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text
from baraza.base.channels.models import Channel
from baraza.dialogue.conversations.actions.answering import Words, make_ready, write_down
from baraza.dialogue.conversations.models import Conversation, DraftFile, Message, PaperLetter

LONGEST_ADDRESS = 500
MOST_LINES = 7  # what a window shows


class NoAddress(ValueError):
    """An envelope needs a name and an address."""


class FilesStayBehind(ValueError):
    """Files are enclosed, and an envelope from this printer carries none."""


@transaction.atomic
def answer_on_paper(
    *,
    conversation: Conversation,
    author: User,
    words: Words,
    address: str,
    now: datetime,
    is_large_print: bool = False,
    beside_draft: bool = False,
) -> Message:
    """The answer goes to the printer; until it is printed it can be taken back.

    `beside_draft`: what the author is writing besides stays theirs, with its files.

    Raises NoAddress, FilesStayBehind, and what `reply` raises, but for NobodyToAnswer.
    """
    ready = make_ready(conversation=conversation, author=author, words=words)
    enclosed = DraftFile.objects.filter(draft__conversation=conversation, draft__author=author)
    if not beside_draft and enclosed.exists():
        raise FilesStayBehind
    lines = address_lines(address)
    message = write_down(ready=ready, now=now, channel=Channel.LETTER, keeps_draft=beside_draft)
    PaperLetter.objects.create(
        message=message, address="\n".join(lines), is_large_print=is_large_print
    )
    record(
        actor=author,
        act="answered_on_paper",
        obj=ready.conversation,
        now=now,
        detail={"message": message.pk},
    )
    return message


def address_lines(address: str) -> list[str]:
    """What stands in the window of an envelope. Raises NoAddress."""
    lines = [line.strip() for line in clean_text(address)[:LONGEST_ADDRESS].splitlines()]
    lines = [line for line in lines if line][:MOST_LINES]
    if len(lines) < 2:
        raise NoAddress
    return lines


@transaction.atomic
def mark_printed(*, letters: Sequence[PaperLetter], by: User, now: datetime) -> None:
    """They lie in the printer; printed again, the first time counts."""
    PaperLetter.objects.filter(
        pk__in=[letter.pk for letter in letters], printed_at__isnull=True
    ).update(printed_at=now, printed_by=by)
    record(
        actor=by,
        act="printed",
        obj=PaperLetter,
        count=len(letters),
        now=now,
        detail={"ids": [letter.message_id for letter in letters]},
    )


@transaction.atomic
def mark_not_printed(*, letters: Sequence[PaperLetter], by: User, now: datetime) -> None:
    """The paper jammed: they wait for the printer again."""
    PaperLetter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        printed_at=None, printed_by=None
    )
    record(actor=by, act="not_printed", obj=PaperLetter, count=len(letters), now=now)
