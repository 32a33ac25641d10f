"""By when an answer is in time, counted in the office's working days, and whose it is (F2).

Everything here may be run again at any time: it says what holds now.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from baraza.base.accounts.actions.notifications import replace_notifications
from baraza.base.accounts.models import Notification, NotificationKind
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile, working_days
from baraza.base.office.working_days import WorkingDays
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.actions.assigning import assign_by_itself, cover_absences
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
)
from baraza.dialogue.conversations.turnaround import (
    closest_target,
    due_by_user,
    targets,
    waiting_for_duty,
)

ANEW = "conversations.count_days_anew"
GIVE_OUT = "conversations.give_out"
COVER = "conversations.cover_absent_today"
BATCH = 1000
# What was left unanswered longer ago, and comes in only now, is history: nobody is late with it.
HISTORY = timedelta(days=90)
# Colleagues are told in the morning what is due that day.
MORNING_HOUR = 6
# From when the night's jobs run (02:17 UTC).
UNTIL_MORNING = timedelta(hours=8)
TO_ANSWER = ConversationState.TO_ANSWER


@transaction.atomic(savepoint=False)
def set_duty(
    *,
    conversations: Collection[int],
    now: datetime,
    office: Profile | None = None,
    assigns: bool = True,
) -> None:
    """Each that waits has its last working day, and is somebody's where the office gives letters
    out by itself (and `assigns`); each that does not wait has none. A constant number of queries.

    To be called whenever letters came in, a topic was chosen, or something waits again.
    """
    if not conversations:
        return
    letters = Message.objects.filter(
        conversation=OuterRef("pk"), direction=Direction.INCOMING
    ).order_by("-happened_at")
    rows = list(
        Conversation.objects.filter(pk__in=conversations)
        .select_related("person__area")
        .annotate(last_letter=Subquery(letters.values("happened_at")[:1]))
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    before = {row.pk: (row.waiting_since, row.due_date) for row in rows}
    for row in rows:
        if row.state != TO_ANSWER:
            row.waiting_since = row.due_date = None
        elif row.waiting_since is None and _is_recent(row, now):
            row.waiting_since = row.last_letter or row.last_message_at
    waiting = [row for row in rows if row.waiting_since]
    if waiting:
        office = office or profile()
        days = working_days(office=office)
        count_days = DueDates(days, targets())
        for row in waiting:
            row.due_date = count_days.of(row)
    _write([row for row in rows if before[row.pk] != (row.waiting_since, row.due_date)])
    if waiting and assigns and office.assigns_by_itself:
        assign_by_itself(rows=waiting, office=office, day=days.day_of(now), now=now)


def _write(rows: Collection[Conversation]) -> None:
    """One statement, however many rows."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_conversation AS c "
            "SET waiting_since = new.waiting_since, due_date = new.due_date "
            "FROM unnest(%s::bigint[], %s::timestamptz[], %s::date[]) "
            "AS new(id, waiting_since, due_date) WHERE c.id = new.id",
            [
                [row.pk for row in rows],
                [row.waiting_since for row in rows],
                [row.due_date for row in rows],
            ],
        )


def _is_recent(row: Conversation, now: datetime) -> bool:
    return row.last_message_at >= now - HISTORY


class DueDates:
    """The last day in time, by the closest target; each count is made once."""

    def __init__(self, days: WorkingDays, targets: Mapping[tuple[str, int | None], int]) -> None:
        self._days = days
        self._targets = targets
        self._known: dict[tuple[date, int], date] = {}

    def of(self, row: Conversation) -> date:
        """For a conversation that waits."""
        count = closest_target(self._targets, channel=row.channel, topic_id=row.topic_id)
        key = (self._days.day_of(row.waiting_since), count)
        if key not in self._known:
            self._known[key] = self._days.after(*key)
        return self._known[key]


def set_missing_duty(*, now: datetime) -> int:
    """What waits and has no day yet, for whatever reason; returns how many. A sweep calls it."""
    numbers = waiting_for_duty(since=now - HISTORY, limit=BATCH)
    set_duty(conversations=numbers, now=now)
    return len(numbers)


def count_days_anew(*, now: datetime) -> None:
    """After targets, holidays or the working week changed: everything that waits, whoever's."""
    waiting = Conversation.objects.filter(state=TO_ANSWER, waiting_since__isnull=False)
    for numbers in in_parts(waiting):
        set_duty(conversations=numbers, now=now, assigns=False)


def give_out(*, now: datetime, only: Collection[int] | None = None) -> None:
    """What is nobody's (or `only` these of it) is somebody's, where the office gives letters out
    by itself."""
    nobodys = Conversation.objects.filter(
        state=TO_ANSWER, waiting_since__isnull=False, assigned_to__isnull=True
    )
    if only is not None:
        nobodys = nobodys.filter(pk__in=only)
    for numbers in in_parts(nobodys):
        set_duty(conversations=numbers, now=now)


def in_parts(rows: QuerySet[Conversation]) -> Iterator[list[int]]:
    """Ids in order, so many at a time that nothing is locked for long."""
    last = 0
    while numbers := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield numbers
        last = numbers[-1]


def ask_to_count_anew() -> None:
    """A worker does it, once this transaction is committed."""
    enqueue(ANEW)


def cover_absent_today(*, now: datetime) -> int:
    """What falls due while somebody is away goes to whoever stands in; returns how much."""
    return cover_absences(day=working_days().day_of(now), now=now)


def cover_coming_day(*, now: datetime) -> int:
    """The same in the night before, wherever on earth the office is."""
    return cover_absences(day=working_days().day_of(now + UNTIL_MORNING), now=now)


@transaction.atomic
def remind(*, now: datetime) -> None:
    """On the morning of each working day, everybody is told how much of theirs is due or late.

    Once a day each, whenever it is run.
    """
    days = working_days()
    local = now.astimezone(days.zone)
    today = local.date()
    if local.hour < MORNING_HOUR or not days.works_on(today):
        return
    counts = due_by_user(day=today, now=now)
    if not counts:
        return
    midnight = datetime.combine(today, time.min, tzinfo=days.zone)
    told = Notification.objects.filter(
        kind=NotificationKind.DUE, made_at__gte=midnight, user__in=counts
    ).values_list("user", flat=True)
    counts = {pk: count for pk, count in counts.items() if pk not in set(told)}
    if counts:
        replace_notifications(kind=NotificationKind.DUE, counts=counts, now=now)
