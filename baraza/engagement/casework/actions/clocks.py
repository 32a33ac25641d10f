"""The agency's clock, and what the night sees to: nobody's case stands still unseen.

The constituent's clock is wound by `updating`; both are counted in the office's working days.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from baraza.base.accounts.actions.notifications import replace_notifications
from baraza.base.accounts.models import NotificationKind
from baraza.base.office.queries import working_days
from baraza.base.office.working_days import WorkingDays
from baraza.dialogue.conversations.models import Direction, Message
from baraza.engagement.casework.models import Case, Inquiry, InquiryLog, InquiryState
from baraza.engagement.casework.queries.clocks import due_by_user
from baraza.engagement.casework.queries.inquiry_letters import chase_days

# From when the night's jobs run until the morning, wherever on earth the office is.
UNTIL_MORNING = timedelta(hours=8)


def answered(inquiry: Inquiry, moment: datetime) -> None:
    """Their clock stops; the first answer is the one that counts. Saved by the caller, as below."""
    inquiry.state = InquiryState.ANSWERED
    # Whatever date a letter gives itself, nobody answers before they are asked.
    inquiry.answered_at = inquiry.answered_at or max(moment, inquiry.asked_at)
    inquiry.ended_at = inquiry.chase_date = None


def chased(inquiry: Inquiry, case: Case, now: datetime) -> None:
    """They were reminded, and their clock begins anew."""
    inquiry.chases += 1
    inquiry.chase_date = next_chase(case, now)


def first_chase(inquiry: Inquiry, case: Case, now: datetime) -> date:
    """The working day after the answer was expected."""
    if inquiry.expected_date is None:
        return next_chase(case, now)
    return working_days().after(inquiry.expected_date, 1)


def next_chase(case: Case, now: datetime) -> date:
    """When to remind them, counted from today."""
    days = working_days()
    return days.after(days.day_of(now), chase_days(urgency=case.urgency))


@transaction.atomic
def see_to_clocks(*, now: datetime) -> dict[int, int]:
    """Each night, for the coming day: a clock that stands still is due, none runs out on a day
    without work, and everybody is told how much of theirs is due. Returns user id → how much.

    About a dozen statements, however many cases.
    """
    days = working_days()
    day = days.day_of(now + UNTIL_MORNING)
    _wind_what_stands(day)
    _keep_off_holidays(Case.objects.open(), "next_update_date", days, day)
    _keep_off_holidays(Inquiry.objects.filter(state=InquiryState.WAITING), "chase_date", days, day)
    if not days.works_on(day):
        return {}
    counts = due_by_user(day=day)
    if counts:
        replace_notifications(kind=NotificationKind.CASES_DUE, counts=counts, now=now)
    return counts


def _wind_what_stands(day: date) -> None:
    Case.objects.open().filter(next_update_date__isnull=True).update(next_update_date=day)
    letters = Message.objects.filter(
        conversation=OuterRef("conversation"), direction=Direction.OUTGOING
    )
    calls = InquiryLog.objects.filter(inquiry=OuterRef("pk"))
    # What waits for approval, or was taken back, has asked nobody yet.
    Inquiry.objects.filter(
        Exists(letters) | Exists(calls), state=InquiryState.WAITING, chase_date__isnull=True
    ).update(chase_date=day)


def _keep_off_holidays(rows: QuerySet, field: str, days: WorkingDays, day: date) -> None:
    """One statement for each coming day without work on which something is due."""
    due = rows.filter(**{f"{field}__gte": day}).order_by().values_list(field, flat=True).distinct()
    for one in due:
        if not days.works_on(one):
            rows.filter(**{field: one}).update(**{field: days.after(one, 1)})
