from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Notification, NotificationKind, Role
from baraza.base.agenda.actions import add_topic
from baraza.base.office.actions import add_holidays, update_profile
from baraza.dialogue.conversations.actions import duty
from baraza.dialogue.conversations.actions.desk import close, set_topic
from baraza.dialogue.conversations.actions.office_rules import (
    NoSuchTarget,
    remove_target,
    set_target,
)
from baraza.dialogue.conversations.actions.reply import reply, take_back
from baraza.dialogue.conversations.models import Conversation, ConversationState
from tests.letters import bring, letter
from tests.staff import member_of_staff

# A Friday noon; NOW is the Monday after.
FRIDAY = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def arrived(number: int = 1, *, date: datetime = FRIDAY, now: datetime = FRIDAY) -> Conversation:
    mark = f"<letter{number}@post.example>"
    bring(letter(message_id=mark, sender=f"w{number}@post.example", date=date), now=now)
    return Conversation.objects.latest("pk")


def test_a_letter_is_due_after_the_offices_usual_two_weeks_of_working_days(office):
    assert arrived().due_date == date(2026, 5, 15)


def test_days_are_counted_in_the_offices_own_time_week_and_holidays(office):
    # Saturday already in Nairobi's evening; Sunday to Thursday; one of them a holiday.
    update_profile(timezone="Africa/Nairobi", weekdays=[6, 0, 1, 2, 3])
    add_holidays(days={date(2026, 5, 4): "Founders' day"})
    set_target(working_days=3)

    late = datetime(2026, 5, 1, 22, 0, tzinfo=UTC)  # 2 May, 1 o'clock there
    assert arrived(date=late, now=late).due_date == date(2026, 5, 6)


def test_the_closest_target_counts(office):
    water = add_topic(name="Water")
    set_target(working_days=8)
    set_target(working_days=4, channel="email")
    set_target(working_days=2, topic=water)
    conversation = arrived()
    assert conversation.due_date == date(2026, 5, 7)

    set_topic(conversation=conversation, topic=water)
    duty.set_duty(conversations=[conversation.pk], now=FRIDAY)
    conversation.refresh_from_db()
    assert conversation.due_date == date(2026, 5, 5)

    exact = set_target(working_days=1, topic=water, channel="email")
    duty.count_days_anew(now=FRIDAY)
    conversation.refresh_from_db()
    assert conversation.due_date == date(2026, 5, 4)

    remove_target(target=exact)
    duty.count_days_anew(now=FRIDAY)
    conversation.refresh_from_db()
    assert conversation.due_date == date(2026, 5, 5)


@pytest.mark.parametrize("days", [0, -1, 251])
def test_a_target_is_at_least_a_day_and_at_most_a_year(office, days):
    with pytest.raises(NoSuchTarget):
        set_target(working_days=days)


def test_changing_holidays_asks_a_worker_to_count_anew(office, run_jobs):
    conversation = arrived()
    add_holidays(days={date(2026, 5, 6): ""})
    run_jobs()
    conversation.refresh_from_db()
    assert conversation.due_date == date(2026, 5, 18)


def test_an_answer_ends_it_and_taking_it_back_brings_it_again(office, staff, now):
    conversation = arrived()
    answer = reply(conversation=conversation, author=staff, text="We are on it.", now=now)
    conversation.refresh_from_db()
    assert (conversation.due_date, conversation.waiting_since) == (None, None)

    take_back(message=answer, author=staff, now=now)
    duty.set_missing_duty(now=now)
    conversation.refresh_from_db()
    assert conversation.due_date == date(2026, 5, 15)


def test_who_writes_again_is_not_put_off_but_who_writes_after_the_answer_is_counted_anew(
    office, staff, now
):
    conversation = arrived()
    again = {"sender": "w1@post.example", "in_reply_to": "<letter1@post.example>"}
    bring(letter(message_id="<b@post.example>", date=now, **again), now=now)
    conversation.refresh_from_db()
    assert conversation.waiting_since == FRIDAY

    reply(conversation=conversation, author=staff, text="Here it is.", now=now)
    later = now + timedelta(days=7)
    bring(letter(message_id="<c@post.example>", date=later, **again), now=later)
    conversation.refresh_from_db()
    assert conversation.waiting_since == later
    assert conversation.due_date == date(2026, 5, 25)


def test_a_letter_after_closing_counts_from_itself(office, staff, now):
    conversation = arrived()
    close(conversation=conversation, by=staff)
    again = {"sender": "w1@post.example", "in_reply_to": "<letter1@post.example>"}
    bring(letter(message_id="<b@post.example>", date=now, **again), now=now)
    conversation.refresh_from_db()
    assert conversation.state == ConversationState.TO_ANSWER
    assert conversation.waiting_since == now


def test_old_history_makes_nobody_late(office, now):
    conversation = arrived(date=now - timedelta(days=200), now=now)
    assert conversation.due_date is None
    assert duty.set_missing_duty(now=now) == 0


def test_however_many_letters_the_number_of_queries_is_the_same(office, now):
    def queries(count: int) -> int:
        numbers = [arrived(count * 10 + one, now=now).pk for one in range(count)]
        Conversation.objects.update(waiting_since=None, due_date=None)
        with CaptureQueriesContext(
            connection,
        ) as context:
            duty.set_duty(conversations=numbers, now=now)
        return len(context)

    assert queries(1) == queries(3)


def test_everybody_is_told_once_a_day_what_is_due(office, staff, now):
    other = member_of_staff(email="o@highlands.example", name="Omar", roles=[Role.CASEWORKER])
    for number in range(3):
        arrived(number)
    first, second, third = Conversation.objects.order_by("pk")
    Conversation.objects.filter(pk__in=[first.pk, second.pk]).update(
        assigned_to=staff, due_date=now.date()
    )
    Conversation.objects.filter(pk=third.pk).update(
        assigned_to=other, due_date=now.date() + timedelta(days=1)
    )
    told = Notification.objects.filter(kind=NotificationKind.DUE)

    duty.remind(now=now - timedelta(hours=5))  # four in the morning
    assert not told.exists()
    duty.remind(now=now)
    duty.remind(now=now + timedelta(hours=1))
    assert [(one.user, one.count) for one in told.all()] == [(staff, 2)]

    # Unread the next day, it is told with that day's number.
    duty.remind(now=now + timedelta(days=1))
    assert {(one.user_id, one.count) for one in told.all()} == {(staff.pk, 2), (other.pk, 1)}
    # Not on a Saturday.
    told.delete()
    duty.remind(now=now + timedelta(days=5))
    assert not told.exists()
