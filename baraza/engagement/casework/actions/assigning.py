"""Whose a case is: by hand, shared out fairly, or handed over when somebody leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet

from baraza.base.accounts.actions.notifications import News, notify_each
from baraza.base.accounts.models import Circle, NotificationKind, User
from baraza.base.accounts.rules import Permission, may
from baraza.base.audit.actions import record
from baraza.dialogue.conversations.models import Assignment
from baraza.engagement.casework.models import Case, CaseState
from baraza.engagement.casework.queries.load import team_for, trouble_of, weight_of

TOLD_ONE_BY_ONE = 3
Whose = tuple[int | None, str]


class CannotBeTheirs(ValueError):
    """They have left, or their role does not work on cases."""


@dataclass(slots=True)
class Assigned:
    """What became of an assignment."""

    # Id → whose it was and why; what `restore` takes.
    former: dict[int, Whose] = field(default_factory=dict)
    # Confidential, and not for that person; or nobody was found.
    left_out: int = 0


@transaction.atomic
def assign(*, case_ids: Collection[int], to: User | None, by: User, now: datetime) -> Assigned:
    """Give cases to a colleague, or to nobody; what `by` may not see stays as it is.

    A constant number of queries. Raises CannotBeTheirs.
    """
    if to is not None and not (to.is_active and may(to, Permission.MANAGE_CASES)):
        raise CannotBeTheirs
    seen = Case.objects.visible_to(by).filter(pk__in=case_ids).exclude(assigned_to=to)
    wanted = _whose(seen) if to else _whose(seen.filter(assigned_to__isnull=False))
    rows = wanted if to is None else _whose(_kept_from_none_but(seen, to))
    _give(rows, {(to.pk if to else None, str(Assignment.BY_HAND) if to else ""): list(rows)})
    if to:
        _tell({to.pk: list(rows)}, by=by, now=now)
    if rows:
        _record(list(rows), to, by, now)
    return Assigned(former=rows, left_out=len(wanted) - len(rows))


@transaction.atomic
def share_out(*, case_ids: Collection[int], by: User | None, day: date, now: datetime) -> Assigned:
    """Give each of these open cases to whoever knows its topic and is here, then to whoever has
    least; each counts as much as it is urgent. A constant number of queries.
    """
    rows = Case.objects.filter(pk__in=case_ids).exclude(state=CaseState.CLOSED)
    if by is not None:
        rows = rows.visible_to(by)
    ordered = list(rows.select_related("kind", "area").order_by("-urgency", "opened_at", "pk"))
    team = team_for(cases=ordered, day=day)
    groups: dict[Whose, list[int]] = defaultdict(list)
    left_out = 0
    for case in ordered:
        found = team.choose(trouble_of(case), weight=weight_of(case.urgency))
        if found is None:
            left_out += 1
        elif found[0] != case.assigned_to_id:
            groups[found[0], str(found[1])].append(case.pk)
    former = {
        case.pk: (case.assigned_to_id, case.assigned_because)
        for case in ordered
        if any(case.pk in group for group in groups.values())
    }
    _give(former, groups)
    _tell({user_id: group for (user_id, _), group in groups.items() if user_id}, by=by, now=now)
    if former:
        _record(list(former), None, by, now)
    return Assigned(former=former, left_out=left_out)


@transaction.atomic
def restore(*, former: Mapping[int, Whose], by: User, now: datetime) -> None:
    """Undo either: each is whose it was, as far as `by` may see it and that person is here."""
    seen = set(Case.objects.visible_to(by).filter(pk__in=former).values_list("pk", flat=True))
    here = set(User.objects.at_work().values_list("pk", flat=True))
    groups: dict[Whose, list[int]] = defaultdict(list)
    for number, (user_id, because) in former.items():
        if number in seen:
            groups[(user_id, because) if user_id in here else (None, "")].append(number)
    _give(seen, groups)
    if seen:
        _record(sorted(seen), None, by, now)


@transaction.atomic
def hand_over_cases(*, user: User, to: User | None, by: User | None, now: datetime) -> int:
    """All open cases of a colleague go to another, as far as that person may see them, else to
    nobody; returns how many.
    """
    rows = Case.objects.open().filter(assigned_to=user)
    former = _whose(rows)
    if not former:
        return 0
    theirs = list(_whose(_kept_from_none_but(rows, to))) if to else []
    nobodys = list(former.keys() - set(theirs))
    because = str(Assignment.HANDED_OVER)
    _give(former, {(to.pk if to else None, because): theirs, (None, ""): nobodys})
    if to:
        _tell({to.pk: theirs}, by=by, now=now)
    _record(list(former), to, by, now)
    return len(former)


def take_from_outsiders(*, circle: Circle, case_id: int | None = None) -> int:
    """What only a circle sees is nobody's rather than an outsider's: one case that was shut just
    now, or all of the circle's after somebody left it. Returns how many.
    """
    rows = Case.objects.filter(circle=circle, assigned_to__isnull=False)
    if case_id is not None:
        rows = rows.filter(pk=case_id)
    return rows.exclude(assigned_to__in=circle.members.values("pk")).update(
        assigned_to=None, assigned_because=""
    )


def _kept_from_none_but(rows: QuerySet[Case], to: User) -> QuerySet[Case]:
    """Those that person belongs to the circle of; a glass broken for an hour gives no work."""
    own = Circle.members.through.objects.filter(user=to.pk).values("circle")
    return rows.filter(circle__isnull=True) | rows.filter(circle__in=own)


def _whose(rows: QuerySet[Case]) -> dict[int, Whose]:
    return {
        pk: (user_id, because)
        for pk, user_id, because in rows.values_list("pk", "assigned_to_id", "assigned_because")
    }


def _give(numbers: Collection[int], groups: Mapping[Whose, Collection[int]]) -> None:
    """Taken in the order of their ids, so that two at once never wait for each other."""
    ordered = Case.objects.filter(pk__in=numbers).order_by("pk").select_for_update()
    len(ordered.values_list("pk", flat=True))
    for (user_id, because), several in groups.items():
        if several:
            Case.objects.filter(pk__in=several).update(
                assigned_to=user_id,
                assigned_because=because,
                version=F("version") + 1,
            )


def _tell(theirs: Mapping[int, Collection[int]], *, by: User | None, now: datetime) -> None:
    news = []
    for user_id, numbers in theirs.items():
        if len(numbers) > TOLD_ONE_BY_ONE:
            news.append(News(user_id=user_id, count=len(numbers)))
        else:
            news.extend(News(user_id=user_id, about_id=number) for number in numbers)
    notify_each(kind=NotificationKind.CASE, news=news, model=Case, by=by, now=now)


def _record(numbers: list[int], to: User | None, by: User | None, now: datetime) -> None:
    detail = {"to": to.pk if to else None}
    if len(numbers) == 1:
        case = Case.objects.get(pk=numbers[0])
        record(actor=by, act="assigned", obj=case, now=now, detail=detail)
    else:
        detail = {**detail, "ids": list(numbers)}
        record(actor=by, act="assigned", obj=Case, now=now, count=len(numbers), detail=detail)
