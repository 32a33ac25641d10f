"""Everyone concerned hears, once, in their language and by their way, that the cause is mended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from baraza.dialogue.conversations.actions.answering import (
    NeedsApproval,
    NobodyToAnswer,
    UnfilledFields,
)
from baraza.dialogue.conversations.actions.begin import NotToBeContacted
from baraza.dialogue.conversations.actions.on_paper import NoAddress
from baraza.dialogue.conversations.models import Approval, Message
from baraza.dialogue.letters.merging import greeting
from baraza.engagement.casework.actions.changing import locked
from baraza.engagement.casework.actions.patterns import TOLD_AFTER, remind_workers
from baraza.engagement.casework.actions.updating import NobodyToTell, Saying, note_update, tell
from baraza.engagement.casework.models import Case, CaseUpdate, Pattern, PatternState
from baraza.engagement.casework.queries.concerned import Concerned, concerned
from baraza.engagement.casework.queries.updates import addressee

CARRIED_ON = timedelta(hours=1)
# Why somebody cannot be written to: a colleague tells them.
_UNREACHED = (
    NobodyToTell, NobodyToAnswer, NotToBeContacted, NoAddress, UnfilledFields, NeedsApproval,
)  # fmt: skip


def tell_concerned(*, pattern_id: int, now: datetime) -> int:
    """Tell all who were not told yet; returns how many letters were written.

    May be run again after it was broken off: each case is a transaction of its own, and nobody is
    told twice. Cases that whoever solved it may not see, and people we do not write to, are left
    to their workers. Nothing happens where it was taken back.
    """
    pattern = Pattern.objects.select_related("solved_by").get(pk=pattern_id)
    if pattern.state != PatternState.SOLVED or pattern.solved_by is None:
        return 0
    if pattern.solved_at is None or now < pattern.solved_at + TOLD_AFTER:
        return 0
    rows = concerned(pattern=pattern, user=pattern.solved_by)
    seen = Case.objects.visible_to(pattern.solved_by).filter(pattern=pattern).values("pk")
    unseen = Case.objects.filter(pattern=pattern).exclude(pk__in=seen)
    by_hand = {*unseen.values_list("pk", flat=True)}
    letters = _letters(pattern)
    before = len(letters)
    for row in rows:
        try:
            _tell(pattern, row, letters, now)
        except _UNREACHED:
            by_hand.add(row.case.pk)
    remind_workers(pattern=pattern, case_ids=by_hand, now=now)
    return len(letters) - before


def _letters(pattern: Pattern) -> dict[int, Message | None]:
    """What people were written about it already: person → letter."""
    told = CaseUpdate.objects.filter(pattern=pattern).select_related(
        "case__person", "case__asked_by", "message"
    )
    return {
        person.pk: update.message
        for update in told
        if (person := addressee(case=update.case)) is not None
    }


def tell_missed(*, now: datetime) -> None:
    """A worker may have stopped half-way: what was solved lately is gone through again."""
    lately = Pattern.objects.filter(
        state=PatternState.SOLVED, solved_at__gt=now - CARRIED_ON, solved_at__lt=now - TOLD_AFTER
    )
    for number in lately.values_list("pk", flat=True):
        tell_concerned(pattern_id=number, now=now)


def words_for(*, pattern: Pattern, row: Concerned) -> str:
    """What this person is told."""
    said = pattern.told_words.get(row.language) or pattern.solution
    name = row.person.name if row.person and "@" not in row.person.name else ""
    return f"{greeting(name=name, language=row.language)}\n\n{said}"


@transaction.atomic
def _tell(
    pattern: Pattern, row: Concerned, letters: dict[int, Message | None], now: datetime
) -> None:
    if row.channel is None or row.person is None:
        raise NobodyToTell
    case = locked(case_id=row.case.pk)
    if CaseUpdate.objects.filter(case=case, pattern=pattern).exists():
        return
    saying = Saying(
        text=words_for(pattern=pattern, row=row),
        channel=row.channel,
        address=row.envelope,
        language=row.language,
    )
    if row.person.pk in letters:
        # Two cases of one person: one letter, and both say so.
        update = note_update(
            case=case,
            saying=saying,
            message=letters[row.person.pk],
            by=pattern.solved_by,
            now=now,
        )
    else:
        update = tell(
            case=case,
            text=saying.text,
            by=pattern.solved_by,
            now=now,
            channel=row.channel,
            address=row.envelope,
            language=row.language,
        )
        if isinstance(update, Approval):
            raise NeedsApproval
        letters[row.person.pk] = update.message
    CaseUpdate.objects.filter(pk=update.pk).update(pattern=pattern)
