"""The office writes first, or notes a call."""

import json
from datetime import datetime

import pytest

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import Channel, OutgoingItem, RawItem
from baraza.base.office.actions import update_profile
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.models import ContactPoint, ContactState, Person
from baraza.dialogue.conversations.actions.approving import grant
from baraza.dialogue.conversations.actions.begin import begin, note_call
from baraza.dialogue.conversations.actions.reply import NobodyToAnswer, NothingToSend
from baraza.dialogue.conversations.models import Approval, Conversation
from tests.letters import bring
from tests.people import somebody
from tests.staff import member_of_staff


def test_a_first_letter_leaves_through_the_outbox_in_their_language(
    staff: User, now: datetime
) -> None:
    person = somebody("Ruth Achieng", email="ruth@post.example", language="sw")
    message = begin(
        person=person, author=staff, subject="Barabara\r\nBcc: x", text="Habari.", now=now
    )
    item = OutgoingItem.objects.get()
    assert (item.recipient, item.recipient_name, item.language) == (
        "ruth@post.example", "Ruth Achieng", "sw"
    )  # fmt: skip
    assert item.subject == "Barabara Bcc: x"
    assert (message.conversation.person, message.written_by) == (person, staff)


def test_nothing_is_left_behind_when_it_cannot_leave(staff: User, now: datetime) -> None:
    person = somebody("Ruth Achieng", email="ruth@post.example")
    ContactPoint.objects.update(state=ContactState.BOUNCING)
    with pytest.raises(NobodyToAnswer):
        begin(person=person, author=staff, subject="Roads", text="Hello.", now=now)
    assert not Conversation.objects.exists()
    assert not OutgoingItem.objects.exists()


def test_a_call_with_somebody_merged_meanwhile_is_with_the_one_they_became(
    staff: User, now: datetime
) -> None:
    kept, merged = somebody("Ruth Achieng"), somebody("R. Achieng")
    merge_people(kept=kept, merged=merged, by=staff, now=now)
    conversation = note_call(person=merged, by=staff, text="Thank you.", key="1", now=now)
    assert conversation is not None
    assert conversation.person == kept
    assert RawItem.objects.get().channel == Channel.PHONE


def test_a_call_without_words_is_no_call(staff: User, now: datetime) -> None:
    with pytest.raises(NothingToSend):
        note_call(person=somebody("Ruth Achieng"), by=staff, text=" \n", key="1", now=now)
    assert not RawItem.objects.exists()


def test_only_the_desk_says_by_number_who_wrote(staff: User, now: datetime) -> None:
    """A visitor's form that names a person's number says nothing."""
    person = somebody("Ruth Achieng")
    entry = {"person": person.pk, "text": "I am Ruth.", "name": "Mallory", "subject": ""}
    bring(json.dumps(entry).encode(), now=now, source="form", channel=Channel.FORM)
    conversation = Conversation.objects.select_related("person").get()
    assert conversation.person.name == "Mallory"
    assert Person.objects.count() == 2


def test_a_first_letter_of_somebody_whose_answers_need_approval_waits_for_it(
    staff: User, now: datetime
) -> None:
    update_profile(approval_roles=[Role.CASEWORKER])
    author = member_of_staff(email="ana@highlands.example", name="Ana", roles=[Role.CASEWORKER])
    person = somebody("Ruth Achieng", email="ruth@post.example")
    begun = begin(person=person, author=author, subject="Roads", text="Hello.", now=now)
    assert isinstance(begun, Approval)
    assert not OutgoingItem.objects.exists()
    message = grant(approval=begun, by=staff, now=now)
    assert (message.subject, message.outgoing.recipient) == ("Roads", "ruth@post.example")
