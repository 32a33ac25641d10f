from datetime import datetime

import pytest

from baraza.base.agenda.actions import add_topic
from baraza.base.channels.models import Channel, RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.models import ContactPoint, Person
from baraza.dialogue.conversations.actions.desk import (
    NotACandidate,
    choose_person,
    close,
    file_under,
    move_from_junk,
    move_to_junk,
    reopen,
    set_state,
    set_topic,
    unchoose_person,
)
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.inputs.models import Input
from baraza.insight.queries import figures
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(
        letter(),
        letter("More.", message_id="<2@post.example>", in_reply_to="<first@post.example>"),
        now=now,
    )
    return Conversation.objects.get()


@pytest.fixture
def unsure(office: Office, now: datetime) -> Conversation:
    """From an address that two people share."""
    add_people(
        newcomers=[
            Newcomer(name=name, contact_value="home@post.example") for name in ("Asha", "Baraka")
        ],
        now=now,
    )
    bring(letter(sender="Chausiku Otieno <home@post.example>"), now=now)
    return Conversation.objects.get()


def test_a_topic_files_everything_that_was_said(conversation: Conversation):
    water, roads = add_topic(name="Water"), add_topic(name="Roads")
    assert set_topic(conversation=conversation, topic=water) is None
    assert set(Input.objects.values_list("topic__name", flat=True)) == {"Water"}
    assert set_topic(conversation=conversation, topic=roads) == water
    assert set_topic(conversation=conversation, topic=None) == roads
    assert set(Input.objects.values_list("topic", flat=True)) == {None}


def test_a_later_letter_is_filed_under_the_same_topic(conversation: Conversation, now: datetime):
    set_topic(conversation=conversation, topic=add_topic(name="Water"))
    bring(letter("Again.", message_id="<3@p.example>", in_reply_to="<2@post.example>"), now=now)
    assert Input.objects.filter(topic__name="Water").count() == 3


def test_filing_many_costs_the_same_as_filing_one(
    office: Office, now: datetime, django_assert_max_num_queries
):
    topic = add_topic(name="Water")
    letters = [letter(f"No {n}.", message_id=f"<{n}@post.example>") for n in range(9)]
    bring(*letters, now=now)
    first, *others = Conversation.objects.values_list("pk", flat=True)
    with django_assert_max_num_queries(20) as few:
        file_under(conversations=[first], topic=topic)
    with django_assert_max_num_queries(len(few.captured_queries)):
        file_under(conversations=others, topic=topic)
    assert Input.objects.filter(topic=topic).count() == 9


@pytest.mark.parametrize("act", [close, reopen, move_to_junk])
def test_each_act_is_undone_by_the_state_it_returns(conversation: Conversation, act):
    for state in (ConversationState.TO_ANSWER, ConversationState.ANSWERED):
        Conversation.objects.update(state=state)
        conversation.refresh_from_db()
        former = act(conversation=conversation)
        set_state(conversation=conversation, state=ConversationState(former))
        conversation.refresh_from_db()
        assert conversation.state == state
        assert Input.objects.counted().count() == 2
        assert set(RawItem.objects.values_list("state", flat=True)) == {RawState.FILED}


def test_junk_is_out_of_every_count_and_comes_back_whole(conversation: Conversation):
    before = figures()
    move_to_junk(conversation=conversation)
    assert (figures().inputs, figures().conversations, figures().junk) == (0, 0, 2)
    move_from_junk(conversation=conversation)
    assert figures() == before
    assert Conversation.objects.get().state == ConversationState.TO_ANSWER


def test_a_human_says_who_it_is(unsure: Conversation, now: datetime):
    asha = Person.objects.get(name="Asha")
    assert choose_person(conversation=unsure, person=asha, now=now) == asha
    assert Input.objects.get().person == asha
    unchoose_person(conversation=unsure)
    assert Input.objects.get().person is None
    assert Conversation.objects.get().candidates == unsure.candidates


def test_somebody_else_altogether_is_made_once(unsure: Conversation, now: datetime):
    made = choose_person(conversation=unsure, person=None, now=now)
    assert made.name == "Chausiku Otieno"
    assert ContactPoint.objects.get().people.count() == 3
    unchoose_person(conversation=unsure)
    again = Conversation.objects.get()
    assert made.pk in again.candidates
    assert choose_person(conversation=again, person=made, now=now) == made
    assert Person.objects.count() == 3


def test_nobody_else_can_be_chosen(unsure: Conversation, now: datetime):
    [stranger] = add_people(newcomers=[Newcomer(name="Asha")], now=now)
    with pytest.raises(NotACandidate):
        choose_person(conversation=unsure, person=stranger, now=now)
    assert Input.objects.get().person is None


def test_a_caller_who_is_somebody_new_keeps_their_number(office: Office, now: datetime):
    for name in ("Asha", "Baraka"):
        content = f'{{"text": "I am {name}.", "name": "{name}", "phone": "+254 712 345678"}}'
        bring(content.encode(), now=now, channel=Channel.FORM, source="form")
    unsure = Conversation.objects.get(person__isnull=True)
    made = choose_person(conversation=unsure, person=None, now=now)
    assert made.name == "Baraka"
    assert made.contact_points.get().value == "+254712345678"
