"""What is kept of appointments: given out, forgotten, thrown away in time, merged."""

from datetime import datetime, timedelta

from baraza.base.accounts.models import Circle, User
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.models import Person
from baraza.base.people.registry import holdings, kinds
from baraza.dialogue.inputs.models import Input
from baraza.engagement.events.actions.booking import Who
from baraza.engagement.events.models import Appointment, State
from tests.meetings import NINE, booked, hours_of
from tests.people import somebody

WHO = Who(name="Amani Njeri", email="amani@post.example", matter="My pension", needs="A ramp")


def holding():
    return next(one for one in holdings() if one.name == "events")


def amani() -> Person:
    return somebody("Amani Njeri", email="amani@post.example")


def test_a_person_has_all_they_said_and_not_what_is_confidential(staff: User, now: datetime):
    person = amani()
    booked(hours_of(staff), now=now, who=WHO)
    circle = Circle.objects.create(name="Case 4")
    secret = hours_of(staff, name="Alone", for_circle=circle)
    booked(secret, now=now, who=WHO, starts_at=NINE + timedelta(hours=1))
    [entry] = holding().export(person, staff)
    assert entry.text == "My pension"
    assert "A ramp" in entry.facts.values()
    assert holding().hidden(person, staff) == 1


def test_who_is_forgotten_is_expected_no_more(staff: User, now: datetime):
    person = amani()
    one = booked(hours_of(staff), now=now, who=WHO)
    assert holding().erase(person, now) == {"appointments": 1}
    left = Appointment.objects.get(pk=one.pk)
    assert left.state == State.CANCELLED
    assert (left.name, left.email, left.matter, left.needs) == ("", "", "", "")
    assert Input.objects.get(pk=one.input_id).text == ""


def test_what_is_a_year_old_loses_its_words(staff: User, now: datetime):
    one = booked(hours_of(staff), now=now, who=WHO)
    kind = next(each for each in kinds() if each.name == "appointments")
    assert not kind.due(NINE, now)
    later = NINE + timedelta(days=366)
    [row] = kind.due(NINE + timedelta(days=1), later)
    kind.erase([row.pk], later)
    assert Appointment.objects.get(pk=one.pk).name == ""
    assert not kind.due(NINE + timedelta(days=1), later)


def test_a_merge_takes_meetings_along(staff: User, now: datetime):
    person = amani()
    one = booked(hours_of(staff), now=now, who=WHO)
    kept = somebody("A. Njeri")
    merge_people(kept=kept, merged=person, by=staff, now=now)
    assert Appointment.objects.get(pk=one.pk).person == kept
