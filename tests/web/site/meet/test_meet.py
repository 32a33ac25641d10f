"""An appointment without an account, a cookie or a script: chosen link by link, changed by link."""

import re
from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.office.models import Hours, Location
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.engagement.events.actions.calendars import end_feed, new_feed
from baraza.engagement.events.actions.setting_up import tap_queue
from baraza.engagement.events.links import token_of
from baraza.engagement.events.models import Appointment, Availability, Purpose, State
from tests.meetings import NINE, hours_of
from tests.web.site.page import read, words

WHO = {"name": "Amani Njeri", "email": "amani@post.example"}


@pytest.fixture(autouse=True)
def monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def purpose(staff: User) -> Purpose:
    return hours_of(staff, bring="Your letters")


def form_of(visitor: Client, address: str) -> dict[str, str]:
    """What the form behind an address sends by itself."""
    body = visitor.get(address).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body)
    return dict(hidden)


def to_book(purpose: Purpose, starts_at: datetime = NINE) -> str:
    start = int(starts_at.timestamp())
    return f"/appointments/book/?lang=en&purpose={purpose.pk}&place=phone&start={start}"


def book(visitor: Client, purpose: Purpose, **typed: str) -> HttpResponse:
    address = to_book(purpose)
    return visitor.post(address, form_of(visitor, address) | WHO | typed)


def links(answer: HttpResponse) -> list[str]:
    found = re.findall(r'<a (?:class="[^"]*" )?href="([^"]+)"', answer.content.decode())
    return [one.replace("&amp;", "&") for one in found]


def test_choosing_is_a_walk_along_links_and_one_form(visitor: Client, purpose: Purpose):
    hours_of(purpose.hosts.get(), name="Housing", begins=time(14), ends=time(15))
    step = visitor.get("/appointments/?lang=en")
    assert b"Step 1 of 5" in step.content
    # The only way to meet is chosen by itself.
    [first] = [one for one in links(step) if f"purpose={purpose.pk}" in one]
    step = visitor.get(first)
    assert b"Step 2 of 4" in step.content
    [day] = [one for one in links(step) if "date=2026-05-05" in one]
    step = visitor.get(day)
    assert b"Coordinated Universal Time" in step.content
    wanted = str(int(NINE.timestamp()) + 5400)
    [last] = [one for one in links(step) if parse_qs(urlsplit(one).query).get("start") == [wanted]]
    sent = visitor.post(last, form_of(visitor, last) | WHO)
    assert sent.status_code == 302
    page = visitor.get(sent["Location"])
    assert b"Your appointment is booked" in page.content
    assert b"Your letters" in page.content
    assert Appointment.objects.get().starts_at == NINE + timedelta(minutes=90)
    assert not visitor.cookies


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": ""}, "We need an e-mail address or a telephone number"),
        ({"name": "www.casino.com"}, "without a web address"),
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"token": "made up"}, "open for a long time"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    visitor: Client, purpose: Purpose, typed: dict[str, str], said: str
):
    answer = book(visitor, purpose, matter="My pension", **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "My pension" in answer.content.decode()
    assert not Appointment.objects.exists()


def test_a_double_click_is_one_appointment(visitor: Client, purpose: Purpose):
    address = to_book(purpose)
    form = form_of(visitor, address) | WHO
    assert visitor.post(address, form)["Location"] == visitor.post(address, form)["Location"]
    assert Appointment.objects.count() == 1


def test_whoever_comes_second_keeps_their_words_and_chooses_another_time_at_once(
    visitor: Client, purpose: Purpose
):
    address = to_book(purpose)
    form = form_of(visitor, address) | {"name": "Ruth", "phone": "0700 123456", "matter": "Rent"}
    book(visitor, purpose)
    answer = visitor.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody was a moment quicker" in page
    assert "Rent" in page
    offered = re.findall(r'name="start" id="\w+" value="([^"]+)"', page)
    assert len(offered) == 3
    again = visitor.post(address, form | {"start": offered[0]})
    assert again.status_code == 302
    assert {one.name for one in Appointment.objects.all()} == {"Ruth", "Amani Njeri"}


def test_who_finds_everything_taken_waits_is_offered_a_place_and_takes_it(
    visitor: Client, staff: User
):
    purpose = hours_of(staff, begins=time(9), ends=time(9, 30), weekdays=[1])
    address = f"/appointments/wait/?lang=en&purpose={purpose.pk}&place=phone"
    for week in range(6):
        full = to_book(purpose, NINE + timedelta(weeks=week))
        visitor.post(full, form_of(visitor, full) | {"name": "N", "email": f"n{week}@post.example"})
    assert b"Everything is taken" in visitor.get(f"/appointments/?purpose={purpose.pk}").content
    sent = visitor.post(address, form_of(visitor, address) | WHO)
    page = sent["Location"]
    assert b"You are on the waiting list" in visitor.get(page).content
    one = Appointment.objects.filter(state=State.BOOKED).earliest("starts_at")
    visitor.post(reverse("appointment_mine", args=[token_of(one)]), {"act": "cancel"})
    shown = visitor.get(page).content.decode()
    assert "A place is free for you" in shown
    assert visitor.post(page, {"act": "accept"}).status_code == 302
    assert b"Your appointment is booked" in visitor.get(f"{page}&said=accept").content


def test_opening_a_link_changes_nothing_and_buttons_do(visitor: Client, purpose: Purpose):
    page = book(visitor, purpose)["Location"]
    token = token_of(Appointment.objects.get())
    for query in ("?act=cancel", "?act=accept", "?said=cancel"):
        visitor.get(f"/appointments/mine/{token}/{query}")
    assert Appointment.objects.get().state == State.BOOKED
    answer = visitor.post(page, {"act": "cancel"}, follow=True)
    assert b"This appointment is cancelled" in answer.content
    assert Appointment.objects.get().state == State.CANCELLED
    assert visitor.post(page, {"act": "cancel"}).status_code == 302
    assert visitor.post(page, {"act": "accept"}).status_code == 409


def test_moving_it_keeps_the_old_time_until_the_new_one_is_theirs(
    visitor: Client, purpose: Purpose
):
    book(visitor, purpose)
    appointment = Appointment.objects.get()
    days = visitor.get(f"/appointments/?lang=en&change={token_of(appointment)}")
    assert days["Cache-Control"] == "private, no-store"
    [day, *_] = [one for one in links(days) if "date=" in one]
    [_first, second, *_] = [one for one in links(visitor.get(day)) if "/move/" in one]
    assert b"Move your appointment?" in visitor.get(second).content
    assert Appointment.objects.get().starts_at == NINE
    moved = visitor.post(second, form_of(visitor, second), follow=True)
    assert b"It has moved" in moved.content
    assert Appointment.objects.get().starts_at > NINE


def test_another_time_is_sought_at_the_same_place_unless_they_say_otherwise(
    visitor: Client, purpose: Purpose
):
    for rows in (Purpose.objects.all(), Availability.objects.all()):
        rows.update(ways=["phone", "video"])
    page = visitor.get(book(visitor, purpose)["Location"])
    [another] = [one for one in links(page) if "change=" in one]
    days = visitor.get(another)
    assert b"Which day suits you?" in days.content
    [elsewhere] = [one for one in links(days) if "place=&" in one or one.endswith("place=")]
    assert b"Where would you like to meet?" in visitor.get(elsewhere).content


def test_a_link_is_good_for_its_office_only_and_cannot_be_made_up(
    visitor: Client, purpose: Purpose, two_offices: tuple[Office, Office]
):
    book(visitor, purpose)
    token = token_of(Appointment.objects.get())
    assert visitor.get(f"/appointments/mine/{token}/").status_code == 200
    for wrong in (f"{token}x", token[:-2], "1-", "1", "9" * 30 + "-x", "-"):
        assert visitor.get(f"/appointments/mine/{wrong}/").status_code == 404
    there = Client(headers={"host": "lakeside.localhost"})
    assert there.get(f"/appointments/mine/{token}/").status_code == 404
    with within(two_offices[0]):
        Appointment.objects.update(
            starts_at=NINE - timedelta(days=60),
            ends_at=NINE - timedelta(days=59),
            claimed_until=NINE - timedelta(days=59),
        )
    assert visitor.get(f"/appointments/mine/{token}/").status_code == 404


def test_it_goes_into_any_calendar(visitor: Client, purpose: Purpose):
    book(visitor, purpose)
    file = visitor.get(f"/appointments/mine/{token_of(Appointment.objects.get())}/file.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert b"DTSTART:20260505T090000Z" in file.content


def test_somebody_who_books_too_much_is_told(visitor: Client, purpose: Purpose):
    for minutes in (0, 30, 60):
        address = to_book(purpose, NINE + timedelta(minutes=minutes))
        visitor.post(address, form_of(visitor, address) | WHO)
    address = to_book(purpose, NINE + timedelta(minutes=90))
    answer = visitor.post(address, form_of(visitor, address) | WHO)
    assert answer.status_code == 422
    assert b"three appointments" in answer.content


def test_without_hours_the_page_says_how_else_to_reach_the_office(visitor: Client):
    page = visitor.get("/appointments/?lang=en")
    assert page.status_code == 200
    assert b"Just now no appointments can be made here" in page.content


def test_the_open_door_says_how_many_wait(visitor: Client, now: datetime):
    town = Location.objects.create(name="Mbuni", slug="mbuni")
    Hours.objects.create(location=town, weekday=0, opens=time(8), closes=time(17))
    tap_queue(location=town, by=3, now=now)

    def said() -> str:
        return words(read(visitor.get("/open-hours/?lang=en").content))

    assert "3 people wait now." in said()
    tap_queue(location=town, by=-5, now=now)
    assert "Nobody waits now." in said()
    with time_machine.travel(now + timedelta(hours=1)):
        assert "waits now" not in said()


def test_a_colleagues_calendar_says_when_and_never_who(
    visitor: Client, purpose: Purpose, staff: User
):
    book(visitor, purpose)
    key = new_feed(user=staff, now=timezone.now())
    answer = visitor.get(f"/calendars/{key}.ics")
    assert b"Advice on pensions" in answer.content
    assert b"/desk/meetings/" in answer.content.replace(b"\r\n ", b"")
    assert b"Amani" not in answer.content
    end_feed(user=staff, now=timezone.now())
    assert visitor.get(f"/calendars/{key}.ics").status_code == 404
    assert visitor.get("/calendars/x.ics").status_code == 404


def test_the_words_are_in_the_readers_language(visitor: Client, purpose: Purpose):
    purpose.translate("fr", {"name": "Conseil sur les retraites", "bring": "Vos lettres"})
    purpose.save()
    page = visitor.get(f"/appointments/?lang=fr&purpose={purpose.pk}").content.decode()
    assert "Conseil sur les retraites" in page


def test_nothing_is_asked_more_often_the_more_is_free(
    visitor: Client, purpose: Purpose, django_assert_max_num_queries
):
    visitor.get(f"/appointments/?purpose={purpose.pk}")
    with django_assert_max_num_queries(40):
        visitor.get(f"/appointments/?lang=en&purpose={purpose.pk}")
