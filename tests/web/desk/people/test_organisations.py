"""The list of organisations, and the page of one."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.channels.models import OutgoingItem
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions import belonging, organisations
from baraza.base.people.models import (
    ContactKind,
    ContactPoint,
    Organisation,
    OrganisationKind,
    Person,
    RelationKind,
)
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.page import read

HTMX = {"HX-Request": "true"}
LIST = "/desk/people/organisations/"


@pytest.fixture
def school(staff: User, now: datetime) -> Organisation:
    return belonging.add_organisation(
        name="Hill School", kind=OrganisationKind.SCHOOL, by=staff, now=now
    )


def test_one_is_added_found_and_changed(desk: Client) -> None:
    entered = {"name": "Lake Union", "kind": "cso", "email": "Info@Lake.example", "phone": ""}
    answer = desk.post(f"{LIST}new/", entered)
    union = Organisation.objects.get()
    assert answer["Location"] == f"{LIST}{union.pk}/"
    assert union.contact_points.get().value == "info@lake.example"

    changed = entered | {"name": "Shore Union", "kind": "business", "website": "shore.example"}
    desk.post(f"{LIST}{union.pk}/change/", changed)

    shown = read(desk.get(LIST, {"words": "sho", "kind": "business"}, headers=HTMX).content)
    assert shown.one("a", class_="row").one("bdi").text == "Shore Union"
    shown = read(desk.get(LIST, {"words": "zebra"}).content)
    assert shown.one("a", href=f"{LIST}new/?name=zebra").text == "Add “zebra”"


def test_what_is_wrong_is_said_and_nothing_is_lost(desk: Client) -> None:
    answer = desk.post(f"{LIST}new/", {"name": "Lake Union", "kind": "cso", "email": "nowhere"})
    assert answer.status_code == 422
    shown = read(answer.content)
    assert shown.one("input", name="name").attributes["value"] == "Lake Union"
    assert "Nobody can be reached at this." in shown.text
    assert not Organisation.objects.exists()


def test_the_page_shows_what_its_people_said_but_not_what_its_members_said_for_themselves(
    desk: Client, school: Organisation, staff: User, now: datetime
) -> None:
    for name, kind in (("Teacher", RelationKind.WORKS_FOR), ("Pupil", RelationKind.BELONGS_TO)):
        address = f"{name.lower()}@post.example"
        bring(
            letter(
                sender=f"{name} <{address}>",
                subject=f"From the {name}",
                message_id=f"<{address}>",
            ),
            now=now,
        )
        person = Person.objects.get(name=name)
        belonging.relate(person=person, kind=kind, organisation=school, by=staff, now=now)
    organisations.write_note(organisation=school, text="Closed in April.", by=staff, now=now)

    shown = read(desk.get(f"{LIST}{school.pk}/").content)

    said = shown.one("ul", class_="timeline").text
    assert "From the Teacher" in said
    assert "Closed in April." in said
    assert "From the Pupil" not in shown.text
    assert "Pupil Belongs to" in shown.one("aside").text
    assert "What waits for us From the Teacher" in shown.text


def test_a_note_for_a_circle_is_seen_by_it_alone(
    desk: Client, school: Organisation, staff: User, now: datetime
) -> None:
    circle = Circle.objects.create(name="Few")
    other = member_of_staff(email="kim@highlands.example", name="Kim")
    circle.members.add(other)
    note = organisations.write_note(
        organisation=school, text="Between us.", by=other, now=now, circle=circle
    )
    assert "Between us." not in read(desk.get(f"{LIST}{school.pk}/").content).text
    assert desk.post(f"{LIST}notes/{note.pk}/remove/").status_code == 404
    desk.force_login(other)
    assert "Between us." in read(desk.get(f"{LIST}{school.pk}/").content).text


def test_writing_to_its_address_reaches_whoever_answers_there(
    desk: Client, school: Organisation, staff: User, now: datetime
) -> None:
    point = organisations.add_contact(
        organisation=school, kind=ContactKind.EMAIL, value="office@hill.example", by=staff
    )
    answer = desk.post(f"{LIST}{school.pk}/contact/{point.pk}/reach/")
    person = school.relations.get().person
    assert answer["Location"] == f"/desk/people/{person.pk}/write/?to={point.pk}"

    desk.post(answer["Location"], {"subject": "The roof", "text": "When is it mended?"})

    assert OutgoingItem.objects.get().recipient == "office@hill.example"
    shown = read(desk.get(f"{LIST}{school.pk}/").content)
    assert "The roof" in shown.one("ul", class_="timeline").text


def test_people_are_added_known_ones_and_new_ones(desk: Client, school: Organisation) -> None:
    known = somebody("Amina Otieno")
    path = f"{LIST}{school.pk}/people/"
    shown = read(desk.get(path, {"search": "amina"}).content)
    assert shown.one("input", name="person").attributes["value"] == str(known.pk)

    desk.post(path, {"person": known.pk, "kind": "leader", "role": "Head"})
    desk.post(path, {"name": "Ruth Achieng", "kind": "works_for", "role": ""})

    names = school.relations.order_by("pk").values_list("person__name", "kind", "role")
    assert list(names) == [("Amina Otieno", "leader", "Head"), ("Ruth Achieng", "works_for", "")]
    relation = school.relations.first()
    answer = desk.post(f"/desk/people/relations/{relation.pk}/end/", {"to": "organisation"})
    assert answer["Location"] == f"{LIST}{school.pk}/"


def test_two_records_are_made_one_and_parted_with_a_key(
    desk: Client, school: Organisation, staff: User, now: datetime
) -> None:
    other = belonging.add_organisation(
        name="Hill School", kind=OrganisationKind.SCHOOL, by=staff, now=now
    )
    shown = read(desk.get(f"{LIST}{school.pk}/").content)
    assert "This may be the same organisation: Hill School" in shown.text

    answer = desk.post(f"{LIST}{school.pk}/same/", {"other": other.pk})
    assert desk.get(f"{LIST}{other.pk}/")["Location"] == f"{LIST}{school.pk}/"
    undo = read(desk.get(answer["Location"]).content).one("button", data_key="KeyZ")
    desk.post(undo.parent.attributes["action"])

    assert desk.get(f"{LIST}{other.pk}/").status_code == 200
    itself = desk.post(f"{LIST}{school.pk}/same/", {"other": school.pk}, follow=True)
    assert "These two cannot be one." in read(itself.content).text


def test_a_table_for_other_programs_runs_nothing_when_it_is_opened(
    desk: Client, school: Organisation, staff: User
) -> None:
    about = organisations.About(name='=HYPERLINK("x")', kind=OrganisationKind.SCHOOL)
    organisations.change_organisation(organisation=school, about=about, by=staff)
    lines = b"".join(desk.get(f"{LIST}export/").streaming_content).decode("utf-8-sig")
    assert '"\'=HYPERLINK(""x"")"' in lines


@pytest.mark.parametrize("page", ["list", "page"])
def test_the_number_of_queries_does_not_grow(
    page: str, desk: Client, school: Organisation, staff: User, now: datetime
) -> None:
    url = LIST if page == "list" else f"{LIST}{school.pk}/"

    def grow(number: int) -> int:
        for name in range(number):
            person = somebody(f"P {number} {name}", email=f"p{number}.{name}@post.example")
            belonging.relate(
                person=person, kind=RelationKind.LEADER, organisation=school, by=staff, now=now
            )
            organisations.write_note(organisation=school, text="Words.", by=staff, now=now)
            belonging.add_organisation(
                name=f"O {number} {name}", kind=OrganisationKind.CSO, by=staff, now=now
            )
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(url).status_code == 200
        return len(asked)

    desk.get(url)
    assert grow(1) == grow(3)


def test_another_office_does_not_find_it(
    desk: Client, two_offices: tuple[Office, Office], staff: User, now: datetime
) -> None:
    with within(two_offices[1]):
        belonging.add_organisation(name="Elsewhere", kind=OrganisationKind.CSO, by=None, now=now)
    assert "Elsewhere" not in read(desk.get(LIST).content).text


def test_who_only_reads_changes_nothing(school: Organisation) -> None:
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(
        member_of_staff(email="kim@highlands.example", name="Kim", roles=[Role.AUDITOR])
    )
    assert client.get(f"{LIST}{school.pk}/").status_code == 200
    for path in ("change/", "people/", "same/"):
        assert client.get(f"{LIST}{school.pk}/{path}").status_code == 403
    assert client.get(f"{LIST}export/").status_code == 403


@pytest.fixture
def two_addresses(desk: Client) -> Person:
    person = somebody("Amani Njeri", email="home@post.example", phone="+254700000001")
    for kind, value in (("email", "work@post.example"), ("phone", "+254700000002")):
        desk.post(f"/desk/people/{person.pk}/contact/", {"kind": kind, "value": value})
    return person


def test_one_chooses_which_of_several_addresses_a_letter_goes_to(
    desk: Client, two_addresses: Person
) -> None:
    path = f"/desk/people/{two_addresses.pk}/write/"
    offered = read(desk.get(path).content).one("select", name="to").all("option")
    assert [each.attributes["value"] for each in offered] == [
        "home@post.example", "work@post.example"
    ]  # fmt: skip
    elsewhere = {"subject": "Hello", "text": "Words.", "to": "other@post.example"}
    assert desk.post(path, elsewhere).status_code == 422

    desk.post(path, elsewhere | {"to": "work@post.example"})

    assert OutgoingItem.objects.get().recipient == "work@post.example"


def test_calling_its_number_begins_an_entry_with_whoever_answers_there(
    desk: Client, school: Organisation
) -> None:
    desk.post(f"{LIST}{school.pk}/contact/", {"kind": "phone", "value": "+254700000003"})
    point = ContactPoint.objects.get(value="+254700000003")

    answer = desk.post(f"{LIST}{school.pk}/contact/{point.pk}/reach/")

    page = read(desk.get(answer["Location"]).content)
    assert page.one("input", name="channel", checked="").attributes["value"] == "phone"
    assert page.one("input", name="phone").attributes["value"] == "+254700000003"
    assert page.all("input", name="person")
