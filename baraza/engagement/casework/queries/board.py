"""Which cases there are: the list with its filters, and the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from baraza.base.accounts.models import User
from baraza.engagement.casework.models import Case, CaseState

# How urgent, since when and which: where the rows after it begin.
After = tuple[int, datetime, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the list."""

    # open, new, working, closed or all.
    state: str = "open"
    assigned_to: int | None = None
    is_unassigned: bool = False
    kind_id: int | None = None
    person_id: int | None = None


def matching(*, user: User, question: Question) -> QuerySet[Case]:
    """All this person may see of what is asked for."""
    rows = Case.objects.visible_to(user)
    if question.state == "open":
        rows = rows.open()
    elif question.state in CaseState.values:
        rows = rows.filter(state=question.state)
    if question.assigned_to is not None:
        rows = rows.filter(assigned_to=question.assigned_to)
    if question.is_unassigned:
        rows = rows.filter(assigned_to__isnull=True)
    if question.kind_id is not None:
        rows = rows.filter(kind=question.kind_id)
    if question.person_id is not None:
        rows = rows.filter(Q(person=question.person_id) | Q(asked_by=question.person_id))
    return rows


def cases(*, user: User, question: Question, limit: int) -> list[Case]:
    """The most urgent first, and of those the oldest. One query."""
    rows = matching(user=user, question=question).select_related("kind", "person", "assigned_to")
    return list(rows.order_by("-urgency", "opened_at", "pk")[:limit])
