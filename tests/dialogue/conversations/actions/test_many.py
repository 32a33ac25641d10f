"""One act on many conversations, done and undone; nothing of it costs a query for each."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.agenda.actions import add_topic
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.desk import close
from baraza.dialogue.conversations.actions.many import begin_many, undo_many
from baraza.dialogue.conversations.models import (
    BulkAct,
    BulkKind,
    Conversation,
    Direction,
    Message,
)
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.dialogue.inputs.models import Input
from tests.letters import WRITTEN, bring, letter
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db


def fill(count: int) -> list[int]:
    """So many conversations of one letter each, without the way a letter takes."""
    conversations = Conversation.objects.bulk_create(
        Conversation(
            subject=f"Letter {n}",
            channel=Channel.FORM,
            message_count=1,
            started_at=WRITTEN,
            last_message_at=WRITTEN + timedelta(seconds=n),
        )
        for n in range(count)
    )
    said = [Said(received_at=WRITTEN, channel=Channel.FORM, text="Water")] * count
    inputs = record_inputs(said=said)
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            input=one,
            direction=Direction.INCOMING,
            channel=Channel.FORM,
            happened_at=WRITTEN,
            said="Water",
        )
        for conversation, one in zip(conversations, inputs, strict=True)
    )
    return [conversation.pk for conversation in conversations]


def test_five_thousand_are_done_by_a_worker_and_undone_whole(
    office: Office, staff: User, now: datetime, run_jobs: Callable[[], int]
) -> None:
    water, roads = add_topic(name="Water"), add_topic(name="Roads")
    numbers = fill(5000)
    Conversation.objects.filter(pk__in=numbers[:1000]).update(topic=roads)
    with CaptureQueriesContext(connection) as queries:
        bulk = begin_many(
            kind=BulkKind.FILE, conversations=numbers, chosen=water.pk, by=staff, now=now
        )
    assert len(queries) < 20
    assert bulk.finished_at is None
    with CaptureQueriesContext(connection) as queries:
        run_jobs()
    # Ten parts of five hundred.
    assert len(queries) < 10 * 25
    bulk.refresh_from_db()
    assert (bulk.done, bulk.left_out) == (5000, 0)
    assert Conversation.objects.filter(topic=water).count() == 5000
    assert Input.objects.filter(topic=water).count() == 5000
    assert AuditEntry.objects.filter(act="filed").count() == 10

    undo_many(bulk=bulk)
    run_jobs()
    assert Conversation.objects.filter(topic=roads).count() == 1000
    assert Conversation.objects.filter(topic__isnull=True).count() == 4000
    assert Input.objects.filter(topic=water).count() == 0


@pytest.mark.parametrize("kind", [BulkKind.CLOSE, BulkKind.JUNK, BulkKind.SNOOZE, BulkKind.ASSIGN])
def test_each_act_is_undone_as_it_was(
    office: Office, staff: User, now: datetime, kind: BulkKind
) -> None:
    bring(letter(), now=now)
    fill(3)
    first = Conversation.objects.order_by("pk").first()
    close(conversation=first)
    colleague = member_of_staff(email="c@highlands.example", name="Tomás Rivera")
    fields = ("pk", "state", "assigned_to", "snoozed_until")
    before = list(Conversation.objects.order_by("pk").values_list(*fields))
    counted = Input.objects.counted().count()
    bulk = begin_many(
        kind=kind,
        conversations=[row[0] for row in before],
        chosen=colleague.pk if kind == BulkKind.ASSIGN else None,
        until=now + timedelta(days=9999) if kind == BulkKind.SNOOZE else None,
        by=staff,
        now=now,
    )
    assert list(Conversation.objects.order_by("pk").values_list(*fields)) != before
    undo_many(bulk=bulk)
    assert list(Conversation.objects.order_by("pk").values_list(*fields)) == before
    assert Input.objects.counted().count() == counted


def test_undone_halfway_nothing_is_left_done(
    office: Office, staff: User, now: datetime, run_jobs: Callable[[], int]
) -> None:
    numbers = fill(1200)
    bulk = begin_many(kind=BulkKind.CLOSE, conversations=numbers, by=staff, now=now)
    undo_many(bulk=bulk)
    run_jobs()
    assert set(Conversation.objects.values_list("state", flat=True)) == {"to_answer"}
    assert BulkAct.objects.get().finished_at


def test_what_came_in_meanwhile_is_not_closed_unread(
    office: Office, staff: User, now: datetime
) -> None:
    first, second = fill(2)
    Conversation.objects.filter(pk=second).update(message_count=2)
    seen = {first: 1, second: 1}
    bulk = begin_many(
        kind=BulkKind.CLOSE, conversations=[first, second], seen=seen, by=staff, now=now
    )
    assert bulk.left_out == 1
    assert Conversation.objects.get(pk=second).state == "to_answer"
    assert Conversation.objects.get(pk=first).state == "closed"


def test_what_somebody_changed_since_stays_as_they_left_it(
    office: Office, staff: User, now: datetime
) -> None:
    water, roads = add_topic(name="Water"), add_topic(name="Roads")
    first, second = fill(2)
    bulk = begin_many(
        kind=BulkKind.FILE, conversations=[first, second], chosen=water.pk, by=staff, now=now
    )
    Conversation.objects.filter(pk=second).update(topic=roads)
    undo_many(bulk=bulk)
    assert Conversation.objects.get(pk=first).topic is None
    assert Conversation.objects.get(pk=second).topic == roads


def test_what_they_may_not_see_is_not_touched(office: Office, staff: User, now: datetime) -> None:
    shown, hidden = fill(2)
    Conversation.objects.filter(pk=hidden).update(circle=Circle.objects.create(name="Case 4"))
    bulk = begin_many(kind=BulkKind.CLOSE, conversations=[shown, hidden], by=staff, now=now)
    assert bulk.conversations == [shown]
    assert Conversation.objects.get(pk=hidden).state == "to_answer"


def test_what_is_for_a_circle_goes_only_to_who_belongs_to_it(
    office: Office, staff: User, now: datetime
) -> None:
    circle = Circle.objects.create(name="Case 4")
    circle.members.add(staff)
    outsider = member_of_staff(email="o@highlands.example", name="Ola", roles=[Role.CORRESPONDENCE])
    shown, hidden = fill(2)
    Conversation.objects.filter(pk=hidden).update(circle=circle)
    bulk = begin_many(
        kind=BulkKind.ASSIGN,
        conversations=[shown, hidden],
        chosen=outsider.pk,
        by=staff,
        now=now,
    )
    assert bulk.left_out == 1
    assert Conversation.objects.get(pk=hidden).assigned_to is None
