"""What support exists, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from baraza.base.accounts.models import User
from baraza.base.office.queries import profile
from baraza.base.people.models import ConsentWording, ContactKind, Person, Purpose
from baraza.base.people.queries import current_wording
from baraza.base.places.models import Area
from baraza.base.places.queries import areas_within
from baraza.common.prepared import prepared
from baraza.common.rows import holding
from baraza.dialogue.audiences.queries import Size, size_of
from baraza.dialogue.audiences.question import Question
from baraza.engagement.casework.models import (
    Case,
    CaseKind,
    CaseStep,
    Programme,
    ProgrammeNotice,
)
from baraza.engagement.casework.programme_words import told_in

# So long before its deadline, staff are reminded of a programme.
NEAR = timedelta(days=14)
# Whose case is older has perhaps another life by now.
LOOKS_BACK = timedelta(days=3 * 365)
_DEADLINE = F("deadline_date").asc(nulls_last=True)
# What somebody must have agreed to before they hear of support.
TELLING = Question(purpose=Purpose.SUPPORT.value, way=ContactKind.EMAIL.value)


def fitting(*, kind: CaseKind, area: Area | None, day: date) -> list[Programme]:
    """What may help with a matter of this kind there, the nearest deadline first; two queries.

    A programme without kinds is for every kind, one without an area for everywhere. Where the
    area is not known, those of one area are offered too: staff see which.
    """
    rows = open_programmes(day=day).filter(Q(kinds=kind) | Q(kinds__isnull=True))
    if area is not None:
        rows = rows.filter(Q(area__isnull=True) | Q(area__in=list(area.lineage)))
    return list(rows.distinct())


def open_programmes(*, day: date) -> QuerySet[Programme]:
    """Those one can apply to that day, the nearest deadline first."""
    rows = Programme.objects.in_use().filter(
        Q(deadline_date__isnull=True) | Q(deadline_date__gte=day)
    )
    return _with_all(rows).order_by(_DEADLINE, "name", "pk")


def near_deadlines(*, day: date) -> QuerySet[Programme]:
    """Those that end within two weeks."""
    return open_programmes(day=day).filter(deadline_date__lte=day + NEAR)


def over(*, day: date) -> QuerySet[Programme]:
    """Those whose deadline has passed and that nobody renewed or retired, the latest first."""
    rows = Programme.objects.in_use().filter(deadline_date__lt=day)
    return _with_all(rows).order_by("-deadline_date", "name", "pk")


def retired() -> QuerySet[Programme]:
    """Those no longer offered, the latest first."""
    rows = Programme.objects.filter(retired_at__isnull=False)
    return _with_all(rows).order_by("-retired_at", "pk")


# Written out: asked with each letter that is typed into the search, and seldom finds any.
_CALLED = """
SELECT id FROM casework_programme
WHERE retired_at IS NULL
    AND concat_ws(E'\n', name, what, who, translations::text) ILIKE %s
ORDER BY name, id LIMIT %s
"""


def programmes_called(*, words: str, limit: int) -> list[Programme]:
    """Programmes in use with these words in any language, by name."""
    words = words.replace("\0", "").strip()
    if not words:
        return []
    statement = prepared(_CALLED)
    with connection.cursor() as cursor:
        cursor.execute(statement, [holding(words), limit])
        found = [pk for (pk,) in cursor.fetchall()]
    if not found:
        return []
    return list(_with_all(Programme.objects.filter(pk__in=found)).order_by("name", "pk"))


@dataclass(frozen=True, slots=True)
class Offered:
    """A programme beside a case: what of its documents is there."""

    programme: Programme
    # The list of its documents in this case; empty where nobody began it.
    documents: list[CaseStep]

    @property
    def missing(self) -> int:
        return sum(step.done_at is None for step in self.documents)


def offered_in(*, case: Case, day: date) -> list[Offered]:
    """What fits the case and what was begun for it; four queries at most."""
    steps = list(CaseStep.objects.filter(case=case, programme__isnull=False))
    begun: dict[int, list[CaseStep]] = {}
    for step in steps:
        begun.setdefault(step.programme_id, []).append(step)
    found = fitting(kind=case.kind, area=case.area, day=day)
    others = set(begun) - {programme.pk for programme in found}
    if others:
        found = [*_with_all(Programme.objects.filter(pk__in=others)).order_by("name"), *found]
    rows = [Offered(programme, begun.get(programme.pk, [])) for programme in found]
    return sorted(rows, key=lambda row: not row.documents)


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom a programme would be told to, and why others hear nothing."""

    size: Size
    told_before: int


def whom_to_tell(*, programme: Programme, user: User, now: datetime) -> Telling:
    """Counted now, from what this member of staff may see."""
    fits = fitting_people(programme=programme, user=user, now=now)
    untold = untold_people(programme=programme, user=user, now=now)
    return Telling(
        size=size_of(question=TELLING, user=user, now=now, people=untold),
        told_before=fits.filter(_told(programme)).count(),
    )


def untold_people(*, programme: Programme, user: User, now: datetime) -> QuerySet[Person]:
    """Whom it may fit and who was not told of it yet."""
    return fitting_people(programme=programme, user=user, now=now).exclude(_told(programme))


def fitting_people(*, programme: Programme, user: User, now: datetime) -> QuerySet[Person]:
    """Everybody it may fit: who had a case of one of its kinds, where it names kinds, and lives
    where it is given, where it names an area."""
    people = Person.objects.current().filter(erased_at__isnull=True)
    within = areas_within(areas=[programme.area_id]) if programme.area_id else None
    kinds = [kind.pk for kind in programme.kinds.all()]
    if kinds:
        cases = Case.objects.visible_to(user).filter(
            kind__in=kinds, person=OuterRef("pk"), opened_at__gte=now - LOOKS_BACK
        )
        if within is None:
            return people.filter(Exists(cases))
        # Where somebody lives counts; their case's place where that is not known.
        there = Q(area__in=within) & Q(Exists(cases))
        return people.filter(there | Q(Exists(cases.filter(area__in=within)), area__isnull=True))
    return people if within is None else people.filter(area__in=within)


def words_to_agree_to(*, language: str) -> ConsentWording | None:
    """What is read to somebody who wants to hear of support, in their language if we have it;
    None where the office wrote no words."""
    wordings = current_wording(purpose=Purpose.SUPPORT)
    return wordings.get(language) or next(iter(wordings.values()), None)


def letter_texts(*, programme: Programme) -> dict[str, dict[str, str]]:
    """Language → the letter that tells of it, in those languages in which it was written down."""
    own = profile().languages[0]
    codes = [own, *(code for code in programme.translations if code != own)]
    return {code: told_in(programme=programme, language=code) for code in codes}


def _told(programme: Programme) -> Exists:
    return Exists(ProgrammeNotice.objects.filter(programme=programme, person=OuterRef("pk")))


def _with_all(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    return rows.select_related("organisation", "area").prefetch_related("kinds")
