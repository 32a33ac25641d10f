"""Whose a conversation is to answer: by hand, by the office's rules, when somebody is away or
leaves. Nobody is given what they may not see (requirements F2, A4)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from baraza.base.accounts.actions.notifications import News, notify_each
from baraza.base.accounts.models import Circle, NotificationKind, User
from baraza.base.accounts.queries import absent_on, staff_with
from baraza.base.accounts.rules import Permission, may
from baraza.base.audit.actions import record
from baraza.base.office.models import Profile
from baraza.dialogue.conversations.models import Assignment, Conversation, ConversationState, Draft
from baraza.dialogue.conversations.team import letter_of, team_for

# More at once than this are told in one line that says how many.
TOLD_ONE_BY_ONE = 3
Whose = tuple[int | None, str]


class CannotBeTheirs(ValueError):
    """They have left, or their role writes no answers."""


@dataclass(slots=True)
class Assigned:
    """What became of an assignment by hand."""

    # Id → whose it was and why; what `restore` takes.
    former: dict[int, Whose] = field(default_factory=dict)
    # For a circle that person does not belong to.
    left_out: int = 0


@transaction.atomic
def assign(*, conversations: Collection[int], to: User | None, by: User, now: datetime) -> Assigned:
    """Give conversations (ids) to a colleague, or to nobody; what `by` may not see stays as it is.

    A constant number of queries. Raises CannotBeTheirs.
    """
    if to is not None and not may(to, Permission.DRAFT):
        raise CannotBeTheirs
    seen = Conversation.objects.visible_to(by).filter(pk__in=conversations)
    if to is None:
        wanted = rows = _whose(seen.filter(assigned_to__isnull=False))
    else:
        # What the rules had given them is theirs by hand from now on.
        others = seen.exclude(assigned_to=to, assigned_because=Assignment.BY_HAND)
        wanted = _whose(others)
        rows = _whose(others.visible_to(to)) if to.pk != by.pk else wanted
    _give(rows, {(to.pk if to else None, Assignment.BY_HAND if to else ""): list(rows)})
    if to:
        new = [number for number, (user_id, _) in rows.items() if user_id != to.pk]
        _tell({to.pk: new}, by=by, now=now)
    if rows:
        _record(list(rows), to, by, now)
    return Assigned(former=rows, left_out=len(wanted) - len(rows))


@transaction.atomic
def restore(*, former: Mapping[int, Whose], by: User, now: datetime) -> None:
    """Undo `assign`: each is whose it was and for the reason it was, as far as `by` may see it;
    nobody's where they have left, or may no longer see it. A few queries, and one for each
    colleague.
    """
    rows = Conversation.objects.visible_to(by).filter(pk__in=former)
    seen = set(rows.values_list("pk", flat=True))
    wanted: dict[Whose, list[int]] = defaultdict(list)
    for number, whose in former.items():
        if number in seen:
            wanted[whose].append(number)
    able = {user.pk: user for user in staff_with(permission=Permission.DRAFT)}
    groups: dict[Whose, list[int]] = defaultdict(list)
    for (user_id, because), numbers in wanted.items():
        to = able.get(user_id) if user_id else None
        theirs = set(_whose(rows.filter(pk__in=numbers).visible_to(to))) if to else set()
        for number in numbers:
            groups[(user_id, because) if number in theirs else (None, "")].append(number)
    _give(seen, groups)
    if seen:
        owners = {user_id for user_id, _ in groups}
        to = able.get(owners.pop() or 0) if len(owners) == 1 else None
        _record(sorted(seen), to, by, now)


def assign_by_itself(
    *, rows: Sequence[Conversation], office: Profile, day: date, now: datetime
) -> None:
    """Give what is nobody's to whoever the rules, the topic or the load says; what somebody got
    only because they had least goes to who knows its topic, once it has one and unless they have
    begun to write.

    `rows` wait for an answer, locked, with their person's area. A constant number of queries.
    """
    by_load = [row.pk for row in rows if row.assigned_because == Assignment.LOAD]
    begun = set()
    if by_load:
        begun.update(
            Draft.objects.filter(conversation__in=by_load).values_list("conversation", flat=True)
        )
    waiting = [
        row
        for row in rows
        if row.assigned_to_id is None
        or (row.assigned_because == Assignment.LOAD and row.pk not in begun)
    ]
    if not waiting:
        return
    team = team_for(rows=waiting, office=office, day=day)
    chosen: dict[Whose, list[int]] = defaultdict(list)
    for row in waiting:
        found = team.choose(letter_of(row))
        if found is None or (row.assigned_to_id and found[1] == Assignment.LOAD):
            continue
        if found[0] != row.assigned_to_id:
            chosen[found].append(row.pk)
        row.assigned_to_id, row.assigned_because = found
    numbers = [number for group in chosen.values() for number in group]
    if not numbers:
        return
    _give(numbers, chosen)
    theirs: dict[int, list[int]] = defaultdict(list)
    for (user_id, _), group in chosen.items():
        if user_id is not None:
            theirs[user_id].extend(group)
    _tell(theirs, by=None, now=now)
    _record(numbers, None, None, now)


@transaction.atomic
def reassign_all(*, user: User, to: User | None, by: User, now: datetime) -> dict[int, Whose]:
    """Whatever waits for `user`'s answer goes to `to`, as far as they may see it, else to nobody.

    Returns what `restore` takes. Raises CannotBeTheirs.
    """
    if to is not None and not may(to, Permission.DRAFT):
        raise CannotBeTheirs
    rows = Conversation.objects.filter(assigned_to=user, state=ConversationState.TO_ANSWER)
    return _hand_over(rows, user=user, to=to, because=Assignment.BY_HAND, by=by, now=now)


@transaction.atomic
def hand_over_work(*, user: User, to: User | None, now: datetime) -> int:
    """Somebody has left: what was theirs, answered or not, is `to`'s, or nobody's."""
    rows = Conversation.objects.filter(assigned_to=user)
    because = Assignment.HANDED_OVER
    return len(_hand_over(rows, user=user, to=to, because=because, by=None, now=now))


@transaction.atomic
def cover_absences(*, day: date, now: datetime) -> int:
    """What must be answered while somebody is away goes to whoever stands in; returns how much.

    Safe to run again: what is with the stand-in stays there.
    """
    moved = 0
    away = absent_on(day=day)
    for absence in away.values():
        delegate = absence.delegate
        if delegate is None or delegate.pk in away or not may(delegate, Permission.DRAFT):
            continue
        rows = Conversation.objects.filter(
            assigned_to=absence.user_id,
            state=ConversationState.TO_ANSWER,
            due_date__lte=absence.last_date,
        ).visible_to(delegate)
        because = Assignment.STAND_IN
        moved += len(
            _hand_over(rows, user=absence.user, to=delegate, because=because, by=None, now=now)
        )
    return moved


def take_from_outsiders(*, circle: Circle, conversation: Conversation | None = None) -> int:
    """What only a circle sees is nobody's rather than an outsider's: one conversation that was
    shut just now, or all of the circle's after somebody left it. Returns how many.
    """
    rows = Conversation.objects.filter(circle=circle, assigned_to__isnull=False)
    if conversation is not None:
        rows = rows.filter(pk=conversation.pk)
    return rows.exclude(assigned_to__in=circle.members.values("pk")).update(
        assigned_to=None, assigned_because=""
    )


def _hand_over(
    rows: QuerySet[Conversation],
    *,
    user: User,
    to: User | None,
    because: Assignment,
    by: User | None,
    now: datetime,
) -> dict[int, Whose]:
    former = _whose(rows)
    if not former:
        return {}
    theirs = list(_whose(rows.visible_to(to))) if to else []
    nobodys = list(former.keys() - set(theirs))
    _give(former, {(to.pk if to else None, because): theirs, (None, ""): nobodys})
    if to:
        _tell({to.pk: theirs}, by=by, now=now)
    record(
        actor=by,
        act="handed_over",
        obj=user,
        now=now,
        count=len(former),
        detail={"to": to.pk if to else None, "ids": list(former)},
    )
    return former


def _whose(rows: QuerySet[Conversation]) -> dict[int, Whose]:
    return {
        pk: (user_id, because)
        for pk, user_id, because in rows.values_list("pk", "assigned_to_id", "assigned_because")
    }


def _give(locked: Collection[int], groups: Mapping[Whose, Collection[int]]) -> None:
    """`locked` are taken in the order of their ids, so that two at once never wait for each
    other."""
    ordered = Conversation.objects.filter(pk__in=locked).order_by("pk").select_for_update()
    len(ordered.values_list("pk", flat=True))
    for (user_id, because), numbers in groups.items():
        if numbers:
            Conversation.objects.filter(pk__in=numbers).update(
                assigned_to=user_id, assigned_because=because
            )


def _tell(theirs: Mapping[int, Sequence[int]], *, by: User | None, now: datetime) -> None:
    news = []
    for user_id, numbers in theirs.items():
        if len(numbers) > TOLD_ONE_BY_ONE:
            news.append(News(user_id=user_id, count=len(numbers)))
        else:
            news.extend(News(user_id=user_id, about_id=number) for number in numbers)
    notify_each(kind=NotificationKind.ASSIGNED, news=news, model=Conversation, by=by, now=now)


def _record(numbers: Sequence[int], to: User | None, by: User | None, now: datetime) -> None:
    act, detail = "assigned", {"to": to.pk if to else None}
    if len(numbers) == 1:
        conversation = Conversation.objects.get(pk=numbers[0])
        record(actor=by, act=act, obj=conversation, now=now, detail=detail)
    else:
        detail = {**detail, "ids": list(numbers)}
        record(actor=by, act=act, obj=Conversation, now=now, count=len(numbers), detail=detail)
