"""Promises: made once, kept or given up, told, handed over, forgotten with the person."""

from datetime import date, datetime, timedelta

import pytest

from baraza.base.accounts.actions.staff import leave
from baraza.base.accounts.models import Circle, User
from baraza.base.audit.models import AuditEntry
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.models import Person
from baraza.base.people.registry import holdings
from baraza.dialogue.commitments.actions import (
    NothingPromised,
    OwnerLeft,
    change,
    drop,
    forget_person,
    keep,
    mark_reported,
    promise,
    reopen,
)
from baraza.dialogue.commitments.models import Commitment, CommitmentState
from baraza.dialogue.commitments.queries import (
    commitment_for,
    commitments,
    commitments_of,
    usual_due_date,
)
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Conversation
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff

FRIDAY = date(2026, 5, 8)


def promised(
    staff: User, now: datetime, words: str = "Ask the water board", **fields: object
) -> Commitment:
    given = {"owner": staff, "due_date": FRIDAY, **fields}
    return promise(words=words, by=staff, now=now, **given)


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now, is_live=True)
    return Conversation.objects.get()


def test_a_promise_in_a_letter_is_made_to_who_wrote_it(
    staff: User, now: datetime, conversation: Conversation
) -> None:
    made = promised(staff, now, conversation=conversation, words="  Ask\nthe board ")
    assert made.person == conversation.person
    assert made.words == "Ask the board"
    assert list(commitments(user=staff, owner=staff.pk)) == [made]
    assert AuditEntry.objects.filter(act="promised", object_id=str(made.pk)).exists()


@pytest.mark.usefixtures("office")
def test_words_and_somebody_at_work_are_needed(staff: User, now: datetime) -> None:
    with pytest.raises(NothingPromised):
        promised(staff, now, words=" \n ")
    gone = member_of_staff(email="gone@highlands.example", name="Gone")
    leave(user=gone, by=staff, to=None, now=now)
    gone.refresh_from_db()
    with pytest.raises(OwnerLeft):
        promised(staff, now, owner=gone)
    assert not Commitment.objects.exists()


@pytest.mark.usefixtures("office")
def test_kept_and_told_and_undone(staff: User, now: datetime) -> None:
    made = promised(staff, now, person=somebody("Amani Njeri"))
    assert list(commitments(user=staff, late_on=FRIDAY + timedelta(days=1))) == [made]
    mark_reported(commitment=made, by=staff, now=now)
    assert made.reported_at is None  # nothing has become of it yet
    keep(commitment=made, by=staff, now=now)
    drop(commitment=made, by=staff, now=now)
    assert made.state == CommitmentState.KEPT
    assert not commitments(user=staff).exists()
    assert list(commitments(user=staff, is_untold=True)) == [made]
    mark_reported(commitment=made, by=staff, now=now)
    assert not commitments(user=staff, is_untold=True).exists()
    reopen(commitment=made, by=staff)
    assert (made.state, made.ended_at, made.reported_at) == (CommitmentState.OPEN, None, None)


@pytest.mark.usefixtures("office")
def test_a_promise_is_changed(staff: User, now: datetime) -> None:
    other = member_of_staff(email="noor@highlands.example", name="Noor Aziz")
    made = promised(staff, now)
    change(commitment=made, words="Write to them", due_date=FRIDAY, owner=other, by=staff)
    made.refresh_from_db()
    assert (made.words, made.owner) == ("Write to them", other)


@pytest.mark.parametrize("has_successor", [True, False])
@pytest.mark.usefixtures("office")
def test_what_somebody_owed_is_handed_over_when_they_leave(
    staff: User, now: datetime, has_successor: bool
) -> None:
    leaving = member_of_staff(email="noor@highlands.example", name="Noor Aziz")
    made, kept = promised(staff, now, owner=leaving), promised(staff, now, owner=leaving)
    keep(commitment=kept, by=leaving, now=now)
    leave(user=leaving, by=staff, to=staff if has_successor else None, now=now)
    made.refresh_from_db()
    kept.refresh_from_db()
    assert made.owner == (staff if has_successor else None)
    assert kept.owner == leaving


def test_it_is_as_confidential_as_its_conversation(
    staff: User, now: datetime, conversation: Conversation
) -> None:
    made = promised(staff, now, conversation=conversation)
    assert commitments_of(user=staff, person=conversation.person) == [made]
    set_circle(conversation=conversation, circle=Circle.objects.create(name="Others"))
    assert commitments_of(user=staff, person=conversation.person) == []
    assert not commitments(user=staff).exists()
    with pytest.raises(Commitment.DoesNotExist):
        commitment_for(user=staff, commitment_id=made.pk)


@pytest.mark.usefixtures("office")
def test_it_follows_whoever_is_merged(staff: User, now: datetime) -> None:
    one, other = somebody("Amani Njeri"), somebody("Amani Njerri")
    made = promised(staff, now, person=other)
    merge_people(kept=one, merged=other, by=staff, now=now)
    made.refresh_from_db()
    assert made.person == one


@pytest.mark.usefixtures("office")
def test_the_words_are_exported_and_forgotten_with_the_person(staff: User, now: datetime) -> None:
    person = somebody("Amani Njeri")
    made = promised(staff, now, person=person)
    [holding] = [one for one in holdings() if one.name == "commitments"]
    assert [entry.text for entry in holding.export(person, staff)] == ["Ask the water board"]
    assert holding.hidden(person, staff) == 0
    assert forget_person(person=person, now=now) == 1
    made.refresh_from_db()
    assert (made.words, made.state) == ("", CommitmentState.OPEN)
    assert list(holding.export(person, staff)) == []


@pytest.mark.usefixtures("office")
def test_two_working_weeks_are_offered(now: datetime) -> None:
    assert usual_due_date(now=now) == date(2026, 5, 18)


def test_another_office_s_promises_are_not_there(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    with within(two_offices[1]):
        other = member_of_staff(email="amina@lakeside.example", name="Amina Diallo")
        promised(other, now)
    with within(two_offices[0]):
        reader = member_of_staff(email="leila@highlands.example", name="Leila Haddad")
        assert not commitments(user=reader).exists()
        assert not Person.objects.exists()
