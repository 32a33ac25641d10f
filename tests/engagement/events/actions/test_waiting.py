"""The waiting list moves on by itself: the longest first, for a while, then the next."""

from datetime import date, datetime, timedelta

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.models import State as InputState
from baraza.engagement.events.actions import waiting
from baraza.engagement.events.actions.booking import SlotTaken, Who
from baraza.engagement.events.actions.changing import cancel
from baraza.engagement.events.actions.waiting import (
    KEPT_FOR,
    NotOffered,
    Wish,
    accept,
    end_waiting,
    offer_places,
    pass_on,
    wait,
    wait_again,
)
from baraza.engagement.events.models import Appointment, Availability, Purpose, State
from tests.meetings import NINE, booked, hours_of

RUTH = Who(name="Ruth Adeyemi", email="ruth@post.example", language="en")
LATER = Who(name="Tomasz Kowal", phone="+44 7700 900214", language="en")


@pytest.fixture
def full(staff: User, now: datetime) -> Purpose:
    """One time only, and somebody has it."""
    purpose = hours_of(staff, minutes=120, notice_hours=1)
    Availability.objects.update(ahead_days=6)
    booked(purpose, now=now)
    return purpose


def waits(purpose: Purpose, who: Who, now: datetime, **wish: object) -> Appointment:
    return wait(purpose=purpose, who=who, wish=Wish(**wish), key=who.name, now=now)


def fresh(one: Appointment) -> Appointment:
    return Appointment.objects.get(pk=one.pk)


def test_whoever_waits_longest_is_kept_the_place_that_frees(full: Purpose, now: datetime):
    first = waits(full, RUTH, now)
    second = waits(full, LATER, now + timedelta(minutes=1))
    assert Input.objects.get(pk=first.input_id).state == InputState.RECEIVED
    cancel(appointment=Appointment.objects.get(state=State.BOOKED), now=now)
    offered = fresh(first)
    assert (offered.state, offered.starts_at) == (State.OFFERED, NINE)
    assert fresh(second).state == State.WAITING
    letter = OutgoingItem.objects.filter(recipient=RUTH.email).latest("pk")
    assert "We keep it for you until" in letter.text
    # Nobody else can have it meanwhile.
    with pytest.raises(SlotTaken):
        booked(full, now=now)


def test_a_yes_in_time_is_a_booking_and_its_answer(full: Purpose, now: datetime):
    one = waits(full, RUTH, now)
    cancel(appointment=Appointment.objects.get(state=State.BOOKED), now=now)
    accept(appointment=one, now=now + timedelta(minutes=5))
    assert fresh(one).state == State.BOOKED
    assert Input.objects.get(pk=one.input_id).state == InputState.ANSWERED
    # Pressed twice, it is one.
    assert accept(appointment=one, now=now).state == State.BOOKED


def test_without_a_yes_it_goes_to_the_next_and_the_first_can_wait_again(
    full: Purpose, now: datetime
):
    first, second = waits(full, RUTH, now), waits(full, LATER, now + timedelta(minutes=1))
    cancel(appointment=Appointment.objects.get(state=State.BOOKED), now=now)
    until = fresh(first).offered_until
    assert until < NINE
    offer_places(now=until - timedelta(seconds=1))
    assert fresh(first).state == State.OFFERED
    offer_places(now=until)
    assert fresh(first).state == State.LAPSED
    assert fresh(second).state == State.OFFERED
    with pytest.raises(NotOffered):
        accept(appointment=first, now=until)
    wait_again(appointment=first, now=until)
    assert fresh(first).waiting_since == until
    # Nobody can be written to: a colleague rings.
    assert fresh(second).untold_since == until


def test_not_this_place_but_they_go_on_waiting(full: Purpose, now: datetime):
    first, second = waits(full, RUTH, now), waits(full, LATER, now + timedelta(minutes=1))
    cancel(appointment=Appointment.objects.get(state=State.BOOKED), now=now)
    pass_on(appointment=first, now=now)
    offer_places(now=now)
    assert (fresh(first).state, fresh(second).state) == (State.WAITING, State.OFFERED)
    assert fresh(first).first_date == date(2026, 5, 6)


def test_new_hours_are_places_too_and_wishes_are_kept(full: Purpose, now: datetime):
    one = waits(full, RUTH, now, first_date=date(2026, 5, 7))
    cancel(appointment=Appointment.objects.get(state=State.BOOKED), now=now)
    assert fresh(one).state == State.WAITING
    Availability.objects.update(weekdays=[3])
    assert offer_places(now=now) == 1
    assert fresh(one).starts_at.date() == date(2026, 5, 7)


def test_a_place_is_kept_for_a_day_at_most(full: Purpose, now: datetime):
    Availability.objects.update(weekdays=[4])
    one = waits(full, RUTH, now)
    offer_places(now=now)
    assert fresh(one).offered_until == now + KEPT_FOR


def test_who_waits_in_vain_is_told(full: Purpose, now: datetime):
    one = waits(full, RUTH, now, last_date=date(2026, 5, 5))
    assert end_waiting(now=now + timedelta(days=2)) == 1
    assert fresh(one).state == State.LAPSED
    assert "no longer wait" in OutgoingItem.objects.latest("pk").subject
    assert end_waiting(now=now + timedelta(days=2)) == 0


def test_the_list_moves_on_without_anybody_looking(full: Purpose, now: datetime, run_jobs):
    waits(full, RUTH, now)
    Appointment.objects.filter(state=State.BOOKED).update(state=State.CANCELLED)
    assert offer_places(now=now) == 1
    assert offer_places(now=now) == 0
    assert timedelta(hours=24) == waiting.KEPT_FOR
