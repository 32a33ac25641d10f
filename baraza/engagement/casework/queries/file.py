"""One case and all that hangs on it, as its file shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.engagement.casework.models import (
    Case,
    CaseAnswer,
    CaseConversation,
    CaseLink,
    CaseNote,
    CaseState,
    CaseStep,
    Inquiry,
    InquiryState,
)
from baraza.engagement.casework.queries.next_steps import (
    Hindrance,
    NextStep,
    hindrances,
    with_next_step,
)
from baraza.engagement.casework.queries.timeline import letters_of

BESIDE = (
    "kind",
    "person__household",
    "person__area",
    "asked_by",
    "assigned_to",
    "opened_by",
    "organisation",
    "area",
    "topic",
    "circle",
    "pattern",
)
MOST_BESIDE = 10


@dataclass(frozen=True, slots=True)
class Tie:
    """Another case this one belongs to, and why."""

    case: Case
    reason: str


@dataclass(frozen=True, slots=True)
class File:
    """What stands around the timeline of a case."""

    case: Case
    next_step: NextStep
    hindrances: list[Hindrance]
    # Those an agency owes an answer, the first to be reminded first.
    waiting: list[Inquiry]
    steps: list[CaseStep]
    answers: list[CaseAnswer]
    ties: list[Tie]
    # Of the same person, and of those they live with.
    others: list[Case]
    household: list[Case]
    promises: list[Commitment]
    letters: list[Conversation]


def case_for(*, user: User, case_id: int) -> Case:
    """Raises Case.DoesNotExist, also for what this person may not see. One query."""
    rows = Case.objects.visible_to(user).filter(erased_at__isnull=True)
    return rows.select_related(*BESIDE).get(pk=case_id)


def file_of(*, case: Case, user: User, day: date, now: datetime) -> File:
    """A constant number of queries, twelve at most."""
    others, household = _around(case, user)
    return File(
        case=case,
        next_step=_next_step(case, day),
        hindrances=[]
        if case.state == CaseState.CLOSED
        else hindrances(cases=[case.pk], day=day, now=now).get(case.pk, []),
        waiting=list(
            case.inquiries.filter(state=InquiryState.WAITING)
            .select_related("organisation")
            .order_by("chase_date", "pk")[:MOST_BESIDE]
        ),
        steps=list(case.steps.select_related("done_by")),
        answers=list(case.answers.select_related("field")),
        ties=_ties(case, user),
        others=others,
        household=household,
        promises=_promises(case, user),
        letters=letters_of(case=case, user=user),
    )


def _next_step(case: Case, day: date) -> NextStep:
    if case.state == CaseState.CLOSED:
        return NextStep.NOTHING
    if case.state == CaseState.NEW:
        return NextStep.DECIDE
    rows = with_next_step(Case.objects.filter(pk=case.pk), day=day)
    return NextStep(rows.values_list("next_step", flat=True).get())


def cases_of(*, person_id: int, user: User, most: int = MOST_BESIDE) -> list[Case]:
    """What this person may see of what is about somebody, or asked by them; the newest first."""
    rows = Case.objects.visible_to(user).filter(erased_at__isnull=True)
    rows = rows.filter(Q(person=person_id) | Q(asked_by=person_id)).select_related("kind")
    return list(rows.order_by("-opened_at", "-pk")[:most])


def case_of_letters(*, conversation_id: int, user: User) -> Case | None:
    """The case these letters belong to, if this person may see it. One query."""
    held = CaseConversation.objects.visible_to(user).filter(
        Q(conversation=conversation_id) | Q(conversation__merged_into=conversation_id)
    )
    first = held.select_related("case__kind").first()
    return first.case if first else None


def note_for(*, user: User, note_id: int) -> CaseNote:
    """One's own note. Raises CaseNote.DoesNotExist."""
    rows = CaseNote.objects.visible_to(user).select_related("case")
    return rows.get(pk=note_id, written_by=user)


def step_for(*, user: User, step_id: int) -> CaseStep:
    """Raises CaseStep.DoesNotExist, also for what this person may not see."""
    return CaseStep.objects.visible_to(user).select_related("case").get(pk=step_id)


def letters_to_add(*, case: Case, user: User) -> list[Conversation]:
    """What the same people wrote that belongs to no case yet; the newest first."""
    people = [number for number in (case.person_id, case.asked_by_id) if number]
    rows = Conversation.objects.visible_to(user).filter(person__in=people, merged_into__isnull=True)
    held = CaseConversation.objects.values("conversation")
    rows = rows.exclude(pk__in=held).exclude(state=ConversationState.JUNK)
    return list(rows.order_by("-last_message_at", "-pk")[:MOST_BESIDE])


def _around(case: Case, user: User) -> tuple[list[Case], list[Case]]:
    if case.person_id is None:
        return [], []
    rows = Case.objects.visible_to(user).filter(erased_at__isnull=True).exclude(pk=case.pk)
    rows = rows.select_related("kind", "person").order_by("-opened_at", "-pk")
    others = list(rows.filter(person=case.person_id)[:MOST_BESIDE])
    home = case.person.household_id
    if home is None:
        return others, []
    lives_there = rows.filter(person__household=home).exclude(person=case.person_id)
    return others, list(lives_there[:MOST_BESIDE])


def _ties(case: Case, user: User) -> list[Tie]:
    visible = Case.objects.visible_to(user)
    rows = CaseLink.objects.filter(Q(case=case) | Q(other=case)).select_related(
        "case__kind", "case__person", "other__kind", "other__person"
    )
    rows = rows.filter(case__in=visible.values("pk"), other__in=visible.values("pk"))
    return [
        Tie(one.other if one.case_id == case.pk else one.case, one.reason)
        for one in rows.order_by("-made_at", "-pk")
    ]


def _promises(case: Case, user: User) -> list[Commitment]:
    held = case.promises.values("commitment")
    rows = Commitment.objects.visible_to(user).filter(pk__in=held, erased_at__isnull=True)
    return list(rows.select_related("owner", "person").order_by("due_date", "pk"))
