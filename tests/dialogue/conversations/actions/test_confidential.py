"""What a circle shuts, wherever its words are kept."""

from datetime import datetime

import pytest

from baraza.base.accounts.actions.circles import add_circle
from baraza.base.accounts.actions.staff import leave
from baraza.base.accounts.models import Circle, Role, User
from baraza.base.channels.models import OutgoingItem, RawItem, RawState
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.drafts import save_draft
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation, Draft
from baraza.dialogue.inputs.models import Input, Response
from tests.letters import bring, letter
from tests.staff import member_of_staff


@pytest.fixture
def outsider(office: object) -> User:
    return member_of_staff(
        email="out@highlands.example", name="Outside", roles=[Role.CHIEF_OF_STAFF]
    )


@pytest.fixture
def circle(staff: User) -> Circle:
    return add_circle(name="Case 4", members=[staff])


@pytest.fixture
def shut(circle: Circle, staff: User, now: datetime) -> Conversation:
    bring(letter(), now=now)
    conversation = Conversation.objects.get()
    reply(conversation=conversation, author=staff, text="We look after it.", now=now)
    set_circle(conversation=conversation, circle=circle)
    return conversation


def test_everything_that_carries_its_words_is_shut(
    shut: Conversation, staff: User, outsider: User
) -> None:
    for model in (Conversation, RawItem, Input, Response, OutgoingItem):
        rows = model.objects.all()
        assert rows.visible_to(staff).exists(), model
        assert not rows.visible_to(outsider).exists(), model


def test_it_is_in_no_list_count_or_search(shut: Conversation, staff: User, outsider: User) -> None:
    for state in ("all", "to_answer", "answered"):
        assert not queries.inbox(user=outsider, state=state)
    assert not queries.inbox(user=outsider, state="all", search="well")
    assert not queries.inbox(user=outsider, state="all", search="Mbuni")
    assert queries.inbox(user=staff, state="all", search="well") == [shut]
    assert not any(queries.counts(user=outsider).values())
    with pytest.raises(Conversation.DoesNotExist):
        queries.thread(user=outsider, conversation_id=shut.pk)


def test_opened_again_all_staff_see_it(shut: Conversation, outsider: User) -> None:
    set_circle(conversation=shut, circle=None)
    for model in (Conversation, RawItem, Input, Response, OutgoingItem):
        assert model.objects.visible_to(outsider).exists(), model


def test_the_next_letter_of_the_same_matter_is_shut_as_it_arrives(
    shut: Conversation, outsider: User, now: datetime
) -> None:
    bring(
        letter("And there is more.", message_id="<second@post.example>",
               in_reply_to="<first@post.example>"),
        now=now,
    )  # fmt: skip
    assert Conversation.objects.count() == 1
    assert not RawItem.objects.visible_to(outsider).exists()
    assert not Input.objects.visible_to(outsider).exists()


def test_a_second_copy_is_shut_before_and_after(
    circle: Circle, outsider: User, now: datetime
) -> None:
    bring(letter(), now=now)
    bring(letter(headers={"X-Way": "second"}), now=now, source="lmtp")
    conversation = Conversation.objects.get()
    assert RawItem.objects.filter(state=RawState.DUPLICATE).count() == 1
    set_circle(conversation=conversation, circle=circle)
    assert not RawItem.objects.visible_to(outsider).exists()
    bring(letter(headers={"X-Way": "third"}), now=now, source="other")
    assert RawItem.objects.filter(state=RawState.DUPLICATE).count() == 2
    assert not RawItem.objects.visible_to(outsider).exists()


def test_letters_on_other_matters_stay_open(
    shut: Conversation, outsider: User, now: datetime
) -> None:
    bring(
        letter(
            "Something else.",
            sender="Tomasz Kowal <tomasz@post.example>",
            subject="The bus",
            message_id="<bus@post.example>",
        ),
        now=now,
    )
    assert [c.subject for c in queries.inbox(user=outsider)] == ["The bus"]


def test_drafts_go_to_whoever_takes_over_as_far_as_they_may_see(
    shut: Conversation, circle: Circle, staff: User, outsider: User, now: datetime
) -> None:
    bring(
        letter(
            "Something else.",
            sender="Tomasz Kowal <tomasz@post.example>",
            subject="The bus",
            message_id="<bus@post.example>",
        ),
        now=now,
    )
    leaving = member_of_staff(email="l@highlands.example", name="Leaves", roles=[Role.CASEWORKER])
    circle.members.add(leaving)
    for conversation in Conversation.objects.all():
        save_draft(conversation=conversation, author=leaving, text="Dear", now=now)
    leave(user=leaving, to=outsider, by=staff, now=now)
    kept = {draft.conversation.subject: draft.author for draft in Draft.objects.all()}
    assert kept == {"The bus": outsider, shut.subject: leaving}
