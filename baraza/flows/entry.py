"""What came in by mouth or on paper, and what was promised on the spot."""

from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.channels.email.decode import one_line
from baraza.dialogue.commitments.actions import LONGEST, promise, withdraw
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.commitments.queries import usual_due_date
from baraza.dialogue.conversations.actions import entering
from baraza.dialogue.conversations.actions.entering import Entry
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.logbook.actions import drafts, sheets
from baraza.dialogue.logbook.models import Sheet, SheetLine


def save_entry(
    *,
    entry: Entry,
    key: str,
    by: User,
    now: datetime,
    form: Sheet | None = None,
    may_write: bool = False,
) -> Message:
    """Keep an entry, remember what was promised, and forget its draft; a form that came back is
    finished with it, and `may_write` says that they ticked on it to be written to with news.

    Saved twice, it is one. Must not run inside a transaction. Raises what `entering.enter` does,
    and sheets.LineEntered for a form that was entered before; then the draft stays.
    """
    if form is not None:
        line = sheets.enter_line(
            sheet=form, number=1, entry=entry, by=by, now=now, may_write=may_write
        )
        message = line.message
        sheets.finish(sheet=form, by=by, now=now)
    else:
        number = drafts.entry_key(author=by, key=key)
        message = entering.enter(entry=entry, key=number, by=by, now=now)
    _promise(entry, message, by, now)
    drafts.discard(author=by, key=key)
    return message


@transaction.atomic
def take_entry_back(*, message: Message, by: User) -> Entry:
    """It never was, and nothing was promised; the words are given back. Raises
    entering.CannotTakeBack.
    """
    promised = list(Commitment.objects.filter(conversation=message.conversation_id))
    line = SheetLine.objects.filter(message=message).first()
    if line is not None:
        entry = sheets.take_line_back(line=line, by=by)
    else:
        entry = entering.take_back(message=message, by=by)
    words = one_line(entry.answer, limit=LONGEST)
    for one in promised:
        if entry.needs_answer and one.words == words:
            withdraw(commitment=one, by=by)
    return entry


@transaction.atomic
def _promise(entry: Entry, message: Message, by: User, now: datetime) -> None:
    words = one_line(entry.answer, limit=LONGEST)
    if not entry.needs_answer or not words:
        return
    conversation = message.conversation
    if Commitment.objects.filter(conversation=conversation, words=words, made_by=by).exists():
        return
    promise(
        words=words,
        due_date=usual_due_date(now=now),
        owner=by,
        by=by,
        now=now,
        conversation=conversation,
    )
