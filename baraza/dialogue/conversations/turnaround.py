"""What must be answered by when, for the office as a whole: no screen asks here."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Count, Q

from baraza.base.office.models import Profile
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    TurnaroundTarget,
)

# Where the office has said nothing: two weeks, as most parliaments promise.
USUAL_WORKING_DAYS = 10
Targets = Mapping[tuple[str, int | None], int]
TO_ANSWER = ConversationState.TO_ANSWER


def targets() -> Targets:
    """(Channel or "", topic or None) → working days. One query."""
    return {
        (channel, topic_id): working_days
        for channel, topic_id, working_days in TurnaroundTarget.objects.values_list(
            "channel", "topic_id", "working_days"
        )
    }


def closest_target(targets: Targets, *, channel: str, topic_id: int | None) -> int:
    """Working days for a letter: channel and topic, else the topic, else the channel, else all."""
    for key in ((channel, topic_id), ("", topic_id), (channel, None), ("", None)):
        if key in targets:
            return targets[key]
    return USUAL_WORKING_DAYS


def waiting_for_duty(*, since: datetime, limit: int) -> list[int]:
    """Ids of what waits for an answer and has no day yet, not counting history."""
    rows = Conversation.objects.filter(
        state=TO_ANSWER, waiting_since__isnull=True, last_message_at__gte=since
    )
    return list(rows.order_by("last_message_at").values_list("pk", flat=True)[:limit])


def due_by_user(*, day: date, now: datetime) -> dict[int, int]:
    """User id → how many of theirs are due by that day, leaving out what was put off. One query."""
    rows = Conversation.objects.filter(
        Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now),
        state=TO_ANSWER,
        due_date__lte=day,
        assigned_to__is_active=True,
    )
    return dict(rows.order_by().values_list("assigned_to").annotate(Count("pk")))


def is_behind(*, office: Profile) -> bool:
    """More waits than the office can answer in time, by its own measure. One query, or none."""
    if office.backlog_limit is None:
        return False
    waiting = Conversation.objects.filter(state=TO_ANSWER, waiting_since__isnull=False)
    return waiting[: office.backlog_limit + 1].count() > office.backlog_limit


def count_waiting() -> int:
    """How many letters wait for an answer, history left out. One query."""
    return Conversation.objects.filter(state=TO_ANSWER, waiting_since__isnull=False).count()
