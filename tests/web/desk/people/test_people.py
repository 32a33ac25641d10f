"""The list of people, and one person's page."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions import belonging, care
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.models import (
    CallFirst,
    OrganisationKind,
    Person,
    PersonNote,
    RelationKind,
    StaffWarning,
)
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.letters.actions import write_signature
from tests.letters import WRITTEN, bring, letter
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.page import Element, read

HTMX = {"HX-Request": "true"}


def _names(tree: Element) -> list[str]:
    return [row.one(class_="who").one("bdi").text for row in tree.all("a", class_="row")]


def _write(now: datetime, *, count: int = 1, subject: str = "The well") -> None:
    bring(
        *[
            letter(
                sender="Amani Njeri <amani@post.example>",
                subject=f"{subject} {number}",
                message_id=f"<{subject.split()[0]}{number}@post.example>",
                date=WRITTEN - timedelta(hours=number),
            )
            for number in range(count)
        ],
        now=now,
    )


@pytest.mark.parametrize(
    "search", ["fatuma", "Fátuma", "فاطمة", "moses fat", "+2547000", "fatuma@"]
)
def test_somebody_is_found_by_any_name_in_any_script_and_by_where_they_are_reached(
    search: str, desk: Client
) -> None:
    somebody("Fatuma Moses", email="fatuma@post.example", phone="+254700011122")
    somebody("Grace Wanjiru", email="grace@post.example", phone="+254711011122")
    tree = read(desk.get("/desk/people/", {"search": search}, headers=HTMX).content)
    assert _names(tree) == ["Fatuma Moses"]


def test_a_name_in_arabic_is_found_by_its_latin_letters(desk: Client) -> None:
    somebody("محمد حداد")
    somebody("Marta Holm")
    assert _names(read(desk.get("/desk/people/?search=mohamed").content)) == ["محمد حداد"]
    assert "Nobody found" in read(desk.get("/desk/people/?search=zebra").content).text


def test_the_list_is_sifted_by_group_organisation_and_language(
    desk: Client, staff: User, now: datetime
) -> None:
    one, other = somebody("Ruth Achieng", language="sw"), somebody("Otis Barasa")
    group = belonging.add_group(name="Traders", by=staff)
    belonging.add_to_group(group=group, people=[one.pk], by=staff, now=now)
    school = belonging.add_organisation(
        name="Hill School", kind=OrganisationKind.SCHOOL, by=staff, now=now
    )
    belonging.relate(
        person=other, kind=RelationKind.WORKS_FOR, organisation=school, by=staff, now=now
    )
    for query, names in (
        (f"group={group.pk}", ["Ruth Achieng"]),
        (f"organisation={school.pk}", ["Otis Barasa"]),
        ("language=sw", ["Ruth Achieng"]),
        ("", ["Otis Barasa", "Ruth Achieng"]),
    ):
        assert _names(read(desk.get(f"/desk/people/?{query}").content)) == names, query


def test_a_thousand_people_come_page_by_page_each_once(desk: Client) -> None:
    people = [Person(added_at=WRITTEN) for _ in range(120)]
    for number, person in enumerate(people):
        person.rename(f"Person {number % 40:03}")
    Person.objects.bulk_create(people)
    url, seen = "/desk/people/", []
    while url:
        tree = read(desk.get(url, headers=HTMX).content)
        seen += [row.attributes["href"] for row in tree.all("a", class_="row")]
        older = tree.all(class_="older")
        url = older[0].one("a").attributes["href"] if older else ""
    assert len(seen) == len(set(seen)) == 120
    assert "120 people" in read(desk.get("/desk/people/").content).text


def test_the_page_says_who_it_is_and_what_was_said_on_every_channel(
    desk: Client, staff: User, now: datetime
) -> None:
    _write(now)
    person = Person.objects.get()
    friend = somebody("Ruth Achieng")
    belonging.move_into_household(person=person, with_person=friend, by=staff, now=now)
    belonging.relate(
        person=friend, kind=RelationKind.GUARDIAN, other_person=person, by=staff, now=now
    )
    care.write_note(person=person, text="Hears badly on the left.", by=staff, now=now)
    care.place_warning(
        person=person, text="There is a dog.", call_first=CallFirst.POLICE, by=staff, now=now
    )
    tree = read(desk.get(f"/desk/people/{person.pk}/").content)
    assert tree.one("h1").text == "Amani Njeri"
    assert "amani@post.example" in tree.one("aside").text
    assert "Ruth Achieng Guardian of Amani Njeri" in tree.one("aside").text
    assert "Call first: The police There is a dog." in tree.one(class_="note").text
    timeline = [row.text for row in tree.one("ul", class_="timeline").all(class_="row")]
    assert ["Hears badly" in timeline[0], "The well 0" in timeline[1]] == [True, True]
    assert "What waits for us The well 0" in tree.text


@pytest.mark.parametrize("kind", ["page", "list"])
def test_the_number_of_queries_does_not_grow(
    kind: str, desk: Client, staff: User, now: datetime
) -> None:
    person = somebody("Amani Njeri", email="amani@post.example")
    url = f"/desk/people/{person.pk}/" if kind == "page" else "/desk/people/"

    def grow(number: int) -> int:
        _write(now, subject=f"Matter{number}")
        friend = somebody(f"Friend {number}", email=f"friend{number}@post.example")
        belonging.move_into_household(person=friend, with_person=person, by=staff, now=now)
        belonging.relate(
            person=person, kind=RelationKind.KNOWS, other_person=friend, by=staff, now=now
        )
        group = belonging.add_group(name=f"Group {number}", by=staff)
        belonging.add_to_group(group=group, people=[person.pk], by=staff, now=now)
        care.write_note(person=person, text="Called.", by=staff, now=now)
        person.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url).status_code == 200
        return len(queries)

    grow(0)
    assert grow(1) == grow(2) == grow(3)


def test_what_a_circle_keeps_is_neither_shown_nor_counted(
    desk: Client, office: Office, staff: User, now: datetime
) -> None:
    _write(now, count=2)
    person = Person.objects.get()
    other = member_of_staff(email="omar@highlands.example", name="Omar Said")
    circle = Circle.objects.create(name="Two")
    circle.members.add(other)
    set_circle(conversation=Conversation.objects.get(subject="The well 0"), circle=circle)
    care.write_note(person=person, text="Between us.", by=other, now=now, circle=circle)

    text = read(desk.get(f"/desk/people/{person.pk}/").content).text
    assert "The well 1" in text
    assert "The well 0" not in text
    assert "Between us" not in text
    insider = Client(headers={"host": "highlands.localhost"})
    insider.force_login(other)
    text = read(insider.get(f"/desk/people/{person.pk}/").content).text
    assert "The well 0" in text
    assert "Between us" in text
    note = PersonNote.objects.get()
    assert desk.post(f"/desk/people/notes/{note.pk}/remove/").status_code == 404
    assert PersonNote.objects.filter(pk=note.pk).exists()


def test_the_timeline_comes_page_by_page_each_entry_once(
    desk: Client, staff: User, now: datetime
) -> None:
    _write(now, count=45)
    person = Person.objects.get()
    for number in range(20):
        # All at one moment: the place in the list must tell them apart.
        care.write_note(person=person, text=f"Note {number}.", by=staff, now=WRITTEN)
    url, seen = f"/desk/people/{person.pk}/", []
    while url:
        tree = read(desk.get(url, headers=HTMX if "before" in url else {}).content)
        rows = tree.all(class_="said")
        seen += [row.text for row in rows]
        older = tree.all("li", class_="older")
        url = older[0].one("a").attributes["href"] if older else ""
    assert len(seen) == len(set(seen)) == 65


def test_a_merged_record_leads_to_the_one_it_became(desk: Client, now: datetime) -> None:
    kept, merged = somebody("Ruth Achieng"), somebody("Ruth A.")
    merge_people(kept=kept, merged=merged, by=None, now=now)
    response = desk.get(f"/desk/people/{merged.pk}/")
    assert response.headers["Location"] == f"/desk/people/{kept.pk}/"


def test_another_offices_people_are_not_there(
    desk: Client, two_offices: tuple[Office, Office]
) -> None:
    with within(two_offices[1]):
        for number in range(3):
            somebody(f"Stranger {number}", email=f"stranger{number}@post.example")
        strangers = list(Person.objects.values_list("pk", flat=True))
    with within(two_offices[0]):
        text = read(desk.get("/desk/people/").content).text
        assert "Stranger" not in text
        statuses = {desk.get(f"/desk/people/{pk}/").status_code for pk in strangers}
        assert statuses == {404}


def test_somebody_new_is_added_and_changed(desk: Client) -> None:
    entered = {
        "name": "Ayaan Warsame", "email": "AYAAN@post.example", "phone": "+254 700 000 123",
        "birth_year": "1984", "other_names": "أيان ورسمه\n", "language": "so",
        "languages": ["en", "sw"], "preferred_channel": "phone",
    }  # fmt: skip
    response = desk.post("/desk/people/new/", entered)
    person = Person.objects.get()
    assert response.headers["Location"] == f"/desk/people/{person.pk}/"
    assert (person.name, person.birth_year, person.languages) == (
        "Ayaan Warsame", 1984, ["en", "sw"]
    )  # fmt: skip
    assert {str(point) for point in person.contact_points.all()} == {
        "ayaan@post.example", "+254700000123"
    }  # fmt: skip
    desk.post(f"/desk/people/{person.pk}/change/", {"name": "Ayaan W. Warsame"})
    person.refresh_from_db()
    assert (person.name, person.birth_year) == ("Ayaan W. Warsame", None)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"email": "ayaan"}, {"birth_year": "12"}])
def test_what_cannot_be_is_sent_back_and_nothing_is_kept(
    wrong: dict[str, str], desk: Client
) -> None:
    response = desk.post("/desk/people/new/", {"name": "Ayaan Warsame", **wrong})
    assert response.status_code == 422
    assert not Person.objects.exists()


def test_a_letter_to_somebody_begins_a_conversation_that_their_answer_joins(
    desk: Client, staff: User, now: datetime
) -> None:
    person = somebody("Ruth Achieng", email="ruth@post.example", language="sw")
    response = desk.post(
        f"/desk/people/{person.pk}/write/",
        {"subject": "The road works", "text": "They begin on Monday."},
    )
    conversation = Conversation.objects.get()
    assert response.headers["Location"] == f"/desk/inbox/{conversation.pk}/"
    [ours] = conversation.messages.select_related("outgoing")
    assert (ours.outgoing.recipient, ours.outgoing.subject) == (
        "ruth@post.example", "The road works"
    )  # fmt: skip
    assert conversation.state == "answered"
    bring(
        letter(
            "Thank you.", sender="Ruth <ruth@post.example>", subject="Re: The road works",
            message_id="<back@post.example>", in_reply_to=f"<{ours.message_id}>",
        ),
        now=timezone.now(),
        is_live=True,
    )  # fmt: skip
    conversation.refresh_from_db()
    assert (Conversation.objects.count(), conversation.message_count) == (1, 2)
    assert conversation.state == "to_answer"


def test_a_letter_to_somebody_begins_with_their_name_and_ends_with_the_signature(
    desk: Client,
) -> None:
    write_signature(role="", language="en", text="Your office")
    person = somebody("Ruth Achieng", email="ruth@post.example", language="en")
    page = read(desk.get(f"/desk/people/{person.pk}/write/").content)
    assert page.one("textarea", name="text").text.strip() == "Dear Ruth Achieng,"
    assert "checked" in page.one("input", name="signed").attributes
    assert "Your office" in page.text
    typed = {"subject": "Roads", "text": "Dear Ruth Achieng,\n\nIt is done."}
    desk.post(f"/desk/people/{person.pk}/write/", typed | {"signed": "1"})
    desk.post(f"/desk/people/{person.pk}/write/", typed)
    signed, bare = Message.objects.order_by("pk")
    assert signed.said == "Dear Ruth Achieng,\n\nIt is done.\n\nYour office"
    assert bare.said == "Dear Ruth Achieng,\n\nIt is done."


@pytest.mark.parametrize(
    ("fields", "details", "said"),
    [
        ({"subject": "", "text": "Hello"}, {}, "A few words here"),
        ({"subject": "Roads", "text": "Dear Ruth Achieng,\n\n"}, {}, "nothing in it yet"),
        ({"subject": "Roads", "text": "  "}, {}, "nothing in it yet"),
        ({"subject": "Roads", "text": "Dear [first_name]"}, {}, "still wait for words"),
        ({"subject": "Roads", "text": "Hello"}, {"email": ""}, "no e-mail address"),
        ({"subject": "Roads", "text": "Hello"}, {"do_not_contact": True}, "do not want"),
        ({"subject": "Roads", "text": "Hello"}, {"is_deceased": True}, "have died"),
    ],
)
def test_a_letter_that_cannot_leave_says_why_and_keeps_its_words(
    fields: dict[str, str], details: dict[str, object], said: str, desk: Client
) -> None:
    person = somebody("Ruth Achieng", **{"email": "ruth@post.example", **details})
    response = desk.post(f"/desk/people/{person.pk}/write/", fields)
    assert response.status_code == 422
    assert said in read(response.content).text
    assert not Conversation.objects.exists()


def test_two_people_taken_for_one_are_parted_with_their_letters(
    desk: Client, now: datetime
) -> None:
    _write(now, count=2)
    person = Person.objects.get()
    point = person.contact_points.get()
    theirs = Conversation.objects.get(subject="The well 1")
    desk.post(
        f"/desk/people/{person.pk}/split/",
        {"name": "Amani Barasa", "point": [point.pk], "letter": [theirs.pk]},
    )
    other = Person.objects.get(name="Amani Barasa")
    assert list(other.contact_points.all()) == [point]
    assert list(Conversation.objects.filter(person=other)) == [theirs]
    assert theirs.messages.get().input.person == other
    assert Conversation.objects.filter(person=person).count() == 1


def test_contact_points_groups_relations_and_warnings_are_kept_and_taken_away(
    desk: Client,
) -> None:
    person, other = somebody("Ruth Achieng"), somebody("Otis Barasa")
    at = f"/desk/people/{person.pk}"
    desk.post(f"{at}/contact/", {"kind": "phone", "value": "+254 700 000 001"})
    desk.post(f"{at}/group/", {"name": "Traders"})
    desk.post(f"{at}/belongs/", {"kind": "guardian", "person": other.pk})
    desk.post(f"{at}/belongs/", {"kind": "household", "person": other.pk})
    desk.post(
        f"{at}/belongs/",
        {"kind": "leader", "new_organisation": "Lake Union", "organisation_kind": "cso"},
    )
    desk.post(f"{at}/warning/", {"text": "There is a dog.", "call_first": "police"})
    text = read(desk.get(f"{at}/").content).text
    for words in ("+254700000001", "Traders", "Guardian of", "Leader of", "Lake Union", "a dog"):
        assert words in text, words
    person.refresh_from_db()
    assert person.household is not None

    desk.post(f"{at}/contact/{person.contact_points.get().pk}/remove/")
    desk.post(f"{at}/group/{person.groups.get().pk}/leave/")
    desk.post(f"{at}/household/leave/")
    for relation in list(person.relations.all()):
        desk.post(f"/desk/people/relations/{relation.pk}/end/")
    desk.post(f"/desk/people/warnings/{StaffWarning.objects.get().pk}/lift/")
    text = read(desk.get(f"{at}/").content).one("main").text
    for words in ("+254700000001", "Guardian of Otis", "Lake Union", "a dog"):
        assert words not in text, words


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.AUDITOR])
def test_who_may_not_merge_or_write_is_refused(role: Role, office: Office) -> None:
    person = somebody("Ruth Achieng", email="ruth@post.example")
    user = member_of_staff(email="v@highlands.example", name="Vera Odhiambo", roles=[role])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    assert client.get(f"/desk/people/{person.pk}/").status_code == 200
    for path in ("write", "split"):
        assert client.get(f"/desk/people/{person.pk}/{path}/").status_code == 403, path
    assert client.get("/desk/people/same/").status_code == 403
