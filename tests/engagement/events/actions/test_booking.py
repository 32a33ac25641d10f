"""An appointment is made: once, by one, answered by itself, told, and nobody's guess."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from baraza.base.accounts.models import Circle, User
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.models import Channel, OutgoingItem
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.models import State as InputState
from baraza.engagement.events.actions.booking import SlotTaken, TooMany, Who, book, book_for
from baraza.engagement.events.models import Appointment, State, Way
from baraza.engagement.events.queries.free import Place
from tests.meetings import NINE, booked, hours_of
from tests.people import somebody
from tests.staff import member_of_staff


def test_a_booking_is_something_said_and_its_confirmation_the_answer(staff: User, now: datetime):
    who = Who(name="Amani Njeri", email="Amani@Post.example", matter="My pension", language="en")
    appointment = booked(hours_of(staff), now=now, who=who)
    assert (appointment.state, appointment.host) == (State.BOOKED, staff)
    said = Input.objects.get()
    assert (said.text, said.state) == ("My pension", InputState.ANSWERED)
    assert "is booked" in said.response.text
    [letter] = OutgoingItem.objects.all()
    assert letter.recipient == "amani@post.example"
    assert "Tuesday, May 5, 2026, 9 AM (Coordinated Universal Time)" in letter.text
    assert "Amani" not in letter.text
    assert "pension\n" not in letter.text
    assert f"/appointments/mine/{appointment.pk}-" in letter.text
    [file] = letter.files.all()
    assert file.media_type == "text/calendar; method=REQUEST"
    invitation = bytes(file.content).decode().replace("\r\n ", "")
    assert "METHOD:REQUEST" in invitation
    assert "DTSTART:20260505T090000Z" in invitation
    assert AuditEntry.objects.filter(act="appointment_booked").count() == 1


def test_sent_twice_it_is_one(staff: User, now: datetime):
    purpose = hours_of(staff)
    first = booked(purpose, now=now, key="same")
    assert booked(purpose, now=now, key="same") == first
    assert Appointment.objects.count() == OutgoingItem.objects.count() == 1


def test_a_taken_time_is_refused_with_the_three_nearest(staff: User, now: datetime):
    purpose = hours_of(staff)
    half_past = NINE + timedelta(minutes=30)
    booked(purpose, now=now, starts_at=half_past)
    with pytest.raises(SlotTaken) as refused:
        booked(purpose, now=now, starts_at=half_past, who=Who(name="Ruth", phone="0700 1"))
    later = [f"{slot.local:%d %H:%M}" for slot in refused.value.others]
    assert later == ["05 10:00", "05 10:30", "12 09:00"]
    assert Appointment.objects.count() == 1


def test_the_database_refuses_a_second_meeting_whatever_the_code_does(staff: User, now: datetime):
    purpose = hours_of(staff, gap=10)
    first = booked(purpose, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            state=State.OFFERED,
            purpose=purpose,
            host=staff,
            starts_at=first.ends_at + timedelta(minutes=5),
            ends_at=first.ends_at + timedelta(minutes=15),
            claimed_until=first.ends_at + timedelta(minutes=15),
            name="Somebody",
            made_at=now,
            changed_at=now,
        )
    first.state = State.CANCELLED
    first.save()
    assert booked(purpose, now=now, key="again").host == staff


@pytest.mark.parametrize("starts_at", [NINE + timedelta(hours=9), NINE - timedelta(days=1)])
def test_times_nobody_offered_are_refused(staff: User, now: datetime, starts_at: datetime):
    with pytest.raises(SlotTaken):
        booked(hours_of(staff), now=now, starts_at=starts_at)


def test_one_address_has_three_appointments_before_it_at_most(staff: User, now: datetime):
    purpose = hours_of(staff)
    for number in range(3):
        booked(purpose, now=now, starts_at=NINE + timedelta(minutes=30 * number))
    with pytest.raises(TooMany):
        booked(purpose, now=now, starts_at=NINE + timedelta(minutes=90))


def test_a_person_is_named_only_where_one_and_no_other_fits(staff: User, now: datetime):
    purpose = hours_of(staff, minutes=15)
    amani = somebody("Amani Njeri", email="amani@post.example")
    assert booked(purpose, now=now).person == amani
    husband = Who(name="Joseph Njeri", email="amani@post.example")
    assert booked(purpose, now=now, who=husband, starts_at=NINE + timedelta(hours=1)).person is None
    somebody("AMANI NJERI", email="amani@post.example")
    later = NINE + timedelta(minutes=30)
    assert booked(purpose, now=now, starts_at=later).person is None


def test_of_what_is_confidential_the_words_are_encrypted_and_the_circle_alone_sees_it(
    staff: User, now: datetime
):
    circle = Circle.objects.create(name="Case 4")
    who = Who(name="Amani Njeri", email="amani@post.example", matter="I am afraid of him")
    appointment = booked(hours_of(staff, for_circle=circle), now=now, who=who)
    assert not Appointment.objects.visible_to(staff).exists()
    said = Input.objects.get()
    assert (said.text, said.circle) == ("", circle)
    assert OutgoingItem.objects.get().circle == circle
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM events_appointment a")
        kept = cursor.fetchone()[0]
    assert "afraid" not in kept
    assert "Amani" not in kept
    assert "amani@" not in kept
    circle.members.add(staff)
    assert Appointment.objects.visible_to(staff).get() == appointment


def test_staff_book_at_any_time_the_host_has_no_other_meeting(staff: User, now: datetime):
    purpose = hours_of(staff)
    soon = now + timedelta(minutes=20)

    def for_somebody() -> Appointment:
        return book_for(
            purpose=purpose,
            place=Place(Way.PHONE),
            starts_at=soon,
            host=staff,
            who=Who(name="Ruth Adeyemi", phone="+254 711 123456"),
            channel=Channel.PHONE,
            by=staff,
            now=now,
        )

    appointment = for_somebody()
    assert appointment.made_by == staff
    # Nobody can be written to: somebody tells her.
    assert appointment.untold_since == now
    assert not OutgoingItem.objects.exists()
    with pytest.raises(SlotTaken):
        for_somebody()


def test_somebody_who_books_often_is_not_written_to_often(staff: User, now: datetime):
    purpose = hours_of(staff, minutes=10)
    for number in range(6):
        appointment = booked(
            purpose, now=now, starts_at=NINE + timedelta(minutes=10 * number), key=str(number)
        )
        Appointment.objects.filter(pk=appointment.pk).update(state=State.CAME)
    assert OutgoingItem.objects.count() == 4


def test_each_office_has_its_own_times(two_offices: tuple[Office, Office], now: datetime):
    for office in two_offices:
        with within(office):
            host = member_of_staff(email="host@office.example", name="Host")
            booked(hours_of(host), now=now)
            assert Appointment.objects.count() == 1


def test_twelve_at_once_for_four_times_four_have_one(committed_office: Office, now: datetime):
    host = member_of_staff(email="crowd@commons.example", name="Crowd")
    purpose = hours_of(host, name="Crowd")
    ready, told = Barrier(12), []

    def come(number: int) -> None:
        try:
            with within(committed_office):
                ready.wait()
                when = NINE + timedelta(minutes=30 * (number % 4))
                who = Who(name=f"Visitor {number}", email=f"visitor{number}@post.example")
                book(
                    purpose=purpose, place=Way.PHONE, starts_at=when, who=who,
                    key=f"crowd{number}", now=now,
                )  # fmt: skip
                told.append("booked")
        except SlotTaken:
            told.append("taken")
        finally:
            connection.close()

    threads = [Thread(target=come, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["booked"] * 4 + ["taken"] * 8
    assert Appointment.objects.filter(purpose=purpose, state=State.BOOKED).count() == 4
