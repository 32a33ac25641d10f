"""How long answers took, in the office's working days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.office.models import Holiday
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    TurnaroundTarget,
)
from baraza.dialogue.inputs.actions import (
    Answer,
    Said,
    mark_answered,
    record_inputs,
    record_responses,
)
from baraza.insight.answered import answer_times, what_waits
from baraza.insight.periods import Period

MAY = Period(date(2026, 5, 1), date(2026, 5, 31), ZoneInfo("UTC"))
MONDAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def answered(
    days: int, *, count: int = 1, said_at: datetime = MONDAY, topic: Topic | None = None
) -> None:
    rows = record_inputs(
        said=[
            Said(
                received_at=said_at,
                channel=Channel.EMAIL,
                text="?",
                topic_id=topic.pk if topic else None,
            )
        ]
        * count
    )
    (response,) = record_responses(
        answers=[Answer(text="!", given_at=said_at + timedelta(days=days))]
    )
    mark_answered(inputs={row.pk: response.pk for row in rows})


@pytest.mark.usefixtures("office")
def test_weekends_and_holidays_do_not_count(staff: User) -> None:
    Holiday.objects.create(date=date(2026, 5, 5), name="Market day")
    answered(7)  # from Monday to Monday, five working days less one
    times = answer_times(user=staff, period=MAY)
    assert (times.count, times.median) == (1, 4)


@pytest.mark.usefixtures("office")
def test_half_and_nine_of_ten(staff: User) -> None:
    answered(0, count=6)
    answered(2, count=3)
    answered(21, count=1)
    times = answer_times(user=staff, period=MAY)
    assert (times.count, times.median, times.ninth_of_ten) == (10, 0, 2)
    assert sum(count for _start, _end, count in times.groups) == 10
    assert {(s, e): n for s, e, n in times.groups}[(10, 20)] == 1


@pytest.mark.usefixtures("office")
def test_in_time_follows_the_target_of_the_topic(staff: User) -> None:
    urgent = Topic.objects.create(name="Eviction")
    TurnaroundTarget.objects.create(topic=urgent, working_days=1)
    answered(2, topic=urgent)
    answered(2)
    answered(1, topic=urgent)
    times = answer_times(user=staff, period=MAY)
    assert (times.in_time, times.in_time_percent) == (2, 67)


@pytest.mark.usefixtures("office")
def test_what_was_answered_in_another_month_is_left_out(staff: User) -> None:
    answered(40)
    assert answer_times(user=staff, period=MAY).median is None


@pytest.mark.usefixtures("office")
def test_what_waits_is_counted_by_why_it_matters(staff: User) -> None:
    today = MONDAY.date()

    def waits(**fields: object) -> None:
        Conversation.objects.create(
            channel=Channel.EMAIL,
            state=fields.pop("state", ConversationState.TO_ANSWER),
            started_at=MONDAY,
            last_message_at=MONDAY,
            **fields,
        )

    waits(due_date=today, assigned_to=staff, waiting_since=MONDAY - timedelta(days=3))
    waits(due_date=today - timedelta(days=1))
    waits(snoozed_until=MONDAY + timedelta(days=1), assigned_to=staff)
    waits(state=ConversationState.CLOSED)
    found = what_waits(user=staff, now=MONDAY, today=today)
    assert (found.total, found.late, found.unassigned, found.snoozed) == (3, 1, 1, 1)
    assert found.oldest_at == MONDAY - timedelta(days=3)


@pytest.mark.usefixtures("office")
def test_history_that_was_brought_in_without_a_clock_waits_since_it_was_written(
    staff: User,
) -> None:
    for age, since in ((300, None), (2, MONDAY - timedelta(days=2))):
        Conversation.objects.create(
            channel=Channel.EMAIL,
            state=ConversationState.TO_ANSWER,
            started_at=MONDAY - timedelta(days=age),
            last_message_at=MONDAY - timedelta(days=age),
            waiting_since=since,
        )
    found = what_waits(user=staff, now=MONDAY, today=MONDAY.date())
    assert found.oldest_at == MONDAY - timedelta(days=300)
