"""The pages everybody reads: no cookies, no scripts, nothing that is the office's own."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area, AreaKind, AreaShape
from baraza.engagement.casework.models import Agency, CaseKind, Lesson, Programme
from tests.web.site.page import read, value, words

PAGES = [
    "/help/",
    "/help/ask/",
    "/help/ask/go-on/",
    "/help/status/",
    "/help/who/",
    "/help/support/",
    "/help/answers/",
]
KEPT = ["/help/", "/help/who/", "/help/support/", "/help/answers/"]
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[36.0, 1.0], [36.5, 1.0], [36.5, 1.5], [36.0, 1.5], [36.0, 1.0]]],
}


@pytest.fixture
def agency(kind: CaseKind, now: datetime) -> Agency:
    """Whom to turn to about pensions, with what only staff may know."""
    organisation = Organisation.objects.create(name="Pension Board", added_at=now)
    made = Agency.objects.create(
        organisation=organisation,
        level="national",
        what_for="Pensions of the public service",
        phone="020 555 0199",
        how_it_really_goes="Ask for Weiss, bring cake",
        changed_at=now,
    )
    made.contacts.create(name="Inspector Weiss", email="weiss@board.example")
    made.responsibilities.create(kind=kind)
    return made


def an_area(name: str) -> Area:
    """In force, with a shape."""
    area = Area.objects.create(name=name, folded=name.lower(), kind=AreaKind.WARD)
    Area.objects.filter(pk=area.pk).update(lineage=[area.pk])
    AreaShape.objects.create(area=area, geometry=SQUARE, west=36, south=1, east=36.5, north=1.5)
    return area


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("code", ["en", "fr", "es", "ar"])
def test_no_page_sets_a_cookie_runs_a_script_or_is_heavy(
    visitor: Client, kind: CaseKind, page: str, code: str
) -> None:
    answer = visitor.get(page, {"lang": code})
    assert answer.status_code == 200
    assert answer["Content-Language"] == code
    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]
    elements = list(read(answer.content).iter())
    assert not {element.tag for element in elements} & {"style", "iframe", "object"}
    # One small file of our own, which the page does without.
    for script in (element for element in elements if element.tag == "script"):
        assert script.attrib["src"].startswith("/static/site/site")
        assert "defer" in script.attrib
        assert not script.text
    attributes = {name for element in elements for name in element.attrib}
    assert not [name for name in attributes if name == "style" or name.startswith("on")]
    assert len(answer.content) < 60_000


@pytest.mark.parametrize("page", PAGES)
def test_only_what_is_the_same_for_everybody_is_kept_by_proxies(
    visitor: Client, kind: CaseKind, page: str
) -> None:
    is_kept = "public" in visitor.get(page)["Cache-Control"]
    assert is_kept == (page in KEPT)


def test_help_is_in_the_navigation_of_every_page(visitor: Client, office: Office) -> None:
    for page in ("/", "/contact/"):
        links = read(visitor.get(page).content).findall(".//nav[@class='bar']//a")
        assert "/help/" in {link.attrib["href"] for link in links}


def test_the_first_page_leads_only_to_what_there_is(
    visitor: Client, kind: CaseKind, agency: Agency
) -> None:
    def leads() -> set[str]:
        page = read(visitor.get("/help/").content)
        return {link.attrib["href"] for link in page.findall(".//main//ul//a")}

    assert leads() == {"/help/ask/", "/help/status/", "/help/who/"}
    CaseKind.objects.update(is_public=False)
    Agency.objects.update(is_public=False)
    assert leads() == {"/contact/write/", "/help/status/"}


def test_who_is_responsible_says_nothing_that_is_for_staff(visitor: Client, agency: Agency) -> None:
    page = visitor.get("/help/who/").content.decode()
    for told in ("Pension Board", "020 555 0199", "Pensions of the public service"):
        assert told in page
    for kept in ("Weiss", "cake", "weiss@board.example"):
        assert kept not in page


def test_it_is_found_by_kind_and_by_place_with_a_map(
    visitor: Client, agency: Agency, kind: CaseKind, now: datetime
) -> None:
    north, south = an_area("North Ward"), an_area("South Ward")
    other = Organisation.objects.create(name="Northern Branch", added_at=now)
    branch = Agency.objects.create(organisation=other, level="municipal", changed_at=now)
    branch.responsibilities.create(kind=kind, area=north, what="The road to Lodwar")

    def main(**asked: object) -> str:
        return words(read(visitor.get("/help/who/", asked).content).find(".//main"))

    assert "Northern Branch" in main(place=north.pk)
    assert "The road to Lodwar" in main(kind=kind.pk)
    assert "Northern Branch" not in main(place=south.pk)
    assert "Pension Board" in main(place=south.pk)
    drawn = read(visitor.get("/help/who/", {"kind": kind.pk}).content).find(".//svg")
    assert [words(name) for name in drawn.findall("text")] == ["North Ward"]
    assert drawn.attrib["aria-hidden"] == "true"
    assert main(kind="7' OR 1=1", place="²") == main()


def test_support_that_is_over_or_not_public_is_not_shown(
    visitor: Client, kind: CaseKind, now: datetime
) -> None:
    today = timezone.localdate()

    def make(name: str, **fields: object) -> Programme:
        return Programme.objects.create(
            name=name, what="A grant", who="Everybody", changed_at=now, **fields
        )

    shown = make(
        "School kit",
        deadline_date=today,
        documents=["Birth certificate", "Proof of <school>"],
        translations={"fr": {"name": "Trousse scolaire"}},
    )
    hidden = [
        make("Last year's", deadline_date=today - timedelta(days=1)),
        make("Only inside", is_public=False),
        make("Given up", retired_at=now),
    ]
    page = words(read(visitor.get("/help/support/").content))
    assert "School kit" in page
    for one in hidden:
        assert one.name not in page
        assert visitor.get(f"/help/support/{one.pk}/").status_code == 404
    guide = read(visitor.get(f"/help/support/{shown.pk}/").content)
    listed = [words(item) for item in guide.findall(".//ul[@class='checklist']/li")]
    assert listed == ["Birth certificate", "Proof of <school>"]
    assert "Trousse scolaire" in visitor.get("/help/support/?lang=fr").content.decode()


def test_a_day_is_over_when_the_clocks_of_the_office_say_so(visitor: Client, now: datetime) -> None:
    update_profile(timezone="Africa/Nairobi")
    last = date(2031, 5, 6)
    for name, day in (("School kit", last), ("Seeds", last + timedelta(days=1))):
        Programme.objects.create(
            name=name, what="A grant", who="Everybody", deadline_date=day, changed_at=now
        )
    with time_machine.travel(datetime(2031, 5, 6, 22, 30, tzinfo=UTC), tick=False):
        page = words(read(visitor.get("/help/support/").content))
    assert "Seeds" in page
    assert "School kit" not in page


def test_only_lessons_made_public_are_answers(
    visitor: Client, kind: CaseKind, now: datetime
) -> None:
    Lesson.objects.create(
        kind=kind, text="Is a copy enough?\nYes, a copy is.", is_public=True, made_at=now
    )
    Lesson.objects.create(kind=kind, text="Weiss drinks", made_at=now)
    inside = CaseKind.objects.create(name="Only inside", is_public=False)
    Lesson.objects.create(kind=inside, text="Never shown", is_public=True, made_at=now)
    Lesson.objects.create(text="We answer everybody.", is_public=True, made_at=now)
    page = read(visitor.get("/help/answers/").content)
    assert words(page.find(".//main//summary")) == "Is a copy enough?"
    assert "Yes, a copy is." in words(page)
    assert "We answer everybody." in words(page)
    for kept in ("Weiss drinks", "Never shown"):
        assert kept not in words(page)


@pytest.mark.parametrize("page", ["/help/", "/help/who/", "/help/support/", "/help/answers/"])
def test_pages_cost_the_same_however_much_they_show(
    visitor: Client, office: Office, kind: CaseKind, now: datetime, page: str
) -> None:
    def add(number: int) -> None:
        organisation = Organisation.objects.create(name=f"Board {number}", added_at=now)
        agency = Agency.objects.create(organisation=organisation, level="cso", changed_at=now)
        agency.responsibilities.create(kind=kind)
        programme = Programme.objects.create(
            name=f"Grant {number}", what="x", who="y", changed_at=now, organisation=organisation
        )
        programme.kinds.add(kind)
        Lesson.objects.create(kind=kind, text=f"Lesson {number}", is_public=True, made_at=now)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(page).status_code == 200
        return len(queries)

    add(1)
    visitor.get(page)
    one = cost()
    add(2)
    add(3)
    assert cost() == one


def test_a_step_costs_the_same_however_many_questions(visitor: Client, kind: CaseKind) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(address).status_code == 200
        return len(queries)

    mark = value(visitor.get("/help/ask/").content, "token")
    begun = visitor.post("/help/ask/", {"kind": kind.pk, "token": mark})["Location"]
    address = begun.replace("/story/", "/questions/")
    visitor.get(address)
    few = cost()
    for number in range(5):
        kind.fields.create(label=f"Question {number}")
    assert cost() == few
