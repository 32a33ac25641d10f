"""One case and all that hangs on it, as its file shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, Subquery

from baraza.base.accounts.models import User
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.engagement.casework.models import (
    Authorisation,
    Case,
    CaseAnswer,
    CaseConversation,
    CaseFile,
    CaseLink,
    CaseNote,
    CasePromise,
    CaseState,
    CaseStep,
    CaseUpdate,
    Decision,
    Inquiry,
    InquiryState,
    ServiceEndpoint,
    ServiceRequest,
)
from baraza.engagement.casework.queries.next_steps import (
    FLAGS,
    Hindrance,
    NextStep,
    hindrances_in,
    with_hindrances,
    with_next_step,
)
from baraza.engagement.casework.queries.timeline import Kind, letters_of

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
    """What is shown of a case as it is opened."""

    case: Case
    next_step: NextStep
    hindrances: list[Hindrance]
    # When an agency is to be reminded; the earliest, where there are several.
    chase_date: date | None
    answers: list[CaseAnswer]
    promises: list[Commitment]
    letters: list[Conversation]
    # What its timeline has: nothing else need be asked for.
    kinds: frozenset[Kind]
    # Whether an authority's own system takes such a case, or took this one.
    has_system: bool


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The cases around one."""

    ties: list[Tie]
    # Of the same person, and of those they live with.
    others: list[Case]
    household: list[Case]


def case_for(*, user: User, case_id: int) -> Case:
    """Raises Case.DoesNotExist, also for what this person may not see. One query."""
    rows = Case.objects.visible_to(user).filter(erased_at__isnull=True)
    return rows.select_related(*BESIDE).get(pk=case_id)


def file_of(*, case: Case, user: User, day: date, now: datetime) -> File:
    """Two queries, and five more at most for what there is of letters and promises."""
    stands = _standing(case, day, now)
    return File(
        case=case,
        next_step=NextStep(stands["next_step"]),
        hindrances=[] if case.state == CaseState.CLOSED else hindrances_in(stands),
        chase_date=stands["chase_date"],
        answers=list(case.answers.select_related("field")),
        promises=_promises(case, user) if stands["has_promises"] else [],
        letters=letters_of(case=case, user=user) if stands["has_letters"] else [],
        kinds=frozenset(kind for kind in HELD if stands[f"has_{kind}"]),
        has_system=stands["has_system"],
    )


def neighbours_of(*, case: Case, user: User) -> Neighbours:
    """Three queries at most."""
    others, household = _around(case, user)
    return Neighbours(ties=_ties(case, user), others=others, household=household)


def next_step_of(*, case: Case, day: date) -> NextStep:
    """One query, none while it is new or closed."""
    if case.state == CaseState.CLOSED:
        return NextStep.NOTHING
    if case.state == CaseState.NEW:
        return NextStep.DECIDE
    rows = with_next_step(Case.objects.filter(pk=case.pk), day=day)
    return NextStep(rows.values_list("next_step", flat=True).get())


HELD: dict[Kind, type[Model]] = {
    Kind.INQUIRY: Inquiry,
    Kind.UPDATE: CaseUpdate,
    Kind.DECISION: Decision,
    Kind.NOTE: CaseNote,
    Kind.AUTHORISATION: Authorisation,
    Kind.FILE: CaseFile,
}


def _standing(case: Case, day: date, now: datetime) -> dict[str, Any]:
    """What comes next, what stands in the way, and of what there is any."""

    def any_of(model: type[Model]) -> Exists:
        return Exists(model._default_manager.filter(case=OuterRef("pk")))

    rows = with_next_step(Case.objects.filter(pk=case.pk), day=day)
    rows = with_hindrances(rows, day=day, now=now)
    waiting = Inquiry.objects.filter(case=OuterRef("pk"), state=InquiryState.WAITING)
    first = waiting.filter(chase_date__isnull=False).order_by("chase_date")
    takes_it = ServiceEndpoint.objects.filter(kind=OuterRef("kind"), ended_at__isnull=True)
    if case.state == CaseState.CLOSED:
        takes_it = takes_it.none()
    took_it = ServiceRequest.objects.filter(inquiry__case=OuterRef("pk"))
    flags = {f"has_{kind}": any_of(model) for kind, model in HELD.items()} | {
        "has_promises": any_of(CasePromise),
        "has_letters": any_of(CaseConversation),
        "has_system": Exists(takes_it) | Exists(took_it),
    }
    rows = rows.annotate(chase_date=Subquery(first.values("chase_date")[:1]), **flags)
    return rows.values("next_step", "chase_date", *FLAGS, *flags).get()


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


def steps_of(*, case: Case) -> list[CaseStep]:
    """What is to be done for it, and what was. One query."""
    return list(case.steps.select_related("done_by"))


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
