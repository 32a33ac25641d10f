"""The directory: added, found, kept right by one click, everything undone in place."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Role, User
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.actions.organisations import merge_organisations, undo_merge
from baraza.base.people.models import Organisation, OrganisationKind
from baraza.engagement.casework.actions.agencies import (
    add_responsibility,
    ask_whether_it_helped,
    confirm_contact,
    save_contact,
)
from baraza.engagement.casework.models import (
    Agency,
    AgencyContact,
    Decision,
    Level,
    Responsibility,
    WayForward,
)
from tests.agencies import an_agency, an_area, support
from tests.cases import a_case, kind_of
from tests.staff import member_of_staff
from tests.web.desk.page import read

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST = "/desk/agencies/"
A_DAY = timedelta(days=1)


@pytest.fixture
def board(office: Office, now: datetime) -> Agency:
    return an_agency("Water Board", now=now, what_for="Wells and pipes")


def test_an_organisation_we_know_is_put_into_the_directory_and_stays_one_record(
    desk: Client, now: datetime
) -> None:
    known = add_organisation(name="Água Board", kind=OrganisationKind.AGENCY, by=None, now=now)
    shown = read(desk.get(f"{LIST}new/", {"search": "agua"}).content)
    link = shown.one("a", href=f"{LIST}new/details/?organisation={known.pk}")
    assert link.text == "Put it into the directory"

    entered = {"level": "municipal", "what_for": "Wells", "is_public": "on", "what_for_fr": "Puits"}
    answer = desk.post(link.attributes["href"], entered)
    agency = Agency.objects.get()
    assert answer["Location"] == f"{LIST}{agency.pk}/"
    assert agency.organisation == known
    assert agency.translations == {"fr": {"what_for": "Puits"}}
    again = desk.get(link.attributes["href"])
    assert again["Location"] == f"{LIST}{agency.pk}/"
    shown = read(desk.get(f"/desk/people/organisations/{known.pk}/").content)
    assert shown.one("a", href=f"{LIST}{agency.pk}/").text == "In the directory"


def test_one_nobody_knows_is_added_with_its_name(desk: Client) -> None:
    shown = read(desk.get(f"{LIST}new/", {"search": "Legal Aid"}).content)
    address = shown.one("a", href=f"{LIST}new/details/?name=Legal%20Aid").attributes["href"]
    page = read(desk.get(address).content)
    assert page.one("input", name="name").attributes["value"] == "Legal Aid"
    refused = desk.post(address, {"level": "cso", "name": ""})
    assert refused.status_code == 422
    desk.post(address, {"level": "cso", "name": "Legal Aid"})
    agency = Agency.objects.get()
    assert (agency.organisation.name, agency.organisation.kind) == ("Legal Aid", "cso")
    assert agency.level == Level.CSO


def test_what_it_looks_after_is_added_and_taken_away_and_that_undone_in_place(
    desk: Client, board: Agency, now: datetime
) -> None:
    water, ward = kind_of("Water"), an_area("Ahero", now=now)
    address = f"{LIST}{board.pk}/responsible/"
    entered = {"kind": water.pk, "area": ward.pk, "what": "Tap by the school"}
    part = read(desk.post(address, entered, headers=HTMX).content)
    assert "Tap by the school" in part.one(id="responsible").text
    row = Responsibility.objects.get()

    removed = desk.post(f"{LIST}responsible/{row.pk}/remove/", headers=HTMX)
    assert not Responsibility.objects.exists()
    part = read(removed.content)
    undo = next(
        one for one in part.all("form", action=address) if one.all("button", data_key="KeyZ")
    )
    again = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in undo.all("input", type="hidden")
        if one.attributes["name"] != "csrfmiddlewaretoken"
    }
    desk.post(address, again, headers=HTMX)
    restored = Responsibility.objects.get()
    assert (restored.kind, restored.area, restored.what) == (water, ward, "Tap by the school")


def test_a_contact_is_confirmed_by_one_click_and_that_is_undone(
    desk: Client, board: Agency, staff: User, now: datetime
) -> None:
    long_ago = date(2020, 1, 1)
    contact = save_contact(
        agency=board, name="Ms Achieng", confirmed_date=long_ago, by=staff, now=now
    )
    shown = read(desk.get(f"{LIST}contacts/").content)
    line = shown.one("li", id=f"contact-{contact.pk}")
    address = line.one("form").attributes["action"]
    assert "Still right" in line.one("form").text

    answer = read(desk.post(address, headers=HTMX).content)
    contact.refresh_from_db()
    assert (contact.confirmed_by, contact.confirmed_date > long_ago) == (staff, True)
    undo = answer.one("form")
    before = undo.one("input", name="before").attributes["value"]
    assert before == "2020-01-01"
    desk.post(undo.attributes["action"], {"before": before}, headers=HTMX)
    contact.refresh_from_db()
    assert (contact.confirmed_by, contact.confirmed_date) == (None, long_ago)


def test_confirmed_after_midnight_a_contact_is_confirmed_on_the_day_that_has_begun(
    board: Agency, staff: User
) -> None:
    update_profile(timezone="Africa/Nairobi")
    after_midnight = datetime(2031, 5, 6, 22, 30, tzinfo=UTC)
    contact = save_contact(agency=board, name="Ms Achieng", by=staff, now=after_midnight)
    assert contact.confirmed_date == date(2031, 5, 7)
    confirm_contact(contact=contact, by=staff, now=after_midnight + A_DAY)
    contact.refresh_from_db()
    assert contact.confirmed_date == date(2031, 5, 8)


def test_a_contact_is_added_changed_and_taken_away_and_comes_back_as_it_was(
    desk: Client, board: Agency, staff: User, now: datetime
) -> None:
    address = f"{LIST}{board.pk}/contacts/"
    refused = desk.post(address, {"role": "Somebody"}, headers=HTMX)
    assert refused.status_code == 422
    assert "Give a name" in read(refused.content).text
    desk.post(address, {"name": "Ms A", "email": "a@water.example"}, headers=HTMX)
    contact = AgencyContact.objects.get()
    wrong = desk.post(f"{LIST}contacts/{contact.pk}/", {"email": "nowhere"}, headers=HTMX)
    assert wrong.status_code == 422
    assert read(wrong.content).one("input", value="nowhere")
    desk.post(f"{LIST}contacts/{contact.pk}/", {"name": "Ms A", "phone": "+254 20"}, headers=HTMX)
    contact.refresh_from_db()
    assert (contact.email, contact.phone) == ("", "+254 20")

    AgencyContact.objects.update(confirmed_date=date(2020, 1, 1))
    part = read(desk.post(f"{LIST}contacts/{contact.pk}/remove/", headers=HTMX).content)
    assert not AgencyContact.objects.exists()
    undo = next(
        one for one in part.all("form", action=address) if one.all("button", data_key="KeyZ")
    )
    again = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in undo.all("input", type="hidden")
    }
    desk.post(address, again, headers=HTMX)
    restored = AgencyContact.objects.get()
    assert (restored.name, restored.confirmed_date) == ("Ms A", date(2020, 1, 1))


def test_taken_out_of_the_directory_it_is_found_among_those_and_comes_back(
    desk: Client, board: Agency
) -> None:
    desk.post(f"{LIST}{board.pk}/retire/")
    assert "Water Board" not in read(desk.get(LIST).content).text
    assert "Water Board" in read(desk.get(LIST, {"level": "retired"}).content).text
    page = read(desk.get(f"{LIST}{board.pk}/").content)
    desk.post(page.one("form", action=f"{LIST}{board.pk}/restore/").attributes["action"])
    assert "Water Board" in read(desk.get(LIST).content).text


def test_the_list_and_a_page_take_as_many_queries_for_three_as_for_one(
    desk: Client, board: Agency, staff: User, now: datetime
) -> None:
    def fill(agency: Agency) -> None:
        for name in ("Water", "Roads"):
            add_responsibility(agency=agency, kind=kind_of(name), area=None, by=staff, now=now)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    pages = (LIST, f"{LIST}{board.pk}/", f"{LIST}contacts/", f"{LIST}referrals/")
    fill(board)
    save_contact(agency=board, name="Ms A", confirmed_date=date(2020, 1, 1), by=staff, now=now)
    for page in pages:
        desk.get(page)  # whatever is asked once
    first = [count(page) for page in pages]
    for number in range(2):
        fill(an_agency(f"Board {number}", now=now))
        support(f"Grant {number}", now=now, organisation=board.organisation)
        name = f"Mr {number}"
        save_contact(agency=board, name=name, confirmed_date=date(2020, 1, 1), by=staff, now=now)
    assert [count(page) for page in pages] == first


def test_whether_a_referral_helped_is_answered_by_one_click_from_today(
    desk: Client, board: Agency, now: datetime
) -> None:
    decision = Decision.objects.create(
        case=a_case(now=now),
        way=WayForward.REFER,
        reason="They dig",
        organisation=board.organisation,
        made_at=now,
    )
    ask_whether_it_helped(decision=decision, now=now)
    today = read(desk.get("/desk/today/").content)
    tile = today.one("a", href="/desk/agencies/referrals/")
    assert tile.text == "1 Referred: did it help?"
    page = read(desk.get("/desk/agencies/referrals/").content)
    form = page.one("form", action=f"{LIST}referrals/{decision.pk}/")
    answer = read(desk.post(form.attributes["action"], {"helped": "yes"}, headers=HTMX).content)
    assert "It helped. Noted." in answer.text
    decision.refresh_from_db()
    assert decision.helped is True
    page = read(desk.get("/desk/agencies/referrals/").content)
    assert page.one("tbody").one("tr").text == "Water Board 1 1 0 0"

    due = answer.one("input", name="due").attributes["value"]
    undone = desk.post(form.attributes["action"], {"helped": "undo", "due": due}, headers=HTMX)
    assert "Not known yet" in read(undone.content).text
    decision.refresh_from_db()
    assert decision.helped is None
    assert decision.follow_up.due_date.isoformat() == due
    assert decision.follow_up.done_at is None


def test_the_search_finds_agencies_and_support(desk: Client, board: Agency, now: datetime) -> None:
    grant = support("Well grant", now=now)
    shown = read(desk.get("/desk/search/", {"search": "wells"}).content)
    assert shown.one("a", href=f"{LIST}{board.pk}/")
    shown = read(desk.get("/desk/search/", {"search": "well grant"}).content)
    assert shown.one("a", href=f"{LIST}support/{grant.pk}/")


def test_who_only_reads_sees_no_button_that_would_be_refused(
    office: Office, board: Agency, staff: User, now: datetime
) -> None:
    save_contact(agency=board, name="Ms A", by=staff, now=now)
    reader = member_of_staff(email="v@highlands.example", name="Vic", roles=[Role.VOLUNTEER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(reader)
    for address in (LIST, f"{LIST}{board.pk}/", f"{LIST}contacts/", f"{LIST}support/"):
        page = read(client.get(address).content)
        main = page.one("main")
        assert not main.all("form", method="post"), address
    assert client.post(f"{LIST}{board.pk}/retire/").status_code == 403


def test_two_organisations_made_one_leave_one_agency(
    desk: Client, board: Agency, staff: User, now: datetime
) -> None:
    other = an_agency("Water Authority", now=now)
    merge = merge_organisations(
        kept=board.organisation, merged=other.organisation, by=staff, now=now
    )
    assert desk.get(LIST).status_code == 200
    assert Organisation.objects.current().count() == 1
    assert [one.organisation.name for one in Agency.objects.in_use()] == ["Water Board"]
    undo_merge(merge=merge, by=staff, now=now)
    assert Agency.objects.in_use().count() == 2
