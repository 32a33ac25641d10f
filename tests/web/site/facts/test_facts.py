"""The pages everybody reads: what is there, in which language, and what never is."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import User
from baraza.base.agenda.actions import (
    AboutPledge,
    add_priority,
    add_topic,
    describe_priority,
    note_change,
    save_pledge,
)
from baraza.base.agenda.models import Stage
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.places.models import Area, AreaShape
from baraza.engagement.consultations.actions.keeping import (
    AboutCommittee,
    Role,
    save_committee,
    save_role,
    withdraw,
)
from baraza.engagement.consultations.models import BillStage
from baraza.engagement.outreach.actions.accounts import (
    AboutAccount,
    AboutImpostor,
    save_account,
    save_impostor,
)
from baraza.engagement.outreach.models import Network
from baraza.engagement.projects.actions import add_payment, add_step
from baraza.engagement.projects.models import Status
from baraza.web.site.facts import stale
from tests.agencies import an_area
from tests.parliament import a_bill, a_project, a_vote
from tests.web.site.page import read, words

pytestmark = pytest.mark.django_db
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[36.0, -1.0], [37.0, -1.0], [37.0, 0.0], [36.0, 0.0], [36.0, -1.0]]],
}


def text(visitor: Client, address: str, **query: object) -> str:
    answer = visitor.get(address, query)
    assert answer.status_code == 200
    return words(read(answer.content).find(".//main"))


def served(name: str, now: datetime) -> Area:
    area = an_area(name, now=now)
    Area.objects.filter(pk=area.pk).update(is_served=True)
    AreaShape.objects.create(area=area, geometry=SQUARE, west=36, south=-1, east=37, north=0)
    return area


def test_the_agenda_says_what_was_promised_and_what_changed(visitor: Client, now: datetime) -> None:
    priority = add_priority(name="Water")
    hidden = add_priority(name="Our own affair")
    describe_priority(
        priority=priority,
        name="Water",
        why="The tap is an hour away.",
        is_public=True,
        translations={"fr": {"name": "L’eau", "why": "Le robinet est à une heure."}},
    )
    save_pledge(priority=priority, about=AboutPledge(words="Two wells a year"), by=None)
    note_change(
        priority=priority,
        words="Pumps first.",
        translations={},
        stage=Stage.GAPS,
        by=None,
        now=now,
    )
    page = text(visitor, "/agenda/")
    assert "Two wells a year" in page
    assert "Finding the gaps" in page
    assert "Pumps first." in page
    assert hidden.name not in page
    french = visitor.get("/agenda/", {"lang": "fr"})
    page = read(french.content).find(".//main")
    assert "Le robinet est à une heure." in words(page)
    untranslated = next(one for one in page.iter() if one.get("lang") == "en")
    assert words(untranslated) == "Two wells a year"


def test_a_bill_stands_with_its_way_the_members_word_and_the_votes(
    visitor: Client, now: datetime
) -> None:
    bill = a_bill(
        "Rural Water Bill", now=now, stage=BillStage.COMMITTEE, part="brought", view="Let them."
    )
    a_vote("First reading", now=now, bill=bill, option="yes", counts={"yes": 120, "no": 61})
    a_vote("Kept to ourselves", now=now, bill=bill, is_public=False)
    page = text(visitor, f"/bills/{bill.slug}/")
    for said in ("In committee", "Brought it in", "Let them.", "First reading", "Yes 120, No 61"):
        assert said in page
    assert "Kept to ourselves" not in page
    form = text(visitor, "/contact/write/", subject=bill.title)
    assert form
    assert (
        b'value="Rural Water Bill"'
        in visitor.get("/contact/write/", {"subject": bill.title}).content
    )


def test_what_is_withdrawn_or_not_public_is_not_there(visitor: Client, now: datetime) -> None:
    gone = a_bill("Gone", now=now)
    withdraw(item=gone, by=None, now=now)
    draft = a_bill("Draft", now=now, is_public=False)
    project = a_project("Draft road", now=now, is_public=False)
    for address in (f"/bills/{gone.slug}/", f"/bills/{draft.slug}/", f"/projects/{project.slug}/"):
        assert visitor.get(address).status_code == 404
    assert "Gone" not in text(visitor, "/bills/")
    assert "Draft road" not in text(visitor, "/projects/")


def test_another_offices_facts_are_not_there(
    two_offices: tuple[Office, Office], visitor: Client, now: datetime
) -> None:
    with within(two_offices[1]):
        bill = a_bill("Theirs", now=now)
        project = a_project("Their road", now=now)
        a_vote("Their vote", now=now)
    assert visitor.get(f"/bills/{bill.slug}/").status_code == 404
    assert visitor.get(f"/projects/{project.slug}/").status_code == 404
    assert "Their vote" not in text(visitor, "/votes/")


def test_votes_are_found_by_year_and_topic(visitor: Client, now: datetime) -> None:
    water = add_topic(name="Water")
    a_vote("Dam", now=now, topic=water, option="no", explanation="It floods the ridge.")
    a_vote("Budget", now=now, held_date=date(2024, 6, 1))
    page = text(visitor, "/votes/")
    assert "Dam" in page
    assert "It floods the ridge." in page
    assert "Budget" not in text(visitor, "/votes/", year=2026)
    assert "Dam" not in text(visitor, "/votes/", year=2024)
    assert "Budget" not in text(visitor, "/votes/", topic=water.pk)
    # What nobody offers is as if nothing had been asked.
    assert "Budget" in text(visitor, "/votes/", topic="x", year="1'", page="zz")


def test_a_long_record_comes_in_pages(visitor: Client, now: datetime) -> None:
    for number in range(51):
        a_vote(f"Motion {number:02}", now=now, held_date=date(2026, 1, 1) + timedelta(number))
    assert "Motion 00" not in text(visitor, "/votes/")
    assert "Motion 00" in text(visitor, "/votes/", page=2)


def test_where_the_member_sat_before_is_told_apart(visitor: Client, now: datetime) -> None:
    for name, until in (("Health", None), ("Defence", date(2025, 1, 1))):
        committee = save_committee(about=AboutCommittee(name=name), by=None, now=now)
        role = Role(role="Chair", began_date=date(2024, 1, 1), ended_date=until)
        save_role(committee=committee, role=role, by=None, now=now)
    page = text(visitor, "/committees/")
    assert page.index("Health") < page.index("Before") < page.index("Defence")


def test_a_project_says_where_whose_money_how_far_and_what_was_paid(
    visitor: Client, now: datetime
) -> None:
    area = served("Kibuyuni", now)
    project = a_project(
        "Bridge", now=now, area=area, amount=Decimal(2_000), currency="KES", source="fund"
    )
    add_step(
        project=project,
        status=Status.STALLED,
        happened_date=now.date(),
        note="The builder left.",
        by=None,
        now=now,
    )
    add_payment(
        project=project,
        paid_date=now.date(),
        amount=Decimal("500.50"),
        what_for="Stones",
        translations={"fr": {"what_for": "Pierres"}},
        by=None,
        now=now,
    )
    assert "Pierres" in text(visitor, f"/projects/{project.slug}/", lang="fr")
    page = text(visitor, f"/projects/{project.slug}/", lang="en")
    for said in ("Kibuyuni", "The member’s fund", "The builder left.", "Stones", "25 %"):
        assert said in page
    assert "2,000 KES" in page.replace("\xa0", " ")
    listed = visitor.get("/projects/")
    page = read(listed.content)
    assert page.find(".//svg").get("aria-hidden") == "true"
    assert [one.text for one in page.iter("text")] == ["1"]
    assert "Bridge" not in text(visitor, "/projects/", status="done")
    assert "Bridge" in text(visitor, "/projects/", place=area.pk, status="stalled")


def test_an_impostor_is_named_and_never_linked_to(visitor: Client, now: datetime) -> None:
    about = AboutAccount(
        network=Network.X, name="@salma", address="https://x.example/salma", run_by="Herself"
    )
    save_account(about=about, by=None, now=now)
    for name, warns in (("@salma_help", True), ("@quiet", False)):
        impostor = AboutImpostor(
            network=Network.X,
            name=name,
            address=f"https://x.example/{name}",
            seen_date=now.date(),
            note="Report 12",
            warns=warns,
        )
        save_impostor(about=impostor, by=None, now=now)
    page = visitor.get("/networks/").content.decode()
    assert 'href="https://x.example/salma"' in page
    assert "Herself" in page
    assert "@salma_help" in page
    assert "https://x.example/@salma_help" not in page
    assert "Report 12" not in page
    assert "@quiet" not in page


def test_the_constituency_is_told_part_by_part(visitor: Client, now: datetime) -> None:
    area = served("Highlands", now)
    Area.objects.filter(pk=area.pk).update(population=96_800)
    ward = an_area("Mbuni", now=now, parent=area, kind="village")
    Area.objects.filter(pk=ward.pk).update(population=4_500)
    page = text(visitor, "/constituency/")
    for said in ("96,800", "Mbuni", "4,500", "French"):
        assert said in page


def test_a_chapter_without_content_is_in_no_navigation(visitor: Client, now: datetime) -> None:
    before = visitor.get("/").content.decode()
    assert 'href="/bills/' not in before
    a_bill("Roads", now=now)
    assert 'href="/bills/' in visitor.get("/").content.decode()


def test_they_are_searched_followed_and_listed(visitor: Client, now: datetime) -> None:
    bill = a_bill("Rural Water Bill", now=now, stage=BillStage.LAW, number="HB 31")
    a_vote("Dam", now=now, option="no")
    project = a_project("Bridge", now=now)
    assert bill.slug in visitor.get("/search/", {"q": "HB 31"}).content.decode()
    assert "Rural Water Bill: Law" in visitor.get("/feeds/bills.atom").content.decode()
    assert "Our member voted: No." in visitor.get("/feeds/votes.atom").content.decode()
    sitemap = visitor.get("/sitemap.xml").content.decode()
    assert f"/bills/{bill.slug}/" in sitemap
    assert f"/projects/{project.slug}/" in sitemap


@pytest.mark.parametrize(
    "address", ["/bills/", "/votes/", "/projects/", "/committees/", "/agenda/"]
)
def test_a_list_asks_no_more_for_three_than_for_one(
    visitor: Client,
    now: datetime,
    staff: User,
    address: str,
) -> None:
    area = served("Kibuyuni", now)

    def more(name: str) -> None:
        topic = add_topic(name=name)
        bill = a_bill(name, now=now, stage=BillStage.LAW, topic=topic)
        a_vote(name, now=now, bill=bill, topic=topic, option="yes")
        a_project(name, now=now, area=area, topic=topic)
        committee = save_committee(about=AboutCommittee(name=name), by=None, now=now)
        save_role(committee=committee, role=Role(), by=None, now=now)
        priority = add_priority(name=name)
        describe_priority(priority=priority, name=name, why="", is_public=True, translations={})
        note_change(priority=priority, words=name, translations={}, by=staff, now=now)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            visitor.get(address)
        return len(counted)

    more("one")
    visitor.get(address)
    first = queries()
    more("two")
    more("three")
    assert queries() == first


def test_a_project_is_old_since_the_day_it_was_to_be_done_or_nothing_was_said(
    office: Office, now: datetime
) -> None:
    today, long_ago = now.date(), now - timedelta(days=200)
    a_project("Silent", now=long_ago, due_date=today + timedelta(days=9))
    # Saved today, and late all the same.
    a_project("Late", now=now, due_date=today - timedelta(days=30))
    a_project("In time", now=now, due_date=today)
    assert {one.title: one.since for one in stale.projects(today)} == {
        "Silent": long_ago.date(),
        "Late": today - timedelta(days=30),
    }
