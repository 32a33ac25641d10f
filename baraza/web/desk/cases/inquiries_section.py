"""The part of a case's file that says who was asked, what they said, and whom to ask next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.rules import Permission, may
from baraza.base.channels.models import OutgoingState
from baraza.dialogue.conversations.models import Direction, Message
from baraza.engagement.casework.models import (
    AgencyLetter,
    Case,
    CaseState,
    InquiryLog,
    InquiryState,
)
from baraza.engagement.casework.queries.agencies import responsible
from baraza.engagement.casework.queries.inquiries import Asked, days_waited, inquiries_of
from baraza.engagement.casework.rules import decision_missing
from baraza.web.desk.cases.forms.inquiries import ClockForm, SaidForm
from baraza.web.desk.cases.section import Context, Section

MOST_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """Something said in an inquiry, as it is shown."""

    row: Message | InquiryLog
    is_letter: bool
    is_theirs: bool
    can_be_taken_back: bool = False
    waits_for_printer: bool = False
    # That it lay in the inbox before somebody brought it here.
    found: AgencyLetter | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An inquiry as it is shown, with what can be done about it."""

    asked: Asked
    lines: list[Line]
    days: int
    is_waiting: bool
    is_due: bool
    said_form: SaidForm
    clock_form: ClockForm


def _asked(case: Case, request: HttpRequest) -> Context:
    now = timezone.now()
    inquiries = inquiries_of(case=case, user=request.user)
    already = {one.inquiry.organisation_id for one in inquiries}
    undecided = decision_missing(case=case)
    offered = [] if undecided else responsible(kind=case.kind, area=case.area, now=now)
    return {
        "inquiries": [shown(one, now=now) for one in inquiries],
        "undecided": undecided,
        "offered": [one for one in offered if one.agency.organisation_id not in already][
            :MOST_OFFERED
        ],
        "may_approve": may(request.user, Permission.APPROVE),
        "is_open": case.state != CaseState.CLOSED,
    }


def shown(asked: Asked, *, now: datetime) -> Shown:
    """With its forms as they are first offered."""
    inquiry = asked.inquiry
    is_waiting = inquiry.state == InquiryState.WAITING
    known = {"reference": inquiry.reference}
    return Shown(
        asked=asked,
        lines=[_line(row, asked) for row in asked.said],
        days=days_waited(inquiry=inquiry, now=now),
        is_waiting=is_waiting,
        is_due=bool(
            is_waiting and inquiry.chase_date and inquiry.chase_date <= timezone.localdate(now)
        ),
        said_form=SaidForm(number=inquiry.pk, initial={**known, "with_whom": inquiry.contact_name}),
        clock_form=ClockForm(
            number=inquiry.pk, initial={**known, "chase_date": inquiry.chase_date}
        ),
    )


def _line(row: Message | InquiryLog, asked: Asked) -> Line:
    if isinstance(row, InquiryLog):
        return Line(row=row, is_letter=False, is_theirs=row.is_theirs)
    return Line(
        row=row,
        is_letter=True,
        is_theirs=row.direction == Direction.INCOMING,
        can_be_taken_back=_can_be_taken_back(row),
        waits_for_printer=_waits_for_printer(row),
        found=asked.found.get(row.pk),
    )


def _can_be_taken_back(message: Message) -> bool:
    if message.outgoing is not None:
        return message.outgoing.state == OutgoingState.WAITING
    return _waits_for_printer(message)


def _waits_for_printer(message: Message) -> bool:
    paper = getattr(message, "paper", None)
    return paper is not None and paper.printed_at is None


INQUIRIES = Section(
    name="inquiries", label=_("Whom did we ask?"), template="inquiries.html", context=_asked
)
