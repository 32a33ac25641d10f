"""Which cases there are: the list with its filters, and the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case as Either
from django.db.models import (
    CharField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from baraza.base.accounts.models import User
from baraza.base.channels.email.decode import clean_text
from baraza.common.counting import capped_counts
from baraza.common.paper.codes import read_code
from baraza.common.rows import among
from baraza.dialogue.inputs.search import holding_rarely
from baraza.dialogue.inputs.sought import Sought
from baraza.engagement.casework.models import Case, CaseState, Inquiry, InquiryState
from baraza.engagement.casework.queries.next_steps import (
    Hindrance,
    NextStep,
    hindrances,
    stuck,
    taking,
    with_next_step,
)

BESIDE = ("kind", "person", "assigned_to")
CARDS = 8


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the list."""

    # open, new, working, closed, archive or all; a search looks into the archive, too.
    state: str = "open"
    search: str = ""
    assigned_to: int | None = None
    is_unassigned: bool = False
    kind_id: int | None = None
    urgency: int | None = None
    organisation_id: int | None = None
    area_id: int | None = None
    person_id: int | None = None
    pattern_id: int | None = None
    # Whom somebody waits for longer than was said: "them" (the constituent), "agency", "any".
    late: str = ""
    is_stuck: bool = False
    # By a new letter, and nobody has gone on with it.
    is_reopened: bool = False
    # A word of NextStep.
    step: str = ""

    @property
    def is_by_urgency(self) -> bool:
        """Open cases stand with the most urgent first, others with what was done last."""
        return self.state in {"open", CaseState.NEW, CaseState.WORKING}


@dataclass(frozen=True, slots=True)
class After:
    """The last row of a page: where the next one begins."""

    urgency: int
    moment: datetime
    number: int


@dataclass(slots=True)
class Row:
    """A case as lists and boards show it."""

    case: Case
    # When its agency is to be reminded; the earliest, where there are several.
    chase_date: date | None = None
    hindrances: Sequence[Hindrance] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A part of the board: the first of its cases, and how many there are."""

    key: str
    count: int
    rows: list[Row] = field(default_factory=list)


def matching(*, user: User, question: Question, day: date, now: datetime) -> QuerySet[Case]:
    """All this person may see of what is asked for, in no order."""
    rows = Case.objects.visible_to(user).filter(erased_at__isnull=True)
    if question.state == "open":
        rows = rows.open()
    elif question.state == "archive":
        rows = rows.archived(now)
    elif question.state in CaseState.values:
        rows = rows.filter(state=question.state)
    if question.state in {"closed", "all"} and not question.search:
        rows = rows.unarchived(now)
    wanted = {
        "assigned_to": question.assigned_to,
        "kind": question.kind_id,
        "urgency": question.urgency,
        "organisation": question.organisation_id,
        "pattern": question.pattern_id,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if question.is_unassigned:
        rows = rows.filter(assigned_to__isnull=True)
    if question.area_id is not None:
        rows = rows.filter(area__lineage__contains=[question.area_id])
    if question.person_id is not None:
        rows = rows.filter(Q(person=question.person_id) | Q(asked_by=question.person_id))
    if question.late:
        rows = rows.exclude(state=CaseState.CLOSED).filter(_late(question.late, day))
    if question.is_reopened:
        rows = rows.opened_by_a_letter()
    if question.is_stuck:
        rows = stuck(rows, day=day, now=now)
    if question.step:
        rows = taking(rows, step=question.step, day=day)
    return rows.filter(holding(user, Sought(question.search))) if question.search else rows


def cases(
    *,
    user: User,
    question: Question,
    day: date,
    now: datetime,
    limit: int,
    after: After | None = None,
) -> list[Row]:
    """Open ones by urgency and age, others the last touched first. Three queries; what is searched
    for takes a few more.
    """
    rows = matching(user=user, question=question, day=day, now=now)
    if question.is_by_urgency:
        rows = rows.order_by("-urgency", "opened_at", "pk")
        if after:
            later = Q(opened_at__gt=after.moment) | Q(opened_at=after.moment, pk__gt=after.number)
            rows = rows.filter(urgency__lte=after.urgency).filter(
                Q(urgency__lt=after.urgency) | later
            )
    else:
        rows = rows.order_by("-touched_at", "-pk")
        if after:
            rows = rows.filter(touched_at__lte=after.moment).exclude(
                touched_at=after.moment, pk__gte=after.number
            )
    return rows_of(list(rows.select_related(*BESIDE)[:limit]), day=day, now=now)


def after_of(case: Case, question: Question) -> After:
    """Where the rows after this one begin."""
    moment = case.opened_at if question.is_by_urgency else case.touched_at
    return After(urgency=case.urgency, moment=moment, number=case.pk)


def rows_of(found: Sequence[Case], *, day: date, now: datetime) -> list[Row]:
    """With their agencies' clocks and what stands in their way. Two queries, none for nothing."""
    numbers = [case.pk for case in found]
    if not numbers:
        return []
    waiting = Inquiry.objects.filter(case__in=numbers, state=InquiryState.WAITING)
    chases = dict(waiting.order_by().values_list("case").annotate(Min("chase_date")))
    why = hindrances(cases=numbers, day=day, now=now)
    return [Row(case, chases.get(case.pk), why.get(case.pk, ())) for case in found]


def counts(
    *, user: User, questions: Mapping[str, Question], day: date, now: datetime
) -> dict[str, int]:
    """How many each question finds, counted to a thousand; one query for all of them."""
    return capped_counts(
        of={
            name: matching(user=user, question=one, day=day, now=now)
            for name, one in questions.items()
        }
    )


BY_STEP = [
    NextStep.DECIDE,
    NextStep.AUTHORISE,
    NextStep.ASK,
    NextStep.CHASE,
    NextStep.TELL,
    NextStep.DO,
    NextStep.CLOSE,
    NextStep.WAIT,
]
BY_CLOCK = ["late", "today", "week", "later", "none"]
BY_URGENCY = ["4", "3", "2", "1"]


def board(
    *, user: User, question: Question, by: str, day: date, now: datetime, limit: int = CARDS
) -> list[Column]:
    """Open cases in columns by step, clock or urgency, the first of each; the empty columns are
    left out. Four queries, however many cases there are.
    """
    rows = matching(user=user, question=question, day=day, now=now).exclude(state=CaseState.CLOSED)
    match by:
        case "clock":
            rows, order = _with_clock(rows, day), BY_CLOCK
        case "urgency":
            rows, order = rows.annotate(column=Cast("urgency", CharField())), BY_URGENCY
        case _:
            rows = with_next_step(rows, day=day).annotate(column=F("next_step"))
            order = [str(step) for step in BY_STEP]
    places = {pk: (column, size, rank) for pk, column, size, rank in _ranked(rows, limit)}
    found = Case.objects.visible_to(user).filter(pk__in=places).select_related(*BESIDE)
    columns: dict[str, Column] = {}
    shown = rows_of(sorted(found, key=lambda one: places[one.pk][2]), day=day, now=now)
    for row in shown:
        key, size, _ = places[row.case.pk]
        columns.setdefault(key, Column(key, size)).rows.append(row)
    return [columns[key] for key in order if key in columns]


def _ranked(rows: QuerySet[Case], limit: int) -> list[tuple[int, str, int, int]]:
    """Id, column, how many are in it, and the place there, of the first of each `column`.

    In one go over the open cases; each is put into its column once.
    """
    inner = rows.order_by().values_list("pk", "urgency", "opened_at", "column")
    try:
        sql, params = inner.query.sql_with_params()
    except EmptyResultSet:
        return []
    asked = f"""
        SELECT id, place, size, rank FROM (
            SELECT id, place, count(*) OVER (PARTITION BY place) AS size, row_number() OVER (
                PARTITION BY place ORDER BY urgency DESC, opened_at, id) AS rank
            FROM ({sql} OFFSET 0) AS placed (id, urgency, opened_at, place)
        ) AS ranked WHERE rank <= %s"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked, [*params, limit])
        return cursor.fetchall()


def _with_clock(rows: QuerySet[Case], day: date) -> QuerySet[Case]:
    """By whichever of the two clocks runs out first."""
    waiting = Inquiry.objects.filter(case=OuterRef("pk"), state=InquiryState.WAITING)

    def until(last: date) -> Q:
        return Q(next_update_date__lte=last) | Q(Exists(waiting.filter(chase_date__lte=last)))

    week = day + timedelta(days=6 - day.weekday())
    return rows.annotate(
        column=Either(
            When(until(day - timedelta(days=1)), then=Value("late")),
            When(until(day), then=Value("today")),
            When(until(week), then=Value("week")),
            When(until(date.max), then=Value("later")),
            default=Value("none"),
            output_field=CharField(),
        )
    )


def _late(whom: str, day: date) -> Q:
    them = Q(next_update_date__lt=day)
    agency = Exists(
        Inquiry.objects.filter(case=OuterRef("pk"), state=InquiryState.WAITING, chase_date__lt=day)
    )
    return {"them": them, "agency": Q(agency)}.get(whom, them | Q(agency))


def holding(user: User, sought: Sought) -> Q:
    """By code, by the words of the case, or by the name of whoever it is about."""
    code = read_code(sought.words)
    if code:
        return Q(code=code)
    if sought.query is None:
        return Q(title__icontains=clean_text(sought.words).strip())
    # Common words are met in the order of the list; rare ones are found by the index.
    rare = holding_rarely(rows=Case.objects.visible_to(user), query=sought.query)
    named = [pk for _key, pk in sought.people] if sought.are_people_few else []
    if rare == [] and not named:
        return Q(pk__in=[])  # Django knows that it finds nothing, and asks nothing
    found = Q(search=sought.query) if rare is None else among("pk", rare)
    return found | among("person", named) | among("asked_by", named)
