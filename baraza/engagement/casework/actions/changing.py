"""Small changes of a case: how urgent, what stands in the way, steps, promises, what it is about.

Each is undone by its opposite. What is added (a note, a step) never collides with what others do;
what overwrites words asks for the version that was read.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.actions.notifications import notify
from baraza.base.accounts.models import NotificationKind, User
from baraza.base.audit.actions import record, record_reading
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.office.queries import working_days
from baraza.dialogue.commitments.actions import promise
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.conversations.queries import readers_of
from baraza.engagement.casework.actions.opening import search_again
from baraza.engagement.casework.models import (
    Case,
    CaseNote,
    CasePromise,
    CaseState,
    CaseStep,
    UpdatePolicy,
    Urgency,
)

LONGEST_NOTE = 10_000
LONGEST_LINE = 300
LONGEST_STEP = 200


class CaseChanged(Exception):
    """Somebody else changed the case meanwhile; `case` is how it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__("the case was changed meanwhile")
        self.case = case


class NoWords(ValueError):
    """There is nothing to keep yet."""


def locked(*, case_id: int, version: int | None = None) -> Case:
    """The case, kept from others until the transaction ends.

    With the version somebody read, raises CaseChanged where it is no longer that one.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("kind").get(pk=case_id)
    if version is not None and version != case.version:
        raise CaseChanged(case)
    return case


def touched(case: Case, now: datetime) -> None:
    """Counts a change and says when; `case` is locked. Saves these two fields only."""
    case.version += 1
    case.touched_at = now
    case.save(update_fields=["version", "touched_at"])


def note_read(*, case: Case, by: User, now: datetime) -> None:
    """Somebody opened the case; kept once an hour for each of them."""
    record_reading(actor=by, obj=case, now=now)


def note_fetched(*, case: Case, by: User, now: datetime) -> None:
    """Their browser keeps the case ready, because it is next; once an hour."""
    record_reading(actor=by, act="fetched", obj=case, now=now)


@transaction.atomic
def add_note(
    *, case_id: int, text: str, by: User, now: datetime, tell: Collection[int] = ()
) -> CaseNote:
    """Words among staff, seen by whoever sees the case; encrypted where its kind is sensitive.

    Whoever stands in it as @Name, and `tell` (ids), is told, if they may see it. Raises NoWords.
    """
    text = clean_text(text).strip()[:LONGEST_NOTE]
    if not text:
        raise NoWords
    case = locked(case_id=case_id)
    where = "secret" if case.kind.is_sensitive else "text"
    note = CaseNote.objects.create(case=case, written_by=by, written_at=now, **{where: text})
    search_again(case)
    _went_on(case, now)
    readers = readers_of(circle_id=case.circle_id)
    mentioned = [one for one in readers if one.pk in tell or f"@{one.name}" in text]
    notify(kind=NotificationKind.MENTIONED, to=mentioned, about=case, by=by, now=now)
    record(actor=by, act="note_written", obj=case, now=now, detail={"note": note.pk})
    return note


@transaction.atomic
def remove_note(*, note: CaseNote, by: User) -> None:
    """Take it away, for whoever wrote it."""
    number, case = note.pk, locked(case_id=note.case_id)
    note.delete()
    search_again(case)
    record(actor=by, act="note_removed", obj=case, detail={"note": number})


@transaction.atomic
def set_urgency(
    *, case_id: int, urgency: Urgency, reason: str, by: User, now: datetime
) -> tuple[Urgency, str]:
    """How soon harm comes, and why. Returns what it was before.

    Who is to hear from us sooner does; nobody has to wait longer for having become less urgent.
    """
    case = locked(case_id=case_id)
    former = Urgency(case.urgency), case.urgency_reason
    case.urgency, case.urgency_reason = urgency, one_line(reason, limit=LONGEST_LINE)
    policy = UpdatePolicy.objects.filter(pk=urgency).first()
    if policy and case.state != CaseState.CLOSED:
        days = working_days()
        case.update_days = policy.update_days
        sooner = days.after(days.day_of(now), policy.update_days)
        case.next_update_date = min(case.next_update_date or sooner, sooner)
    case.save(update_fields=["urgency", "urgency_reason", "update_days", "next_update_date"])
    touched(case, now)
    record(actor=by, act="case_urgency", obj=case, now=now, detail={"urgency": urgency})
    return former


@transaction.atomic
def mark_stuck(*, case_id: int, because: str, by: User, now: datetime) -> str:
    """Say what stands in the way, or (empty) that nothing does any more. Returns what did."""
    case = locked(case_id=case_id)
    former = case.stuck_because
    case.stuck_because = one_line(because, limit=LONGEST_LINE)
    case.stuck_since = (case.stuck_since or now) if case.stuck_because else None
    case.save(update_fields=["stuck_because", "stuck_since"])
    touched(case, now)
    act = "case_stuck" if case.stuck_because else "case_freed"
    record(actor=by, act=act, obj=case, now=now)
    return former


@transaction.atomic
def add_step(
    *, case_id: int, words: str, by: User, now: datetime, due_date: date | None = None
) -> CaseStep:
    """Something more to do, after the others. Raises NoWords."""
    words = one_line(words, limit=LONGEST_STEP)
    if not words:
        raise NoWords
    case = locked(case_id=case_id)
    last = case.steps.order_by("-position").values_list("position", flat=True).first()
    position = min((last or 0) + 1, 32_767)
    step = CaseStep.objects.create(case=case, words=words, due_date=due_date, position=position)
    _went_on(case, now)
    record(actor=by, act="case_step_added", obj=case, now=now, detail={"step": step.pk})
    return step


@transaction.atomic
def remove_step(*, step: CaseStep, by: User) -> None:
    """It need not be done after all."""
    number, case = step.pk, step.case
    step.delete()
    record(actor=by, act="case_step_removed", obj=case, detail={"step": number})


@transaction.atomic
def tick_step(*, step: CaseStep, is_done: bool, by: User, now: datetime) -> None:
    """It is done, or still to do."""
    case = locked(case_id=step.case_id)
    step.done_at, step.done_by = (now, by) if is_done else (None, None)
    step.save(update_fields=["done_at", "done_by"])
    _went_on(case, now)
    act = "case_step_done" if is_done else "case_step_open"
    record(actor=by, act=act, obj=case, now=now, detail={"step": step.pk})


@transaction.atomic
def promise_in_case(
    *, case_id: int, words: str, due_date: date, owner: User | None, by: User, now: datetime
) -> Commitment:
    """Remember what the office said it would do for whoever the case is about.

    Raises what `commitments.actions.promise` raises.
    """
    case = locked(case_id=case_id)
    made = promise(
        words=words,
        due_date=due_date,
        owner=owner,
        person=case.person,
        circle_id=case.circle_id,
        by=by,
        now=now,
    )
    CasePromise.objects.create(case=case, commitment=made)
    _went_on(case, now)
    return made


def _went_on(case: Case, now: datetime) -> None:
    """Something was done for it; nobody else's words were touched, so its version stays."""
    case.touched_at = now
    case.save(update_fields=["touched_at"])
