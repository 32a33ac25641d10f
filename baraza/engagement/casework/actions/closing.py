"""Close a case, and open it again: what came of it, what it changed, what was learnt (L5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case as Choose
from django.db.models import Exists, F, OuterRef, Value, When
from django.utils import translation
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.email.decode import clean_text
from baraza.base.office.queries import working_days
from baraza.common.prepared import prepared
from baraza.common.rows import ask
from baraza.dialogue.commitments.actions import drop, keep
from baraza.dialogue.commitments.actions import reopen as still_promised
from baraza.dialogue.commitments.models import Commitment, CommitmentState
from baraza.dialogue.conversations.actions.reply import TooLate
from baraza.dialogue.conversations.models import Approval
from baraza.engagement.casework.actions import feedback, loop
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.ending import stop_letters
from baraza.engagement.casework.actions.updating import (
    SPOKEN,
    Saying,
    day_number,
    note_update,
    say,
    set_clock,
    take_back_update,
    update_days,
    wind_clock,
)
from baraza.engagement.casework.models import (
    Case,
    CaseHold,
    CaseState,
    CaseUpdate,
    Decision,
    Feedback,
    Inquiry,
    InquiryState,
    Outcome,
)

CLOSED = "case_closed"


class AlreadyClosed(Exception):
    """Somebody closed it meanwhile; `case` is how it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__("the case is closed")
        self.case = case


class NotClosed(Exception):
    """It is open already."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A case that was closed; `told` is how its constituent hears of it, None where they do not."""

    case: Case
    told: CaseUpdate | Approval | None


@transaction.atomic
def close(
    *,
    case: Case,
    outcome: Outcome,
    by: User,
    now: datetime,
    version: int | None = None,
    changed: str = "",
    learnt: str = "",
    saying: Saying | None = None,
    site: str = "",
    ended: Collection[int] = (),
    kept: Collection[int] = (),
    dropped: Collection[int] = (),
    content: int | None = None,
) -> Closed:
    """What came of it, what it changed for them and what the office learnt.

    With `saying` they are told, and a letter asks once how content they were (`site` is where the
    office's pages are); `content` is what they said of it themselves, from 1 to 5. `ended` are
    inquiries (ids) nobody waits for any more, whose letters do not leave either; `kept` and
    `dropped` are promises of the case (ids); what is named nowhere goes on. Raises CaseChanged,
    AlreadyClosed, and what `tell` raises.
    """
    case = locked(case_id=case.pk, version=version)
    if case.state == CaseState.CLOSED:
        raise AlreadyClosed(case)
    told = None
    if saying is not None:
        asking = _with_question(case, saying, site, now)
        said = say(case=case, saying=asking, by=by, now=now)
        told = (
            said
            if isinstance(said, Approval)
            else note_update(case=case, saying=saying, message=said, by=by, now=now)
        )
    ending = list(case.inquiries.filter(pk__in=ended, ended_at__isnull=True))
    inquiries = [one.pk for one in ending]
    if stop_letters(inquiries=ending, by=by, now=now):
        case = locked(case_id=case.pk)
    Inquiry.objects.filter(pk__in=inquiries).update(state=InquiryState.ENDED, ended_at=now)
    promises = _end_promises(case, kept, dropped, by, now)
    due = day_number(case.next_update_date)
    case.state, case.closed_at, case.closed_by = CaseState.CLOSED, now, by
    case.outcome = Outcome(outcome)
    case.changed = clean_text(changed).strip()
    case.learnt = clean_text(learnt).strip()
    case.next_update_date = case.reopened_at = None
    case.save(
        update_fields=[
            "state", "closed_at", "closed_by", "outcome", "changed", "learnt", "next_update_date",
            "reopened_at",
        ]
    )  # fmt: skip
    if case.updates.exists():
        loop.reported(case=case)
    if content is not None:
        feedback.note_feedback(case=case, content=content, by=by, now=now)
    touched(case, now)
    record(
        actor=by,
        act=CLOSED,
        obj=case,
        now=now,
        detail={
            "outcome": Outcome(outcome),
            "inquiries": inquiries,
            "promises": promises,
            "due": due,
            "update": told.pk if isinstance(told, CaseUpdate) else None,
        },
    )
    return Closed(case, told)


@transaction.atomic
def undo_close(*, case: Case, by: User, now: datetime) -> str:
    """It was never closed: what ended with it goes on, and a letter that has not left does not.

    Returns the words of the letter that was stopped; empty where there was none, or it has left.
    Raises NotClosed.
    """
    case = locked(case_id=case.pk)
    if case.state != CaseState.CLOSED:
        raise NotClosed
    last = AuditEntry.objects.about(case).filter(act=CLOSED).order_by("-number").first()
    detail = last.detail if last else {}
    _wait_again(case, detail.get("inquiries", []))
    loop.not_reported(case=case)
    _open(case, now)
    for promise in Commitment.objects.filter(pk__in=detail.get("promises", [])):
        if promise.state != CommitmentState.OPEN:
            still_promised(commitment=promise, by=by)
    words = ""
    update = case.updates.filter(pk=detail.get("update")).first()
    if update is not None:
        try:
            words = take_back_update(update=update, by=by, now=now)
        except TooLate:
            words = ""
        else:
            Feedback.objects.filter(case=case, answered_at__isnull=True).delete()
    case.refresh_from_db(fields=["version", "next_update_date"])
    if detail.get("due"):
        set_clock(case=case, due=date.fromordinal(detail["due"]))
    touched(case, now)
    record(actor=by, act="case_close_undone", obj=case, now=now)
    return words


@transaction.atomic
def reopen(*, case: Case, by: User, now: datetime, version: int | None = None) -> Case:
    """There is something left to do. Outcome and what was learnt stay for the next time it closes.

    Raises CaseChanged, NotClosed.
    """
    case = locked(case_id=case.pk, version=version)
    if case.state != CaseState.CLOSED:
        raise NotClosed
    _open(case, now)
    touched(case, now)
    record(actor=by, act="case_reopened", obj=case, now=now)
    return case


@transaction.atomic
def close_again(*, case: Case, by: User, now: datetime) -> Case:
    """It was opened for nothing: closed as it was, without a letter. Raises AlreadyClosed."""
    case = locked(case_id=case.pk)
    if case.state == CaseState.CLOSED:
        raise AlreadyClosed(case)
    case.state, case.closed_at, case.closed_by = CaseState.CLOSED, now, by
    case.outcome = case.outcome or Outcome.WITHDRAWN
    case.next_update_date = case.reopened_at = None
    case.save(
        update_fields=[
            "state", "closed_at", "closed_by", "outcome", "next_update_date", "reopened_at"
        ]
    )  # fmt: skip
    touched(case, now)
    record(actor=by, act=CLOSED, obj=case, now=now, detail={"outcome": Outcome(case.outcome)})
    return case


# Written out: asked for each letter of a thread.
_CLOSED = """
SELECT DISTINCT one.id
FROM casework_caseconversation AS link JOIN casework_case AS one ON one.id = link.case_id
WHERE one.state = %s AND one.erased_at IS NULL AND link.conversation_id = ANY(%s)
ORDER BY one.id
"""


def reopen_answered(*, conversations: Collection[int], now: datetime) -> list[int]:
    """Cases whose constituent writes again after the end are open again; Today says so.

    One query where nothing is reopened, which is nearly always. Returns their ids.
    """
    [rows] = ask((prepared(_CLOSED), [CaseState.CLOSED, list(conversations)]))
    numbers = [number for (number,) in rows]
    if not numbers:
        return []
    days = working_days()
    today = days.day_of(now)
    with transaction.atomic():
        closed = Case.objects.filter(pk__in=numbers, state=CaseState.CLOSED)
        due: dict[date, list[int]] = {}
        for case in closed.select_for_update(of=("self",)).order_by("pk"):
            due.setdefault(days.after(today, update_days(case=case)), []).append(case.pk)
        decided = Decision.objects.filter(case=OuterRef("pk"))
        for day, ids in due.items():
            Case.objects.filter(pk__in=ids).update(
                state=Choose(
                    When(Exists(decided), then=Value(CaseState.WORKING)),
                    default=Value(CaseState.NEW),
                ),
                closed_at=None,
                closed_by=None,
                reopened_at=now,
                touched_at=now,
                next_update_date=day,
                version=F("version") + 1,
            )
        reopened = sorted(pk for ids in due.values() for pk in ids)
        if reopened:
            record(
                actor=None,
                act="case_reopened",
                obj=Case,
                now=now,
                count=len(reopened),
                detail={"ids": reopened},
            )
    return reopened


def hold_case(
    *, case: Case, reason: str, by: User, now: datetime, until_date: date | None = None
) -> CaseHold:
    """Nothing of it is erased until the hold is lifted or its last day is over."""
    hold = CaseHold.objects.create(
        case=case, reason=reason, placed_by=by, placed_at=now, until_date=until_date
    )
    record(actor=by, act="case_held", obj=case, now=now)
    return hold


def lift_hold(*, hold: CaseHold, by: User, now: datetime) -> None:
    """Rules and requests apply again."""
    hold.lifted_at = now
    hold.save(update_fields=["lifted_at"])
    record(actor=by, act="case_hold_lifted", obj=hold.case, now=now)


def _open(case: Case, now: datetime) -> None:
    case.state = CaseState.WORKING if case.decisions.exists() else CaseState.NEW
    case.closed_at = case.closed_by = None
    case.save(update_fields=["state", "closed_at", "closed_by"])
    wind_clock(case=case, day=working_days().day_of(now))


def _wait_again(case: Case, inquiries: Collection[int]) -> None:
    ours = Inquiry.objects.filter(pk__in=inquiries, case=case, ended_at=case.closed_at)
    ours.filter(answered_at__isnull=True).update(state=InquiryState.WAITING, ended_at=None)
    ours.filter(answered_at__isnull=False).update(state=InquiryState.ANSWERED, ended_at=None)


def _end_promises(
    case: Case, kept: Collection[int], dropped: Collection[int], by: User, now: datetime
) -> list[int]:
    """Those of the case alone, whatever was asked; returns which were ended."""
    ended = []
    ours = Commitment.objects.filter(
        pk__in=case.promises.filter(commitment__in=[*kept, *dropped]).values("commitment"),
        state=CommitmentState.OPEN,
    )
    for promise in ours.order_by("pk"):
        act = keep if promise.pk in kept else drop
        act(commitment=promise, by=by, now=now)
        ended.append(promise.pk)
    return ended


def _with_question(case: Case, saying: Saying, site: str, now: datetime) -> Saying:
    """The letter that ends a case asks once how content they were."""
    if not site or saying.channel in SPOKEN or not clean_text(saying.text).strip():
        return saying
    token = feedback.ask_feedback(case=case, now=now)
    if not token:
        return saying
    link = feedback.feedback_link(site=site, token=token)
    with translation.override(saying.language or translation.get_language()):
        asks = _("How did we do? One question, one click: %(link)s") % {"link": link}
    return replace(saying, text=f"{saying.text.rstrip()}\n\n{asks}")
