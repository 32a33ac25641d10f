"""Patterns, their cases as somebody may see them, and figures that tell of nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from baraza.base.accounts.models import User
from baraza.base.office.queries import working_days
from baraza.engagement.casework.models import (
    Case,
    CaseKind,
    CaseState,
    Inquiry,
    Lesson,
    Pattern,
    PatternPaper,
    PatternState,
    PatternSuggestion,
    RejectedLikeness,
)

# A number below this might tell who they are, where something is confidential among them.
LEAST = 5
SHOWN = 50
SUGGESTED = 12


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A pattern in the list, with how many cases there are to tell this person of."""

    pattern: Pattern
    seen: int
    open: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """A group nobody has looked at yet, with those of its cases this person may see."""

    suggestion: PatternSuggestion
    cases: list[Case]
    count: int


@dataclass(frozen=True, slots=True)
class Place:
    """How many cases a place has; None: fewer than can be said."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a pattern comes to. Nothing in it tells of one person."""

    count: int
    open: int
    places: tuple[Place, ...]
    since: date | None
    # In days: how long people have waited or did wait.
    usual_wait: int
    longest_wait: int
    asked: int
    answered: int
    # Days an answer of the authority took, where there is any.
    usual_answer: int | None
    # Some are left out, because so few could be recognised.
    is_partial: bool = False


def pattern_for(*, pattern_id: int) -> Pattern:
    """Raises Pattern.DoesNotExist."""
    return Pattern.objects.select_related(
        "kind", "organisation", "area", "made_by", "solved_by"
    ).get(pk=pattern_id)


def patterns(*, user: User, state: str = PatternState.OPEN) -> list[PatternRow]:
    """Those with most open cases first; only cases this person may see are counted. One query."""
    seen = Case.objects.visible_to(user).filter(pattern=OuterRef("pk")).order_by()
    count = seen.values("pattern").annotate(n=Count("pk")).values("n")
    rows = (
        Pattern.objects.filter(state=state)
        .select_related("kind", "organisation", "area")
        .annotate(seen=count, going_on=count.exclude(state=CaseState.CLOSED))
        .order_by("-made_at", "-pk")
    )
    found = [PatternRow(one, one.seen or 0, one.going_on or 0) for one in rows]
    return sorted(found, key=lambda row: -row.open)


def cases_of(*, pattern: Pattern, user: User) -> QuerySet[Case]:
    """Those this person may see, newest first."""
    return (
        Case.objects.visible_to(user)
        .filter(pattern=pattern, erased_at__isnull=True)
        .select_related("kind", "person", "area", "assigned_to")
        .order_by("-opened_at", "-pk")
    )


def let_go_of(*, pattern: Pattern, user: User) -> list[Case]:
    """Those somebody said are none of them, so that it can be taken back."""
    gone = RejectedLikeness.objects.filter(pattern=pattern).values("case")
    return list(
        Case.objects.visible_to(user)
        .filter(pk__in=gone)
        .select_related("kind", "person", "area", "assigned_to")[:SHOWN]
    )


def perhaps_also(*, pattern: Pattern, user: User, limit: int = 8) -> list[Case]:
    """Open cases of its kind, about its authority or from its place, that belong to no pattern and
    were not said to be none of it. None where it says neither."""
    about = Q()
    if pattern.organisation_id is not None:
        about &= Q(organisation=pattern.organisation_id)
    if pattern.area_id is not None:
        about &= Q(area=pattern.area_id)
    if not about or pattern.kind_id is None:
        return []
    rejected = RejectedLikeness.objects.filter(pattern=pattern, case=OuterRef("pk"))
    return list(
        Case.objects.visible_to(user)
        .open()
        .filter(about, kind=pattern.kind_id, pattern__isnull=True)
        .exclude(Exists(rejected))
        .select_related("kind", "person", "area", "assigned_to")
        .order_by("-opened_at", "-pk")[:limit]
    )


def suggestions(*, user: User, dismissed: bool = False) -> list[Suggested]:
    """Groups this person may see enough of, the largest first. Two queries."""
    rows = list(
        PatternSuggestion.objects.filter(dismissed_at__isnull=not dismissed).select_related(
            "kind", "organisation", "area"
        )
    )
    numbers = {number for row in rows for number in row.case_ids}
    seen = (
        Case.objects.visible_to(user)
        .filter(pattern__isnull=True, erased_at__isnull=True)
        .select_related("kind", "person", "area", "assigned_to")
        .in_bulk(numbers)
    )
    found = []
    for row in rows:
        cases = [seen[number] for number in row.case_ids if number in seen]
        if len(cases) >= LEAST:
            cases.sort(key=lambda case: case.opened_at, reverse=True)
            found.append(Suggested(row, cases, len(cases)))
    return sorted(found, key=lambda one: -one.count)[:SUGGESTED]


def suggestion_for(*, user: User, suggestion_id: int) -> Suggested:
    """Raises PatternSuggestion.DoesNotExist, also where this person may see too few of it."""
    row = PatternSuggestion.objects.select_related("kind", "organisation", "area").get(
        pk=suggestion_id
    )
    cases = list(Case.objects.visible_to(user).filter(pk__in=row.case_ids, pattern__isnull=True))
    if len(cases) < LEAST:
        raise PatternSuggestion.DoesNotExist
    return Suggested(row, cases, len(cases))


def has_unseen(*, pattern: Pattern, user: User) -> bool:
    """Whether it has cases this person may not see; not how many."""
    seen = Case.objects.visible_to(user).filter(pattern=pattern)
    return Case.objects.filter(pattern=pattern).exclude(pk__in=seen.values("pk")).exists()


def figures(*, pattern: Pattern, user: User, now: datetime) -> Figures:
    """Counts, places and waiting times of all its cases, as far as they tell of nobody.

    Where a few cases are kept from this person, these are left out, or the difference would give
    them away; of many, only the number shows. Three queries.
    """
    rows = list(
        Case.objects.filter(pattern=pattern).values_list(
            "pk", "state", "area__name", "opened_at", "closed_at", "circle_id"
        )
    )
    seen = set(Case.objects.visible_to(user).filter(pattern=pattern).values_list("pk", flat=True))
    hidden = len(rows) - len(seen)
    is_partial = 0 < hidden < LEAST
    if is_partial:
        rows = [row for row in rows if row[0] in seen]
    waits = [((closed or now) - opened).days for _, _, _, opened, closed, _ in rows]
    answers = list(
        Inquiry.objects.filter(case__in=[row[0] for row in rows]).values_list(
            "asked_at", "answered_at"
        )
    )
    took = [(answered - asked).days for asked, answered in answers if answered]
    days = working_days()
    return Figures(
        count=len(rows),
        open=sum(row[1] != CaseState.CLOSED for row in rows),
        places=_places((row[2], row[5] is not None) for row in rows),
        since=days.day_of(min(row[3] for row in rows)) if rows else None,
        usual_wait=int(median(waits)) if waits else 0,
        longest_wait=max(waits, default=0),
        asked=len(answers),
        answered=len(took),
        usual_answer=int(median(took)) if took else None,
        is_partial=is_partial,
    )


def _places(rows: Iterable[tuple[str | None, bool]]) -> tuple[Place, ...]:
    """Most first; a place with few cases, one of them confidential, says no number."""
    count = Counter[str]()
    shut: set[str] = set()
    for name, is_shut in rows:
        if name:
            count[name] += 1
            if is_shut:
                shut.add(name)
    return tuple(
        Place(name, None if number < LEAST and name in shut else number)
        for name, number in sorted(count.items(), key=lambda item: (-item[1], item[0]))
    )


def papers_of(*, pattern: Pattern) -> list[PatternPaper]:
    """What was written from it, newest first."""
    return list(pattern.papers.select_related("written_by"))


def lessons_of(*, pattern: Pattern) -> list[Lesson]:
    """What it taught, newest first."""
    return list(pattern.lessons.select_related("kind", "made_by"))


def lessons_for(*, kind: CaseKind | None, limit: int = 3) -> list[Lesson]:
    """What constituents read of a kind of case before they tell theirs, newest first."""
    if kind is None:
        return []
    return list(Lesson.objects.filter(kind=kind, is_public=True)[:limit])


def lessons_to_read(*, limit: int = 50) -> list[Lesson]:
    """All the office learnt, newest first. One query."""
    return list(Lesson.objects.select_related("kind", "pattern", "made_by")[:limit])


def told_at_closing(*, user: User, limit: int = 10) -> list[Case]:
    """Closed cases whose lesson nobody has kept yet, newest first; none that are confidential, as
    everybody reads lessons."""
    kept = Lesson.objects.filter(text=OuterRef("learnt"))
    return list(
        Case.objects.visible_to(user)
        .filter(state=CaseState.CLOSED, circle__isnull=True)
        .exclude(learnt="")
        .exclude(Exists(kept))
        .select_related("kind")
        .order_by("-closed_at")[:limit]
    )
