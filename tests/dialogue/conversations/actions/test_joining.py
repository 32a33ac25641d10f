"""Two conversations that are one matter, and one that is two: nothing is lost either way."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Circle, User
from baraza.base.channels.email.identity import tagged_address
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.joining import (
    CannotJoin,
    NothingToSplit,
    join,
    part,
    split,
)
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.actions.teamwork import write_note
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.insight.queries import figures
from tests.letters import WRITTEN, bring, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(office: Office, now: datetime) -> tuple[Conversation, Conversation]:
    """Two conversations of the same person."""
    bring(
        letter(message_id="<a@post.example>", subject="The well"),
        letter(
            "And the pump?",
            message_id="<b@post.example>",
            subject="The pump",
            date=WRITTEN + timedelta(hours=1),
        ),
        now=now,
    )
    return Conversation.objects.get(subject="The well"), Conversation.objects.get(
        subject="The pump"
    )


def described(conversation: Conversation) -> tuple[object, ...]:
    conversation.refresh_from_db()
    return (
        conversation.subject,
        conversation.excerpt,
        conversation.message_count,
        conversation.state,
        conversation.started_at,
        conversation.last_message_at,
        list(conversation.messages.values_list("pk", flat=True)),
        list(conversation.thread_marks.order_by("pk").values_list("identifier", flat=True)),
        list(conversation.notes.values_list("pk", flat=True)),
    )


def test_joined_they_are_one_and_parted_they_are_as_before(
    two: tuple[Conversation, Conversation], staff: User, now: datetime
) -> None:
    well, pump = two
    write_note(conversation=pump, author=staff, text="Ask the engineer.", now=now)
    before = described(well), described(pump)
    joining = join(conversation=pump, into=well, by=staff, now=now)
    well.refresh_from_db()
    assert (well.message_count, well.subject, well.excerpt) == (2, "The well", "And the pump?")
    assert well.notes.count() == 1
    assert queries.inbox(user=staff, state="all") == [well]
    assert figures().contradictions() == []
    assert figures().conversations == 1
    part(joining=joining, by=staff, now=now)
    assert (described(well), described(pump)) == before


def test_a_letter_that_answers_either_comes_to_the_one(
    two: tuple[Conversation, Conversation], staff: User, now: datetime
) -> None:
    well, pump = two
    update_profile(plus_addressing=True)
    join(conversation=pump, into=well, by=staff, now=now)
    bring(
        letter("To the mark.", message_id="<c@post.example>", in_reply_to="<b@post.example>"),
        letter(
            "To the address.",
            message_id="<d@post.example>",
            to=tagged_address("office@highlands.example", kind="c", number=pump.pk),
        ),
        now=now,
    )
    assert well.messages.count() == 4
    assert Conversation.objects.count() == 2


def test_what_waits_still_waits_once_it_is_joined_to_what_is_answered(
    two: tuple[Conversation, Conversation], staff: User, now: datetime
) -> None:
    well, pump = two
    reply(conversation=well, author=staff, text="We come on Monday.", now=WRITTEN)
    join(conversation=pump, into=well, by=staff, now=now)
    well.refresh_from_db()
    assert well.state == "to_answer"


def test_shut_to_a_circle_while_they_were_one_both_stay_so(
    two: tuple[Conversation, Conversation], staff: User, now: datetime
) -> None:
    well, pump = two
    joining = join(conversation=pump, into=well, by=staff, now=now)
    set_circle(conversation=well, circle=Circle.objects.create(name="Case 4"))
    part(joining=joining, by=staff, now=now)
    assert queries.inbox(user=staff, state="all") == []


def test_two_people_and_two_circles_are_never_one(
    two: tuple[Conversation, Conversation], staff: User, now: datetime
) -> None:
    well, pump = two
    Conversation.objects.filter(pk=pump.pk).update(circle=Circle.objects.create(name="Case 4"))
    with pytest.raises(CannotJoin):
        join(conversation=pump, into=well, by=staff, now=now)
    stranger = Person.objects.create(name="Stranger", added_at=now)
    Conversation.objects.filter(pk=pump.pk).update(circle=None, person=stranger)
    with pytest.raises(CannotJoin):
        join(conversation=pump, into=well, by=staff, now=now)
    with pytest.raises(CannotJoin):
        join(conversation=well, into=well, by=staff, now=now)


def test_from_a_letter_on_it_is_another_matter_and_answers_follow_it(
    office: Office, staff: User, now: datetime
) -> None:
    bring(
        letter(),
        letter(
            "By the way, my pension.",
            message_id="<2@post.example>",
            in_reply_to="<first@post.example>",
            subject="My pension",
            date=WRITTEN + timedelta(hours=1),
        ),
        now=now,
    )
    [conversation] = Conversation.objects.all()
    first, second = conversation.messages.all()
    before = described(conversation)
    with pytest.raises(NothingToSplit):
        split(message=first, by=staff, now=now)
    made = split(message=second, by=staff, now=now)
    assert (made.subject, made.person) == ("My pension", conversation.person)
    conversation.refresh_from_db()
    assert (conversation.message_count, made.message_count) == (1, 1)
    bring(
        letter("Any news?", message_id="<3@post.example>", in_reply_to="<2@post.example>"),
        now=now,
    )
    assert Message.objects.get(said="Any news?").conversation == made
    Message.objects.filter(said="Any news?").delete()
    join(conversation=made, into=conversation, by=staff, now=now)
    after = described(conversation)
    assert [after[index] for index in (0, 1, 2, 3, 6)] == [
        before[index] for index in (0, 1, 2, 3, 6)
    ]
