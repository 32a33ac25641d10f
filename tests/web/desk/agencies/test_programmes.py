"""The guide to support on the screen: written, told, collected in a case, over, retired."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.office_register.models import Office
from baraza.base.people.actions.consent import give_consent, set_wording
from baraza.base.people.models import Consent, HowGiven, Purpose
from baraza.base.people.queries import has_consent
from baraza.dialogue.audiences.models import Mailing
from baraza.engagement.casework.models import CaseStep, Programme
from tests.agencies import an_agency, support
from tests.cases import a_case, kind_of
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.page import read

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST = "/desk/agencies/support/"
A_DAY = timedelta(days=1)


def test_support_is_written_in_each_language_and_changed(desk: Client, now: datetime) -> None:
    board = an_agency("Fund", now=now)
    kind = kind_of()
    entered = {
        "name": "Fuel grant",
        "what": "40 a month",
        "who": "Over 60",
        "documents": "Pension slip\n\n Photo ",
        "deadline_date": "2030-01-31",
        "organisation": board.organisation_id,
        "kinds": [kind.pk],
        "is_public": "on",
        "name_fr": "Aide au chauffage",
        "documents_fr": "Bulletin",
    }
    answer = desk.post(f"{LIST}new/", entered)
    grant = Programme.objects.get()
    assert answer["Location"] == f"{LIST}{grant.pk}/"
    assert grant.documents == ["Pension slip", "Photo"]
    assert grant.translations == {"fr": {"name": "Aide au chauffage", "documents": ["Bulletin"]}}

    page = read(desk.get(f"{LIST}{grant.pk}/").content)
    versions = page.all("section", class_="card")[:2]
    assert [one.one("h2").text for one in versions] == ["Fuel grant", "Aide au chauffage"]
    form = read(desk.get(f"{LIST}{grant.pk}/change/").content)
    assert form.one("textarea", name="documents").text == "Pension slip Photo"
    assert form.one("textarea", name="documents_fr").text == "Bulletin"
    assert form.one("input", name="deadline_date").attributes["value"] == "2030-01-31"
    wrong = desk.post(f"{LIST}{grant.pk}/change/", entered | {"documents_fr": "x" * 201})
    assert wrong.status_code == 422
    desk.post(f"{LIST}{grant.pk}/change/", entered | {"name": "Heating grant", "kinds": []})
    grant.refresh_from_db()
    assert (grant.name, grant.kinds.count()) == ("Heating grant", 0)


def test_what_ends_soon_and_what_is_over_is_flagged_on_today(desk: Client, now: datetime) -> None:
    today = timezone.localdate()
    soon = support("Soon", now=now, deadline_date=today + 14 * A_DAY)
    over = support("Over", now=now, deadline_date=today - A_DAY)
    support("Later", now=now, deadline_date=today + 15 * A_DAY)
    shown = read(desk.get("/desk/today/").content)
    for state, one in (("near", soon), ("over", over)):
        tile = shown.one("a", href=f"{LIST}?state={state}")
        assert tile.text.startswith("1 ")
        listed = read(desk.get(tile.attributes["href"]).content)
        assert [row.attributes["href"] for row in listed.all("a", class_="row")] == [
            f"{LIST}{one.pk}/"
        ]
    page = read(desk.get(f"{LIST}{over.pk}/").content)
    assert "Its last day has passed" in page.text
    assert not page.all("a", href=f"{LIST}{over.pk}/tell/")


def test_the_guide_takes_as_many_queries_for_three_as_for_one(desk: Client, now: datetime) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST)
        return len(queries)

    support("One", now=now, kinds=[kind_of()])
    desk.get(LIST)
    first = count()
    for name in ("Two", "Three"):
        support(name, now=now, kinds=[kind_of()])
    assert count() == first


def test_who_would_hear_of_it_and_who_not_is_seen_before_it_is_sent(
    desk: Client, now: datetime
) -> None:
    grant = support("Fuel grant", now=now, kinds=[kind_of()])
    for name, agrees in (("Amani", True), ("Silent", False)):
        person = somebody(name, email=f"{name.lower()}@post.example")
        a_case(now=now, person=person, opened_at=timezone.now())
        if agrees:
            give_consent(person=person, purpose=Purpose.SUPPORT, how_given=HowGiven.WEB, now=now)
    page = read(desk.get(f"{LIST}{grant.pk}/tell/").content)
    assert "1 person would be reached" in page.text
    assert "Dear Amani," in page.text
    link = page.one("a", href=f"{LIST}{grant.pk}/people/?fate=no_consent")
    people = read(desk.get(link.attributes["href"]).content)
    assert "Silent" in people.one("table").text
    assert "Amani" not in people.one("table").text

    answer = desk.post(f"{LIST}{grant.pk}/tell/")
    mailing = Mailing.objects.get()
    assert answer["Location"] == f"/desk/audiences/letters/{mailing.pk}/"
    again = desk.post(f"{LIST}{grant.pk}/tell/")
    assert again.status_code == 422
    assert "Nobody would get it." in read(again.content).text
    assert "1 person heard of it before." in read(again.content).text


def test_its_documents_are_collected_in_a_case_and_not_any_more(
    desk: Client, staff: User, now: datetime
) -> None:
    case = a_case(now=now)
    grant = support("Fuel grant", now=now, kinds=[case.kind], documents=["Slip", "Photo"])
    page = read(desk.get(f"/desk/cases/{case.pk}/part/?of=beside").content)
    section = page.one(id="support")
    form = section.one("form", action=f"{LIST}{grant.pk}/cases/{case.pk}/")
    answer = desk.post(form.attributes["action"], headers=HTMX)
    assert "2 documents are missing" in read(answer.content).one(id="support").text
    CaseStep.objects.filter(words="Slip").update(done_at=now)
    section = read(desk.get(f"/desk/cases/{case.pk}/part/?of=beside").content).one(id="support")
    assert "1 document is missing" in section.text
    desk.post(f"{LIST}{grant.pk}/cases/{case.pk}/drop/")
    assert [step.words for step in CaseStep.objects.all()] == ["Slip"]


def test_beside_a_case_they_agree_to_hear_of_support_and_no_more(
    desk: Client, staff: User, now: datetime
) -> None:
    set_wording(purpose=Purpose.SUPPORT, texts={"en": "Tell me.", "fr": "Dites-le-moi."}, now=now)
    person = somebody("Elodie", language="fr")
    case = a_case(now=now, person=person)
    support("Fuel grant", now=now)
    address = f"/desk/cases/{case.pk}/part/?of=beside"
    part = read(desk.get(address).content).one(id="support")
    assert part.one("blockquote").text == "Dites-le-moi."
    desk.post(part.one("form", action=f"{LIST}cases/{case.pk}/agree/").attributes["action"])
    consent = Consent.objects.get(person=person)
    assert (consent.purpose, consent.how_given) == (Purpose.SUPPORT, HowGiven.SPOKEN)
    assert (consent.witness, consent.wording.language) == (staff, "fr")

    part = read(desk.get(address).content).one(id="support")
    desk.post(part.one("form", action=f"{LIST}cases/{case.pk}/disagree/").attributes["action"])
    assert not has_consent(person=person, purpose=Purpose.SUPPORT)


def test_retired_it_is_offered_in_no_case_and_comes_back(desk: Client, now: datetime) -> None:
    case = a_case(now=now)
    grant = support("Fuel grant", now=now)
    desk.post(f"{LIST}{grant.pk}/retire/")
    assert "Fuel grant" not in read(desk.get(f"/desk/cases/{case.pk}/part/?of=beside").content).text
    assert "Fuel grant" in read(desk.get(LIST, {"state": "retired"}).content).text
    page = read(desk.get(f"{LIST}{grant.pk}/").content)
    desk.post(page.one("form", action=f"{LIST}{grant.pk}/restore/").attributes["action"])
    assert "Fuel grant" in read(desk.get(LIST).content).text


def test_a_case_somebody_may_not_see_is_not_there_for_its_documents_either(
    office: Office, now: datetime
) -> None:
    circle = Circle.objects.create(name="Few")
    case = a_case(now=now, circle=circle)
    grant = support("Fuel grant", now=now, documents=["Slip"])
    outsider = member_of_staff(email="o@highlands.example", name="Odd", roles=[Role.CASEWORKER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(outsider)
    assert client.post(f"{LIST}{grant.pk}/cases/{case.pk}/").status_code == 404
    assert not CaseStep.objects.exists()
