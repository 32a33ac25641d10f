"""The parts of a case's file that say what its constituent knows, and how it ended."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.channels.models import OutgoingState
from baraza.engagement.casework.models import Case, CaseState, CaseUpdate, Feedback
from baraza.engagement.casework.queries.updates import updates_of
from baraza.web.desk.cases.section import Context, Section

SHOWN = 3
# What was said on the telephone can be taken back so long.
SECOND_THOUGHTS = timedelta(minutes=10)


def _told(case: Case, request: HttpRequest) -> Context:
    told = list(updates_of(case=case)[: SHOWN + 1])
    for update in told:
        update.is_to_undo = _can_be_taken_back(update)
    return {
        "told": told[:SHOWN],
        "more_told": told[SHOWN:],
        "day": (day := timezone.localdate()),
        "is_late": bool(case.next_update_date and case.next_update_date < day),
    }


def _ended(case: Case, request: HttpRequest) -> Context:
    is_closed = case.state == CaseState.CLOSED
    return {
        "is_closed": is_closed,
        "feedback": Feedback.objects.filter(case=case).first(),
        "was_reopened": bool(case.reopened_at) and not is_closed,
        "holds": list(case.holds.in_force(timezone.now())),
    }


def _can_be_taken_back(update: CaseUpdate) -> bool:
    if update.message is None:
        return timezone.now() - update.given_at < SECOND_THOUGHTS
    if update.message.outgoing is not None:
        return update.message.outgoing.state == OutgoingState.WAITING
    paper = getattr(update.message, "paper", None)
    return paper is not None and paper.printed_at is None


UPDATES = Section(
    name="updates", label=_("What do they know?"), template="updates.html", context=_told
)
CLOSING = Section(name="closing", label=_("How it ends"), template="closing.html", context=_ended)
