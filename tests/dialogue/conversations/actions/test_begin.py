"""The office writes first."""

import json
from datetime import datetime

import pytest

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import Channel, OutgoingItem
from baraza.base.office.actions import update_profile
from baraza.base.people.actions.records import add_contact_point, remove_contact_point
from baraza.base.people.models import ContactKind, ContactPoint, ContactState, Person
from baraza.dialogue.conversations.actions.approving import grant
from baraza.dialogue.conversations.actions.begin import begin
from baraza.dialogue.conversations.actions.reply import NobodyToAnswer, reply, take_back
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


@pytest.fixture
def with_two_addresses(staff: User) -> Person:
    person = somebody("Ruth Achieng", email="home@post.example")
    add_contact_point(person=person, kind=ContactKind.EMAIL, value="work@post.example", by=staff)
    return person


def test_the_address_chosen_for_a_first_letter_outlives_its_approval(
    staff: User, with_two_addresses: Person, now: datetime
) -> None:
    update_profile(approval_roles=[Role.CASEWORKER])
    author = member_of_staff(email="ana@highlands.example", name="Ana", roles=[Role.CASEWORKER])
    begun = begin(
        person=with_two_addresses,
        author=author,
        subject="Roads",
        text="Hello.",
        address="work@post.example",
        now=now,
    )
    assert isinstance(begun, Approval)
    message = grant(approval=begun, by=staff, now=now)
    assert message.outgoing.recipient == "work@post.example"


def test_taken_back_a_first_letter_goes_again_to_the_address_that_was_chosen(
    staff: User, with_two_addresses: Person, now: datetime
) -> None:
    message = begin(
        person=with_two_addresses,
        author=staff,
        subject="Roads",
        text="Hello.",
        address="work@post.example",
        now=now,
    )
    conversation = message.conversation
    take_back(message=message, author=staff, now=now)
    conversation.refresh_from_db()
    assert (conversation.message_count, conversation.excerpt) == (0, "")
    again = reply(conversation=conversation, author=staff, text="Hello again.", now=now)
    assert again.outgoing.recipient == "work@post.example"

    # Once they are no longer reached there, nothing goes there.
    work = ContactPoint.objects.get(value="work@post.example")
    take_back(message=again, author=staff, now=now)
    remove_contact_point(person=with_two_addresses, contact_point=work, by=staff)
    again = reply(conversation=conversation, author=staff, text="Hello again.", now=now)
    assert again.outgoing.recipient == "home@post.example"
