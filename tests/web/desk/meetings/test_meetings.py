"""Meetings on the desk: the sheet of a day, booking on one page, what became of them, hours."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.office.models import Location
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.events.actions.booking import Who
from baraza.engagement.events.models import (
    Appointment,
    Availability,
    BusyTime,
    ConstituencyDay,
    Purpose,
    Queue,
    StaffCalendar,
    State,
    Way,
)
from tests.letters import bring, letter
from tests.meetings import NINE, booked, hours_of
from tests.people import somebody
from tests.staff import member_of_staff

RUTH = Who(name="Ruth Adeyemi", phone="+44 7700 900214", needs="A ramp", matter="My rent")


@pytest.fixture(autouse=True)
def monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def purpose(staff: User) -> Purpose:
    return hours_of(staff)


def browser(role: Role, office: object) -> Client:
    user = member_of_staff(email=f"{role}@highlands.example", name=f"A {role}", roles=[role])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    return client


def typed(purpose: Purpose, staff: User, **further: str) -> dict[str, object]:
    slot = f"{int(NINE.timestamp())}@phone@{staff.pk}"
    return {
        "purpose": purpose.pk, "slot": slot, "name": "Ruth Adeyemi", "phone": "+44 7700 900214",
        "channel": "phone", "key": "once",
    } | further  # fmt: skip


def test_the_sheet_says_who_comes_why_and_what_they_need(
    desk: Client, purpose: Purpose, now: datetime
):
    one = booked(purpose, now=now, who=RUTH)
    page = desk.get("/desk/meetings/?day=2026-05-05").content.decode()
    for words in (
        "Ruth Adeyemi",
        "A ramp",
        "My rent",
        "Advice on pensions",
        f"/meetings/{one.pk}/",
    ):
        assert words in page
    assert "Nobody comes" in desk.get("/desk/meetings/").content.decode()
    week = desk.get("/desk/meetings/?view=week").content.decode()
    assert "Ruth Adeyemi" in week
    assert "Ruth" not in desk.get("/desk/meetings/?day=2026-05-05&who=999").content.decode()
    assert desk.get("/desk/meetings/?day=9999-99-99&who=x").status_code == 200


def test_a_confidential_meeting_takes_time_and_hides_who_comes(
    desk: Client, staff: User, now: datetime
):
    circle = Circle.objects.create(name="Case 4")
    one = booked(hours_of(staff, for_circle=circle, name="Alone"), now=now, who=RUTH)
    page = desk.get("/desk/meetings/?day=2026-05-05").content.decode()
    assert "Confidential" in page
    assert "Ruth" not in page
    assert "Alone" not in page
    assert desk.get(f"/desk/meetings/{one.pk}/").status_code == 404
    assert b"%PDF" in desk.get("/desk/meetings/paper/?day=2026-05-05").content
    circle.members.add(staff)
    assert "Ruth" in desk.get("/desk/meetings/?day=2026-05-05").content.decode()


def test_any_number_of_meetings_takes_as_many_questions(
    desk: Client, purpose: Purpose, now: datetime
):
    address = "/desk/meetings/?day=2026-05-05"
    desk.get(address)
    booked(purpose, now=now, who=RUTH)
    with CaptureQueriesContext(connection) as one:
        desk.get(address)
    for number in range(1, 3):
        who = Who(name=f"N{number}", email=f"n{number}@post.example")
        booked(purpose, now=now, starts_at=NINE + timedelta(minutes=30 * number), who=who)
    with CaptureQueriesContext(connection) as three:
        desk.get(address)
    assert len(three) == len(one)


def test_booking_for_somebody_is_one_page_from_their_own(
    desk: Client, purpose: Purpose, staff: User
):
    person = somebody("Ruth Adeyemi", phone="+447700900214", access_needs="Large print")
    page = desk.get(f"/desk/meetings/new/?person={person.pk}").content.decode()
    assert 'value="Ruth Adeyemi"' in page
    assert 'value="Large print"' in page
    assert f"{int(NINE.timestamp())}@phone@{staff.pk}" in page
    answer = desk.post(f"/desk/meetings/new/?person={person.pk}", typed(purpose, staff))
    made = Appointment.objects.get()
    assert answer["Location"] == f"/desk/meetings/{made.pk}/"
    assert (made.person, made.host, made.way, made.made_by) == (person, staff, Way.PHONE, staff)
    # A double click is one.
    desk.post(f"/desk/meetings/new/?person={person.pk}", typed(purpose, staff))
    assert Appointment.objects.count() == 1
    assert b"Advice on pensions" in desk.get(f"/desk/people/{person.pk}/").content


def test_booking_from_a_letter_keeps_the_letter_beside_it(
    desk: Client, purpose: Purpose, staff: User, now: datetime
):
    bring(letter(), now=now)
    conversation = Conversation.objects.get()
    address = f"/desk/meetings/new/?letter={conversation.pk}"
    assert "The well in Mbuni" in desk.get(address).content.decode()
    desk.post(address, typed(purpose, staff))
    made = Appointment.objects.get()
    assert (made.conversation, made.person) == (conversation, conversation.person)
    assert (
        f"/desk/inbox/{conversation.pk}/" in desk.get(f"/desk/meetings/{made.pk}/").content.decode()
    )


def test_a_time_outside_the_hours_is_booked_by_hand_and_a_taken_one_refused(
    desk: Client, purpose: Purpose, staff: User
):
    other = {"slot": "", "other_at": "2026-05-06T18:00", "host": staff.pk, "way": "phone"}
    assert desk.post("/desk/meetings/new/", typed(purpose, staff, **other)).status_code == 302
    again = desk.post("/desk/meetings/new/", typed(purpose, staff, **other, key="another"))
    assert again.status_code == 422
    assert "They have another meeting then" in again.content.decode()
    assert Appointment.objects.get().starts_at == datetime(2026, 5, 6, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slot": ""}, "Choose a time"),
        ({"slot": "x@phone@1"}, "Choose a time"),
        ({"slot": "", "other_at": "2026-05-06T18:00", "way": "phone"}, "Say who meets them"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_missing_is_said(
    desk: Client, purpose: Purpose, staff: User, wrong: dict[str, str], said: str
):
    answer = desk.post("/desk/meetings/new/", typed(purpose, staff, **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_whoever_finds_nothing_waits(desk: Client, purpose: Purpose, staff: User):
    desk.post("/desk/meetings/new/", typed(purpose, staff, slot="", wait="1"))
    assert Appointment.objects.get().state == State.WAITING
    assert b"Ruth Adeyemi" in desk.get("/desk/meetings/waiting/").content


def test_what_became_of_it_is_one_press_and_undone_by_one(
    desk: Client, purpose: Purpose, staff: User, now: datetime
):
    one = booked(purpose, now=now, who=RUTH)
    with time_machine.travel(NINE + timedelta(minutes=40), tick=False):
        desk.force_login(staff)
        assert b"What became of these meetings?" in desk.get("/desk/today/").content
        assert b"Ruth Adeyemi" in desk.get("/desk/meetings/over/").content
        for act, state in (("missed", State.MISSED), ("open", State.BOOKED), ("came", State.CAME)):
            desk.post(f"/desk/meetings/{one.pk}/{act}/")
            assert Appointment.objects.get().state == state
        note = {"text": "Her rent went up twice.", "answer": "We ask the housing board."}
        sent = desk.post(f"/desk/meetings/{one.pk}/note/", note | {"then": "case"})
        kept = Appointment.objects.get()
        assert sent["Location"] == f"/desk/cases/new/?letter={kept.visit_id}"
        assert kept.person.name == "Ruth Adeyemi"
        assert desk.get(f"/desk/meetings/{one.pk}/").status_code == 200


def test_cancelling_tells_them_and_is_undone(desk: Client, purpose: Purpose, now: datetime):
    one = booked(purpose, now=now, who=RUTH)
    desk.post(f"/desk/meetings/{one.pk}/cancel/", {"reason": "The member is ill."})
    page = desk.get(f"/desk/meetings/{one.pk}/").content.decode()
    assert "please ring them" in page
    assert "The member is ill." in page
    ring = desk.get("/desk/meetings/ring/").content.decode()
    assert "cannot take place" in ring
    desk.post(f"/desk/meetings/{one.pk}/restore/")
    assert Appointment.objects.get().state == State.BOOKED
    desk.post(f"/desk/meetings/{one.pk}/cancel/", {})
    desk.post(f"/desk/meetings/{one.pk}/told/")
    assert b"Everybody knows" in desk.get("/desk/meetings/ring/").content


def test_it_moves_to_another_time(desk: Client, purpose: Purpose, staff: User, now: datetime):
    one = booked(purpose, now=now, who=RUTH)
    later = f"{int((NINE + timedelta(hours=1)).timestamp())}@phone@{staff.pk}"
    assert later in desk.get(f"/desk/meetings/{one.pk}/move/").content.decode()
    desk.post(f"/desk/meetings/{one.pk}/move/", {"slot": later})
    assert Appointment.objects.get().starts_at == NINE + timedelta(hours=1)


def test_meetings_of_who_is_away_are_handed_over(
    desk: Client, purpose: Purpose, staff: User, now: datetime
):
    one = booked(purpose, now=now, who=RUTH)
    other = member_of_staff(email="omar@highlands.example", name="Omar Said")
    assert b"Every meeting has somebody" in desk.get("/desk/meetings/hand-over/").content
    staff.absences.create(first_date=NINE.date(), last_date=NINE.date())
    assert b"Ruth Adeyemi" in desk.get("/desk/meetings/hand-over/").content
    assert b"Meetings without anybody" in desk.get("/desk/today/").content
    desk.post("/desk/meetings/hand-over/", {"id": one.pk, "to": other.pk})
    assert Appointment.objects.get().host == other
    wrong = desk.post(f"/desk/meetings/hand-over/?of={other.pk}", {"to": other.pk})
    assert wrong.status_code == 422


def test_who_it_may_be_is_offered_and_said_by_one_press(
    desk: Client, purpose: Purpose, now: datetime
):
    person = somebody("R. Adeyemi", phone="+447700900214")
    one = booked(purpose, now=now, who=RUTH)
    assert b"It is them" in desk.get(f"/desk/meetings/{one.pk}/").content
    desk.post(f"/desk/meetings/{one.pk}/who/", {"person": person.pk})
    assert Appointment.objects.get().person == person


def test_hours_and_purposes_are_set_up_on_two_pages(desk: Client, staff: User):
    assert b"nobody has hours yet" in desk.get("/desk/meetings/hours/").content.lower()
    town = Location.objects.create(name="Mbuni", slug="mbuni")
    said = {
        "name": "Help", "name_fr": "Aide", "minutes": 20, "gap_minutes": 0, "hosts": [staff.pk],
        "ways": ["in_person"], "is_public": "on",
    }  # fmt: skip
    assert desk.post("/desk/meetings/purposes/new/", said).status_code == 302
    made = Purpose.objects.get()
    assert made.translations["fr"]["name"] == "Aide"
    hours = {
        "user": staff.pk, "location": town.pk, "ways": ["in_person"], "weekdays": [1, 3],
        "begins": "09:00", "ends": "12:00", "notice_hours": 24, "ahead_days": 30,
    }  # fmt: skip
    assert desk.post("/desk/meetings/hours/new/", hours).status_code == 302
    row = Availability.objects.get()
    assert row.weekdays == [1, 3]
    for wrong in ({"ends": "08:00"}, {"weekdays": []}, {"location": ""}):
        assert desk.post(f"/desk/meetings/hours/{row.pk}/", hours | wrong).status_code == 422
    assert b"Mbuni" in desk.get("/desk/meetings/hours/").content
    desk.get(f"/desk/meetings/purposes/{made.pk}/")
    desk.post(f"/desk/meetings/purposes/{made.pk}/retire/")
    assert not Purpose.objects.in_use().exists()
    desk.post(f"/desk/meetings/hours/{row.pk}/remove/")
    assert not Availability.objects.exists()


def test_colleagues_hours_are_the_set_ups_to_change(office: object, purpose: Purpose):
    caseworker = browser(Role.CASEWORKER, office)
    hours = Availability.objects.get()
    assert caseworker.get(f"/desk/meetings/hours/{hours.pk}/").status_code == 403
    assert caseworker.post(f"/desk/meetings/hours/{hours.pk}/remove/").status_code == 403
    assert caseworker.get("/desk/meetings/hours/new/").status_code == 200
    assert caseworker.get("/desk/meetings/purposes/new/").status_code == 403
    auditor = browser(Role.AUDITOR, office)
    assert auditor.get("/desk/meetings/").status_code == 200
    assert auditor.post("/desk/meetings/own/block/").status_code == 403


def test_ones_own_calendars(desk: Client, staff: User):
    block = {"starts_at": "2026-05-05T09:00", "ends_at": "2026-05-05T10:00", "words": "Dentist"}
    desk.post("/desk/meetings/own/block/", block)
    assert b"Dentist" in desk.get("/desk/meetings/own/").content
    wrong = desk.post("/desk/meetings/own/block/", block | {"ends_at": "2026-05-05T08:00"})
    assert wrong.status_code == 422
    desk.post(f"/desk/meetings/own/block/{BusyTime.objects.get().pk}/remove/")
    assert not BusyTime.objects.exists()
    page = desk.post("/desk/meetings/own/feed/").content.decode()
    [address] = re.findall(r"http://[^\"]+/calendars/[^\"]+\.ics", page)
    assert address not in desk.get("/desk/meetings/own/").content.decode()
    desk.post("/desk/meetings/own/feed/", {"end": "1"})
    assert StaffCalendar.objects.get().feed_digest == ""
    calendar = {"address": "http://calendar.example/x.ics"}
    assert desk.post("/desk/meetings/own/calendar/", calendar).status_code == 422
    desk.post("/desk/meetings/own/calendar/", {"address": "https://calendar.example/x.ics"})
    assert StaffCalendar.objects.get().address == "https://calendar.example/x.ics"
    broken = SimpleUploadedFile("x.ics", b"no calendar")
    told = desk.post("/desk/meetings/own/file/", {"file": broken}, follow=True)
    assert b"That is no calendar file" in told.content


def test_the_queue_is_tapped(desk: Client, office: object):
    town = Location.objects.create(name="Mbuni", slug="mbuni")
    for _ in range(2):
        desk.post(f"/desk/meetings/queue/{town.pk}/", {"by": "1"})
    answer = desk.post(
        f"/desk/meetings/queue/{town.pk}/", {"by": "-1"}, headers={"HX-Request": "true"}
    )
    assert Queue.objects.get().waiting == 1
    assert "Mbuni" in answer.content.decode()


def test_a_constituency_day_is_taken_part_in(desk: Client, visitor: Client, purpose: Purpose):
    desk.post("/desk/meetings/days/", {"day": "2026-05-05", "name": "Open Parliament"})
    day = ConstituencyDay.objects.get()
    bare = Client(headers={"host": "localhost"}).get("/appointments/?lang=en")
    assert bare.status_code == 200
    assert "Open Parliament" in bare.content.decode()
    assert "highlands.localhost/appointments/?day=2026-05-05" in bare.content.decode()
    days = visitor.get("/appointments/?lang=en&day=2026-05-05").content.decode()
    assert "date=2026-05-05" in days
    assert "date=2026-05-12" not in days
    desk.post(f"/desk/meetings/days/{day.pk}/remove/")
    assert (
        "Open Parliament"
        not in Client(headers={"host": "localhost"})
        .get("/appointments/?lang=en&again=1")
        .content.decode()
    )
