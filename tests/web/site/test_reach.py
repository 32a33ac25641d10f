"""How to reach the office, as somebody outside reads it."""

from datetime import date, datetime, time, timedelta

import icalendar
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.channels.models import RawItem
from baraza.base.office.actions import update_profile
from baraza.base.office.actions.attendance import attend, force_way, set_behind, set_entrance
from baraza.base.office.actions.crisis import begin_crisis, end_crisis
from baraza.base.office.actions.locations import (
    add_exception,
    add_location,
    add_stops,
    cancel_stop,
    change_location,
    set_week,
)
from baraza.base.office.actions.resources import save_resource
from baraza.base.office.models import (
    Forced,
    Location,
    LocationKind,
    MobileStop,
    Resource,
    Way,
)
from baraza.base.office_register.models import Office
from baraza.engagement.casework.models import CaseField, CaseKind, Programme
from tests.staff import member_of_staff
from tests.web.site.page import read, value, words

MONDAY = date(2026, 5, 4)
TEN = datetime(2026, 5, 4, 10, tzinfo=timezone.get_fixed_timezone(0))


@pytest.fixture
def place(office: Office) -> Location:
    added = add_location(name="Hill Road", address="1, Hill Road\nHighton", step_free=True)
    set_week(location=added, week={day: [(time(9), time(17))] for day in range(5)})
    return added


@pytest.fixture
def somebody(office: Office) -> User:
    return member_of_staff(email="leila@highlands.example", name="Leila Haddad")


def main(visitor: Client, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return words(read(answer.content).find(".//main"))


@time_machine.travel(TEN, tick=False)
def test_contact_says_where_the_office_is_and_whether_it_is_open(
    visitor: Client, place: Location
) -> None:
    update_profile(phone="+44 7700 900100")
    said = main(visitor, "/contact/")
    assert "Open now, until \u206617:00\u2069." in said
    assert "Monday to Friday" in said
    assert "1, Hill Road" in said
    links = {link.get("href") for link in read(visitor.get("/contact/").content).iter("a")}
    assert {"/contact/write/", "/help/", "/offices/hill-road/", "tel:+44 7700 900100"} <= links


def test_an_office_that_said_nothing_yet_says_so_and_still_takes_letters(
    visitor: Client, office: Office
) -> None:
    update_profile(email="", phone="", postal_address="")
    assert "still setting up" in main(visitor, "/contact/")
    assert value(visitor.get("/contact/write/").content, "token")


@time_machine.travel(TEN.replace(hour=18), tick=False)
def test_what_differs_is_said_before_the_week(visitor: Client, place: Location) -> None:
    tomorrow = MONDAY + timedelta(days=1)
    add_exception(location=None, first_date=tomorrow, last_date=tomorrow, reason="Training")
    said = main(visitor, "/offices/hill-road/")
    assert "Opens Wednesday at \u20669:00\u2069." in said
    assert said.index("Training") < said.index("Monday to Friday")
    assert "No steps: reachable in a wheelchair." in said


def test_a_site_that_is_compared_is_shown_nowhere(visitor: Client, place: Location) -> None:
    add_location(name="The old bank", is_considered=True)
    assert "old bank" not in main(visitor, "/contact/")
    assert visitor.get("/offices/the-old-bank/").status_code == 404


def test_words_are_shown_in_the_readers_language_and_else_say_their_own(
    visitor: Client, place: Location
) -> None:
    change_location(
        location=place, directions="Past the church.", words={"fr": {"name": "Rue de la Colline"}}
    )
    page = read(visitor.get("/offices/hill-road/?lang=fr").content)
    assert words(page.find(".//h1")) == "Rue de la Colline"
    [other] = [each for each in page.iter("div") if each.get("lang") == "en"]
    assert words(other) == "Past the church."


@time_machine.travel(TEN, tick=False)
def test_hours_and_stops_come_into_peoples_calendars(visitor: Client, place: Location) -> None:
    bus = add_location(name="The bus", kind=LocationKind.MOBILE)
    add_stops(location=bus, dates=[MONDAY], opens=time(9), closes=time(12), place="Market")
    update_profile(timezone="Africa/Nairobi")
    found = icalendar.Calendar.from_ical(visitor.get("/offices/the-bus/hours.ics").content)
    [event] = found.walk("VEVENT")
    assert event["dtstart"].dt.isoformat() == "2026-05-04T06:00:00+00:00"
    assert (event["summary"], event["location"]) == ("The bus is open", "Market")
    cancel_stop(stop=MobileStop.objects.get(), now=timezone.now())
    told = icalendar.Calendar.from_ical(visitor.get("/offices/the-bus/hours.ics").content)
    [gone] = told.walk("VEVENT")
    assert (gone["uid"], gone["status"]) == (event["uid"], "CANCELLED")
    weekly = icalendar.Calendar.from_ical(visitor.get("/offices/hill-road/hours.ics").content)
    assert len(weekly.walk("VEVENT")) == 40


def test_a_form_closed_by_hand_leaves_every_other_way_in_sight(
    visitor: Client, somebody: User
) -> None:
    update_profile(phone="+44 7700 900100", postal_address="1 Mill Lane")
    until = timezone.now() + timedelta(hours=3)
    force_way(way=Way.FORM, to=Forced.CLOSED, until=until, by=somebody)
    said = main(visitor, "/contact/write/")
    assert "closed for now" in said
    assert "+44 7700 900100" in said
    assert "office@highlands.example" in said
    assert "1 Mill Lane" in said
    assert b"<textarea" not in visitor.get("/contact/write/").content
    assert "Closed for now" in main(visitor, "/contact/")


def test_the_offices_own_words_stand_in_place_of_ours_in_the_readers_language(
    visitor: Client, somebody: User
) -> None:
    set_entrance(
        way=Way.FORM,
        limit=1,
        closed_words="We drown in letters.",
        words={"fr": {"closed_words": "Trop de lettres."}},
    )
    set_behind(way=Way.FORM, is_behind=True, waiting=2, now=timezone.now())
    assert "We drown in letters." in main(visitor, "/contact/write/?lang=en")
    assert "Trop de lettres." in main(visitor, "/contact/write/?lang=fr")


def test_what_was_begun_before_the_form_closed_is_kept_and_sent(
    visitor: Client, letter: dict[str, str], somebody: User
) -> None:
    token = value(visitor.get("/contact/write/").content, "token")
    set_entrance(way=Way.FORM, limit=1)
    set_behind(way=Way.FORM, is_behind=True, waiting=2, now=timezone.now())
    slip = visitor.post("/contact/write/", letter | {"token": token, "name": ""})
    assert slip.status_code == 422
    assert letter["message"] in value(slip.content, "message").replace("\r\n", "\n")
    answer = visitor.post("/contact/write/", letter | {"token": token})
    assert answer.status_code == 302
    assert RawItem.objects.count() == 1


@time_machine.travel(datetime(2026, 5, 8, 18, tzinfo=TEN.tzinfo), tick=False)
def test_a_form_nobody_reads_says_when_somebody_does(visitor: Client, somebody: User) -> None:
    attend(user=somebody, way=Way.FORM, weekdays=[3], spans=[(time(9), time(12))])
    said = main(visitor, "/contact/write/")
    assert "Somebody is here again Thursday at \u20669:00\u2069." in said


def test_the_help_form_closes_by_itself_and_who_began_goes_on(
    visitor: Client, office: Office
) -> None:
    set_entrance(way=Way.HELP, is_offered=False)
    assert "help form is closed" in main(visitor, "/help/ask/")
    assert visitor.get("/help/ask/?of=begun").status_code == 200
    assert "help form is closed" not in main(visitor, "/help/ask/?of=begun")
    assert visitor.get("/help/").status_code == 200


def test_a_crisis_stands_on_every_page_until_it_is_over(visitor: Client, somebody: User) -> None:
    now = timezone.now()
    crisis = begin_crisis(
        by=somebody,
        now=now,
        heading="Floods in the valley",
        begins_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(days=1),
        guidance=[{"label": "What to do", "url": "https://civil.example/floods"}],
        words={"ar": {"heading": "فيضانات في الوادي"}},
    )
    for address in ("/", "/contact/", "/contact/write/", "/help/"):
        page = read(visitor.get(address).content)
        top = page.find(".//section[@class='top crisis']")
        assert "Floods in the valley" in words(top), address
        assert top.find(".//a[@href='https://civil.example/floods']") is not None
    assert "فيضانات في الوادي" in visitor.get("/?lang=ar").text
    end_crisis(crisis=crisis, by=somebody, now=timezone.now())
    assert "Floods" not in visitor.get("/").text


def test_resources_are_shown_as_far_as_the_office_says(visitor: Client, office: Office) -> None:
    assert visitor.get("/resources/").status_code == 404
    save_resource(resource=Resource(source="staff", name="Five people", is_public=True))
    save_resource(resource=Resource(source="party", name="The hall"))
    said = main(visitor, "/resources/")
    assert "Five people" in said
    assert "The hall" not in said


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("size", ["", "&large=1"])
def test_the_flyer_is_a_page_in_each_language(
    visitor: Client, place: Location, language: str, size: str
) -> None:
    update_profile(phone="+44 7700 900100", constituency="North Hills")
    answer = visitor.get(f"/flyer/?lang={language}{size}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    if not size:
        assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") <= 1


def test_what_to_have_at_hand_is_a_page_to_print(visitor: Client, office: Office) -> None:
    kind = CaseKind.objects.create(name="Pension", help="When a pension did not come.")
    CaseField.objects.create(kind=kind, label="Pension number")
    answer = visitor.get(f"/help/kinds/{kind.pk}/handout.pdf?lang=ar&large=1")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="handout-ar.pdf"'
    CaseKind.objects.update(is_public=False)
    assert visitor.get(f"/help/kinds/{kind.pk}/handout.pdf").status_code == 404


def test_a_support_is_a_page_to_print_as_long_as_it_is_offered(
    visitor: Client, office: Office
) -> None:
    row = Programme.objects.create(
        name="Seed fund",
        what="Seed for a season.",
        who="Whoever farms.",
        documents=["Identity card"],
        changed_at=timezone.now(),
    )
    assert visitor.get(f"/help/support/{row.pk}/handout.pdf").content.startswith(b"%PDF")
    Programme.objects.update(retired_at=timezone.now())
    assert visitor.get(f"/help/support/{row.pk}/handout.pdf").status_code == 404
