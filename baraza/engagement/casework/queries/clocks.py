"""Who is to hear from us by when: the constituent's clock and the agency's. `visible_to` holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from baraza.base.accounts.models import User
from baraza.base.accounts.queries import stand_ins
from baraza.engagement.casework.models import Case, CaseState, Inquiry, InquiryState


def works_for(*, user: User, day: date) -> set[int]:
    """Ids of themselves and of everybody they stand in for that day. One query."""
    return {user.pk, *(away for away, here in stand_ins(day=day).items() if here == user.pk)}


def updates_due(*, user: User, day: date, workers: Collection[int] | None = None) -> QuerySet[Case]:
    """Open cases whose people are to hear from us by that day, the longest due first."""
    rows = Case.objects.visible_to(user).open().filter(next_update_date__lte=day)
    if workers is not None:
        rows = rows.filter(assigned_to__in=workers)
    return rows.order_by("next_update_date", "-urgency", "pk")


def chases_due(
    *, user: User, day: date, workers: Collection[int] | None = None
) -> QuerySet[Inquiry]:
    """Inquiries whose agency is to be reminded by that day, the longest due first."""
    rows = _ticking(day).filter(case__in=Case.objects.visible_to(user).values("pk"))
    if workers is not None:
        rows = rows.filter(case__assigned_to__in=workers)
    return rows.order_by("chase_date", "-case__urgency", "pk")


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How much of somebody's would be another's if they left."""

    cases: int
    # Of these, what agencies still owe.
    inquiries: int


def open_work(*, user: User) -> OpenWork:
    """Numbers only, confidential cases included: whoever sends them off must know. Two queries."""
    cases = Case.objects.open().filter(assigned_to=user)
    waiting = Inquiry.objects.filter(state=InquiryState.WAITING, case__in=cases.values("pk"))
    return OpenWork(cases=cases.count(), inquiries=waiting.count())


def due_by_user(*, day: date) -> dict[int, int]:
    """User id → on how many clocks something is due by that day, with whoever they stand in for;
    no screen asks here. Three queries.
    """
    counts: Counter[int] = Counter()
    updates = Case.objects.open().filter(next_update_date__lte=day, assigned_to__is_active=True)
    counts.update(dict(updates.order_by().values_list("assigned_to").annotate(Count("pk"))))
    chases = _ticking(day).filter(case__assigned_to__is_active=True)
    counts.update(dict(chases.order_by().values_list("case__assigned_to").annotate(Count("pk"))))
    for away, here in stand_ins(day=day).items():
        if (count := counts.pop(away, 0)) and here is not None:
            counts[here] += count
    return dict(counts)


def _ticking(day: date) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(state=InquiryState.WAITING, chase_date__lte=day).exclude(
        case__state=CaseState.CLOSED
    )
