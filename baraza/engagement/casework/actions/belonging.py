"""Cases that belong together, and the letters that belong to one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import one_line
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.models import Case, CaseConversation, CaseLink

LONGEST_REASON = 200


class SameCase(ValueError):
    """A case belongs to itself already."""


class BelongsElsewhere(Exception):
    """These letters belong to another case; `case` is which."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.pk)
        self.case = case


@transaction.atomic
def link(*, case: Case, other: Case, reason: str, by: User, now: datetime) -> CaseLink:
    """Say that two cases belong together, and why; once, whichever is named first.

    Raises SameCase.
    """
    if case.pk == other.pk:
        raise SameCase
    older, newer = sorted((case, other), key=lambda one: one.pk)
    made, is_new = CaseLink.objects.get_or_create(
        case=older,
        other=newer,
        defaults={
            "reason": one_line(reason, limit=LONGEST_REASON),
            "made_by": by,
            "made_at": now,
        },
    )
    if is_new:
        record(actor=by, act="case_linked", obj=case, now=now, detail={"other": other.pk})
    return made


@transaction.atomic
def unlink(*, case: Case, other: Case, by: User) -> str:
    """They have nothing to do with each other. Returns why they were linked."""
    older, newer = sorted((case.pk, other.pk))
    made = CaseLink.objects.get(case=older, other=newer)
    made.delete()
    record(actor=by, act="case_unlinked", obj=case, detail={"other": other.pk})
    return made.reason


@transaction.atomic
def add_letters(*, case_id: int, conversation: Conversation, by: User, now: datetime) -> None:
    """These letters belong to the case; of a confidential one they become confidential, too.

    Raises BelongsElsewhere.
    """
    case = locked(case_id=case_id)
    held, is_new = CaseConversation.objects.select_related("case").get_or_create(
        conversation=conversation, defaults={"case": case, "added_at": now}
    )
    if not is_new:
        if held.case_id != case.pk:
            raise BelongsElsewhere(held.case)
        return
    if case.circle_id and conversation.circle_id != case.circle_id:
        set_circle(conversation=conversation, circle=case.circle, by=by)
    touched(case, now)
    record(
        actor=by,
        act="case_letters_added",
        obj=case,
        now=now,
        detail={"conversation": conversation.pk},
    )


@transaction.atomic
def take_letters_out(*, case_id: int, conversation_id: int, by: User, now: datetime) -> None:
    """These letters are about something else; they stay where they are otherwise."""
    case = locked(case_id=case_id)
    CaseConversation.objects.get(case=case, conversation=conversation_id).delete()
    touched(case, now)
    record(
        actor=by,
        act="case_letters_taken_out",
        obj=case,
        now=now,
        detail={"conversation": conversation_id},
    )
