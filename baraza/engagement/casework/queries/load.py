"""How much each colleague has on their desk, and who should have the next case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Either
from django.db.models import Count, IntegerField, Q, Sum, Value, When

from baraza.base.accounts.models import Absence, Circle, User
from baraza.base.accounts.queries import absent_on, staff_with, stand_ins
from baraza.base.accounts.rules import Permission
from baraza.base.agenda.queries import specialisms
from baraza.base.office.queries import profile
from baraza.dialogue.conversations.choosing import Colleague, Letter, Team
from baraza.engagement.casework.models import Case, CaseState, Urgency

WEIGHTS = {Urgency.CAN_WAIT: 1, Urgency.NORMAL: 2, Urgency.SOON: 3, Urgency.NOW: 5}


def weight_of(urgency: int) -> int:
    """How much a case of that urgency counts on somebody's desk."""
    return WEIGHTS[Urgency(urgency)]


@dataclass(frozen=True, slots=True)
class Desk:
    """What one colleague works on, as far as the reader may see it."""

    user: User
    cases: int
    weight: int
    # Of these, those somebody waits for longer than they were told.
    late: int
    absence: Absence | None
    knows_topic: bool = False


def desks(
    *, user: User, day: date, circle_id: int | None = None, topic_id: int | None = None
) -> list[Desk]:
    """Who may work on cases (of that circle), with what they have; first whoever should have the
    next one of that topic. Four or five queries.
    """
    people = staff_with(permission=Permission.MANAGE_CASES)
    if circle_id is not None:
        members = Circle.members.through.objects.filter(circle=circle_id)
        people = people.filter(pk__in=members.values("user"))
    mine = Case.objects.visible_to(user).open().filter(assigned_to__isnull=False)
    loads = {
        row["assigned_to"]: row
        for row in mine.order_by()
        .values("assigned_to")
        .annotate(
            cases=Count("pk"),
            weight=Sum(_weight()),
            late=Count("pk", filter=Q(next_update_date__lt=day)),
        )
    }
    away, knows = absent_on(day=day), specialisms()
    nothing = {"cases": 0, "weight": 0, "late": 0}
    found = []
    for one in people:
        load = loads.get(one.pk, nothing)
        found.append(
            Desk(
                user=one,
                cases=load["cases"],
                weight=load["weight"],
                late=load["late"],
                absence=away.get(one.pk),
                knows_topic=topic_id is not None and topic_id in knows.get(one.pk, ()),
            )
        )
    return sorted(
        found,
        key=lambda one: (
            one.absence is not None,
            not one.knows_topic,
            one.weight,
            one.user.name,
        ),
    )


def heaviest(found: Collection[Desk]) -> int:
    """The most anybody has, for the length of a bar; at least one."""
    return max((one.weight for one in found), default=0) or 1


def trouble_of(case: Case) -> Letter:
    """What the choice of a colleague needs to know of a case."""
    return Letter(
        channel=case.channel,
        topic_id=case.topic_id or case.kind.topic_id,
        language=case.language,
        areas=frozenset(case.area.lineage if case.area else ()),
        circle_id=case.circle_id,
    )


def team_for(*, cases: Sequence[Case], day: date) -> Team:
    """Everybody who may work on cases that day, with all they have. Four queries, one more where
    one of the cases is confidential.
    """
    circles: dict[int, set[int]] = {}
    if any(case.circle_id for case in cases):
        for user_id, circle_id in Circle.members.through.objects.values_list("user", "circle"):
            circles.setdefault(user_id, set()).add(circle_id)
    knows = specialisms()
    usual = frozenset(profile().languages[:1])
    colleagues = [
        Colleague(
            pk=user.pk,
            roles=frozenset(user.roles),
            languages=frozenset(user.languages) or usual,
            topics=frozenset(knows.get(user.pk, ())),
            circles=frozenset(circles.get(user.pk, ())),
        )
        for user in staff_with(permission=Permission.MANAGE_CASES)
    ]
    # Those about to be shared out anew are not held against anybody.
    held = Case.objects.open().filter(assigned_to__isnull=False)
    held = held.exclude(pk__in=[case.pk for case in cases])
    weighed = held.order_by().values("assigned_to").annotate(weight=Sum(_weight()))
    loads = dict(weighed.values_list("assigned_to", "weight"))
    return Team(colleagues=colleagues, rules=(), stand_ins=stand_ins(day=day), loads=loads)


def count_new() -> int:
    """How many cases nobody has decided how to go about, whoever may see them. One query."""
    return Case.objects.filter(state=CaseState.NEW).count()


def _weight() -> Either:
    return Either(
        *(When(urgency=urgency, then=Value(weight)) for urgency, weight in WEIGHTS.items()),
        output_field=IntegerField(),
    )
