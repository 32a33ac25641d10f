"""How the office goes about a case: decided with a reason, and told in the same step (L2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text
from baraza.base.channels.models import Channel
from baraza.base.office.queries import working_days
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.actions.passing_on import (
    Office,
    pass_on,
    take_back_passing_on,
)
from baraza.dialogue.conversations.models import Approval, Direction, Message, Redirect
from baraza.dialogue.conversations.queries.writing import signature
from baraza.engagement.casework.actions import loop
from baraza.engagement.casework.actions.agencies import ask_whether_it_helped
from baraza.engagement.casework.actions.assigning import assign
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.closing import close, undo_close
from baraza.engagement.casework.actions.confidential import make_confidential
from baraza.engagement.casework.actions.ending import stop_letters
from baraza.engagement.casework.actions.updating import (
    Saying,
    note_update,
    take_back_update,
    tell,
    thread_of,
    wind_clock,
)
from baraza.engagement.casework.models import (
    Case,
    CaseState,
    CaseUpdate,
    Decision,
    DeclineGround,
    Outcome,
    Programme,
    WayForward,
)

LONGEST_REASON = 5_000
# What a case that ends with its decision came to.
ENDS_AS = {
    WayForward.INFORM: Outcome.INFORMED,
    WayForward.REFER: Outcome.REFERRED,
    WayForward.DECLINE: Outcome.DECLINED,
}

# After these nobody outside is asked, nor are letters sent that wait to leave.
UNASKED = frozenset({WayForward.INFORM, WayForward.DECLINE})


class NoReason(ValueError):
    """A decision says why."""


class NoGround(ValueError):
    """Whoever declines says on which ground."""


class NobodyToReferTo(ValueError):
    """A referral names where to."""


class CaseIsClosed(Exception):
    """Open it again first; `case` is how it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__("the case is closed")
        self.case = case


class NotTheNewest(Exception):
    """Another decision was taken since."""


@dataclass(frozen=True, slots=True)
class Passing:
    """To which office their letter goes, and what is said to it; only with their consent."""

    office: Office
    covering: str
    # Who they are and how they are reached.
    sender_line: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and how its constituent hears of it; None where they do not hear from us."""

    decision: Decision
    told: CaseUpdate | Approval | None


@transaction.atomic
def decide(
    *,
    case_id: int,
    way: WayForward,
    reason: str,
    by: User,
    now: datetime,
    version: int | None = None,
    ground: str = "",
    organisation: Organisation | None = None,
    programme: Programme | None = None,
    saying: Saying | None = None,
    passing: Passing | None = None,
    closes: bool = False,
) -> Decided:
    """The newest decision counts, earlier ones stay. With `saying` they are told at once; with
    `passing` their newest letter goes to the office that can help, with them knowing.

    Where nobody is asked any more, letters to agencies that have not left are drafts again.
    `closes`: nothing else is to be done. A case whose letter waits for approval stays open, until
    they know. Raises CaseChanged, CaseIsClosed, NoReason, NoGround, NobodyToReferTo, and what
    `tell` and `pass_on` raise.
    """
    reason = clean_text(reason).strip()[:LONGEST_REASON]
    if not reason:
        raise NoReason
    if (way == WayForward.DECLINE) != (ground in DeclineGround.values):
        raise NoGround
    if way == WayForward.REFER and organisation is None and programme is None:
        raise NobodyToReferTo
    case = locked(case_id=case_id, version=version)
    if case.state == CaseState.CLOSED:
        raise CaseIsClosed(case)
    if case.state == CaseState.NEW:
        case.state = CaseState.WORKING
        case.save(update_fields=["state"])
    stopped = 0
    if way in UNASKED:
        stopped = stop_letters(inquiries=case.inquiries.all(), by=by, now=now)
        case = locked(case_id=case_id)
    told = None
    if saying is not None:
        told = _told(case, saying, passing, by=by, now=now)
        case = locked(case_id=case_id)
    decision = Decision.objects.create(
        case=case,
        way=way,
        ground=ground if way == WayForward.DECLINE else "",
        reason=reason,
        organisation=organisation,
        programme=programme,
        message=told.message if isinstance(told, CaseUpdate) else None,
        made_by=by,
        made_at=now,
    )
    loop.decided(case=case)
    if closes and way in ENDS_AS and not isinstance(told, Approval):
        case = close(case=case, outcome=ENDS_AS[way], by=by, now=now).case
    else:
        ask_whether_it_helped(decision=decision, now=now)
    touched(case, now)
    record(
        actor=by,
        act="case_decided",
        obj=case,
        now=now,
        detail={
            "decision": decision.pk,
            "way": WayForward(way),
            "update": told.pk if isinstance(told, CaseUpdate) else None,
            "stopped": stopped,
        },
    )
    return Decided(decision, told)


@transaction.atomic
def take_back_decision(*, decision: Decision, by: User, now: datetime) -> str:
    """It was never decided; a letter that has not left does not. Returns the letter's words.

    Raises TooLate once it has left, NotTheNewest.
    """
    case = locked(case_id=decision.case_id)
    if case.decisions.first() != decision:
        raise NotTheNewest
    if case.state == CaseState.CLOSED:
        undo_close(case=case, by=by, now=now)
    words = ""
    for redirect in _passed_on_with(decision):
        words = redirect.told.said if redirect.told else ""
        take_back_passing_on(redirect=redirect, by=by, now=now)
    update = case.updates.filter(given_at=decision.made_at, given_by=decision.made_by).first()
    if update is not None:
        words = take_back_update(update=update, by=by, now=now)
    case = locked(case_id=decision.case_id)
    number = decision.pk
    case.steps.filter(referral=decision).delete()
    decision.delete()
    if not case.decisions.exists():
        case.state = CaseState.NEW
        case.save(update_fields=["state"])
        loop.not_decided(case=case)
    touched(case, now)
    record(actor=by, act="decision_taken_back", obj=case, now=now, detail={"decision": number})
    return words


@transaction.atomic
def step_back(
    *, case_id: int, to: User, by: User, now: datetime, seen_by: Collection[User] | None = None
) -> Case:
    """Somebody too close to a case gives it to a colleague, who is told.

    With `seen_by` only these colleagues, and whoever takes it over, see it from now on: `by` no
    longer does. Raises CannotBeTheirs, NotAMember.
    """
    case = locked(case_id=case_id)
    if seen_by is not None:
        members = {to, *seen_by} - {by}
        case = make_confidential(case_id=case_id, members=members, by=to, now=now)
        assign(case_ids=[case_id], to=to, by=to, now=now)
    else:
        assign(case_ids=[case_id], to=to, by=by, now=now)
    case = locked(case_id=case_id)
    record(actor=by, act="stepped_back", obj=case, now=now, detail={"to": to.pk})
    return case


def letter_to_pass_on(*, case: Case) -> Message | None:
    """The newest they wrote or said; None where nothing of theirs is kept as a letter."""
    conversation = thread_of(case=case)
    if conversation is None:
        return None
    return (
        conversation.messages.filter(direction=Direction.INCOMING, erased_at__isnull=True)
        .select_related("conversation")
        .order_by("-happened_at", "-pk")
        .first()
    )


def _told(
    case: Case, saying: Saying, passing: Passing | None, *, by: User, now: datetime
) -> CaseUpdate | Approval:
    """They hear of it once: by the note that goes with what is passed on, else as it was chosen."""
    if passing is not None and (letter := letter_to_pass_on(case=case)) is not None:
        redirect = pass_on(
            letter=letter,
            office=passing.office,
            covering=passing.covering,
            note=saying.text,
            sender_line=passing.sender_line,
            signature=signature(conversation=letter.conversation, author=by),
            by=by,
            now=now,
        )
        if redirect.told is not None:
            noted = replace(saying, channel=Channel.EMAIL)
            update = note_update(case=case, saying=noted, message=redirect.told, by=by, now=now)
            wind_clock(case=case, day=working_days().day_of(now))
            return update
    return tell(
        case=case,
        text=saying.text,
        subject=saying.subject,
        channel=saying.channel,
        address=saying.address,
        language=saying.language,
        is_large_print=saying.is_large_print,
        by=by,
        now=now,
    )


def _passed_on_with(decision: Decision) -> list[Redirect]:
    return list(
        Redirect.objects.filter(
            passed_on__conversation__in=decision.case.conversations.values("conversation"),
            passed_on__written_by=decision.made_by,
            passed_on__outgoing__made_at=decision.made_at,
        ).select_related("passed_on__outgoing", "told__outgoing")
    )
