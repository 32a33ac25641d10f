"""Another time, no time, somebody else; and what became of it."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.actions.staff import leave
from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.channels.rules import refusals
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.models import Input
from baraza.engagement.events.actions.booking import SlotTaken, Who
from baraza.engagement.events.actions.changing import (
    CannotChange,
    cancel,
    hand_over,
    move,
    move_for,
    restore,
    say_outcome,
    say_who,
    take_outcome_back,
)
from baraza.engagement.events.actions.reminding import remind
from baraza.engagement.events.models import Appointment, Availability, Purpose, State, Way
from baraza.engagement.events.queries.free import Place
from baraza.engagement.events.rules import STANDS
from baraza.flows.meetings import AlreadyNoted, keep_note
from tests.meetings import NINE, booked, hours_of
from tests.people import somebody
from tests.staff import member_of_staff

HALF_PAST = NINE + timedelta(minutes=30)


@pytest.fixture
def purpose(staff: User) -> Purpose:
    return hours_of(staff)


@pytest.fixture
def appointment(purpose: Purpose, now: datetime) -> Appointment:
    return booked(purpose, now=now)


def fresh(one: Appointment) -> Appointment:
    return Appointment.objects.get(pk=one.pk)


def waiting_letters() -> list[str]:
    rows = OutgoingItem.objects.filter(state=OutgoingState.WAITING).order_by("pk")
    return list(rows.values_list("subject", flat=True))


def test_moved_it_is_one_event_in_their_calendar(appointment: Appointment, now: datetime):
    move(appointment=appointment, place=Way.PHONE, starts_at=HALF_PAST, now=now)
    assert fresh(appointment).starts_at == HALF_PAST
    # What was still to leave about the former time does not.
    [subject] = waiting_letters()
    assert subject.startswith("Your appointment has moved")
    file = OutgoingItem.objects.latest("pk").files.get()
    assert b"SEQUENCE:1" in bytes(file.content)
    assert f"UID:{appointment.public_id}".encode() in bytes(file.content)


def test_a_move_to_a_taken_time_leaves_it_where_it_was(
    appointment: Appointment, purpose: Purpose, now: datetime
):
    booked(purpose, now=now, starts_at=HALF_PAST, who=Who(name="Ruth", email="r@post.example"))
    with pytest.raises(SlotTaken):
        move(appointment=appointment, place=Way.PHONE, starts_at=HALF_PAST, now=now)
    assert fresh(appointment).starts_at == NINE


def test_a_letter_about_a_time_that_changed_may_not_leave(appointment: Appointment, now: datetime):
    item = OutgoingItem.objects.get()
    assert not refusals(guard=STANDS, subjects=[item.guard_subject])
    cancel(appointment=appointment, now=now)
    assert refusals(guard=STANDS, subjects=[item.guard_subject, "x.1", ""])
    assert OutgoingItem.objects.get(pk=item.pk).state == OutgoingState.CANCELLED


def test_the_office_cancels_with_a_reason_and_takes_it_back_unheard(
    appointment: Appointment, staff: User, now: datetime
):
    OutgoingItem.objects.update(state=OutgoingState.SENT)
    cancel(appointment=appointment, by=staff, reason="The member is in the capital.", now=now)
    letter = OutgoingItem.objects.latest("pk")
    assert "The member is in the capital." in letter.text
    assert letter.due_at > now
    assert b"METHOD:CANCEL" in bytes(letter.files.get().content)
    restore(appointment=appointment, by=staff, now=now)
    assert fresh(appointment).state == State.BOOKED
    assert waiting_letters() == []


def test_a_cancelled_time_that_was_taken_since_does_not_come_back(
    appointment: Appointment, purpose: Purpose, staff: User, now: datetime
):
    cancel(appointment=appointment, by=staff, now=now)
    booked(purpose, now=now, who=Who(name="Ruth", email="r@post.example"))
    with pytest.raises(SlotTaken):
        restore(appointment=appointment, by=staff, now=now)
    assert fresh(appointment).state == State.CANCELLED


def test_what_is_over_cannot_be_changed(appointment: Appointment, staff: User, now: datetime):
    with pytest.raises(CannotChange):
        say_outcome(appointment=appointment, came=True, by=staff, now=now)
    after = NINE + timedelta(hours=1)
    say_outcome(appointment=appointment, came=False, by=staff, now=after)
    assert fresh(appointment).state == State.MISSED
    take_outcome_back(appointment=appointment, by=staff, now=after)
    assert fresh(appointment).state == State.BOOKED
    say_outcome(appointment=appointment, came=True, by=staff, now=after)
    with pytest.raises(CannotChange):
        cancel(appointment=appointment, by=staff, now=after)
    with pytest.raises(CannotChange):
        move(appointment=appointment, place=Way.PHONE, starts_at=HALF_PAST, now=after)


def test_the_office_moves_it_to_a_colleague_and_nobody_is_bothered(
    appointment: Appointment, staff: User, now: datetime
):
    OutgoingItem.objects.all().delete()
    other = member_of_staff(email="omar@highlands.example", name="Omar Said")
    move_for(
        appointment=appointment,
        place=Place(Way.PHONE),
        starts_at=NINE,
        host=other,
        by=staff,
        now=now,
    )
    assert fresh(appointment).host == other
    assert waiting_letters() == []


def test_meetings_of_somebody_who_leaves_are_their_successors_as_far_as_they_have_time(
    purpose: Purpose, staff: User, now: datetime
):
    other = member_of_staff(email="omar@highlands.example", name="Omar Said")
    one = booked(purpose, now=now)
    two = booked(purpose, now=now, starts_at=HALF_PAST)
    busy = booked(hours_of(other, name="Housing"), now=now, who=Who(name="R", phone="07700 900 1"))
    leave(user=staff, to=other, by=other, now=now)
    assert fresh(busy).host == other
    # At nine Omar meets somebody: nobody's now, and Today says so.
    assert (fresh(one).host, fresh(two).host) == (None, other)
    assert not Availability.objects.filter(user=staff).exists()
    assert other in purpose.hosts.all()


def test_by_hand_nobody_loses_a_host_because_a_colleague_is_busy(
    appointment: Appointment, staff: User, now: datetime
):
    other = member_of_staff(email="omar@highlands.example", name="Omar Said")
    booked(hours_of(other, name="Housing"), now=now, who=Who(name="R", phone="07700 900 1"))
    assert hand_over(appointments=[appointment.pk], to=other, by=staff, now=now) == (0, 1)
    assert fresh(appointment).host == staff


def test_everybody_is_reminded_once_the_day_before(appointment: Appointment, now: datetime):
    OutgoingItem.objects.all().delete()
    Appointment.objects.update(changed_at=now - timedelta(days=3))
    assert remind(now=NINE - timedelta(days=2)) == 0
    assert remind(now=NINE - timedelta(hours=24)) == 1
    assert remind(now=NINE - timedelta(hours=23)) == 0
    assert OutgoingItem.objects.get().subject.startswith("Soon: your appointment")


def test_whoever_has_only_a_telephone_is_rung(purpose: Purpose, now: datetime):
    one = booked(purpose, now=now, who=Who(name="Ruth", phone="+44 7700 900214"))
    assert one.untold_since is None
    Appointment.objects.update(changed_at=now - timedelta(days=3))
    remind(now=NINE - timedelta(hours=20))
    assert fresh(one).untold_since == NINE - timedelta(hours=20)


def test_what_was_said_is_kept_as_a_visit_and_says_who_they_are(
    appointment: Appointment, staff: User, now: datetime
):
    message = keep_note(
        appointment=appointment,
        text="Her pension stopped in March.",
        answer="We ask the pension office.",
        needs_answer=True,
        by=staff,
        now=NINE + timedelta(hours=1),
    )
    kept = fresh(appointment)
    assert kept.state == State.CAME
    assert kept.visit == message.conversation
    assert kept.person == message.conversation.person
    assert kept.person.name == "Amani Njeri"
    assert Input.objects.get(pk=kept.input_id).person == kept.person
    assert Conversation.objects.get().messages.count() == 1
    with pytest.raises(AlreadyNoted):
        keep_note(appointment=kept, text="x", answer="", needs_answer=False, by=staff, now=now)


def test_it_is_one_press_to_say_who_it_is(appointment: Appointment, staff: User, now: datetime):
    person = somebody("A. Njeri", email="amani@post.example")
    say_who(appointment=appointment, person=person, by=staff, now=now)
    assert fresh(appointment).person == person
    assert Input.objects.get(pk=appointment.input_id).person == person
    say_who(appointment=appointment, person=None, by=staff, now=now)
    assert Input.objects.get(pk=appointment.input_id).person is None
