"""Areas at the desk: brought in after a look, read, changed, drawn."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baraza.base.accounts.models import Role, User
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.placing import set_area
from baraza.base.places.actions.importing import take_areas
from baraza.base.places.models import Area, AreaFile
from baraza.dialogue.conversations.models import Conversation
from tests.base.places.actions.test_importing import TREE
from tests.insight.test_places import AREAS, letters
from tests.staff import member_of_staff
from tests.web.desk.page import Element, read


def upload(content: bytes, name: str = "areas.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def page(client: Client, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return read(answer.content)


def test_a_file_is_looked_at_before_it_changes_anything(desk: Client) -> None:
    content = TREE + b"Nowhere,hamletish,,,,,,\n"
    answer = desk.post("/desk/insight/areas/file/", upload(content))
    assert answer.status_code == 302
    assert not Area.objects.exists()
    preview = page(desk, answer["Location"])
    lines = [line.text for line in preview.all("tr")[1:]]
    assert "hamletish" in lines[0], "what needs a look stands first"
    assert len(lines) == 5
    assert preview.one("button", class_="strong").text == "Take 4 areas"
    desk.post(answer["Location"])
    assert Area.objects.count() == 4
    assert not AreaFile.objects.exists()
    assert desk.get(answer["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("areas.csv", b"a,b\n1,2\n", "“name”"),
        ("areas.geojson", b"{", "GeoJSON"),
        ("areas.exe", b"name,kind\nA,ward\n", "Files of this kind"),
        ("areas.csv", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words(
    desk: Client, name: str, content: bytes, said: str
) -> None:
    answer = desk.post("/desk/insight/areas/file/", upload(content, name))
    assert answer.status_code == 422
    assert said in read(answer.content).one("ul", class_="errorlist").text
    assert not AreaFile.objects.exists()


def test_a_file_of_another_office_is_not_there(
    desk: Client, two_offices: tuple[Office, Office], now: datetime
) -> None:
    with within(two_offices[1]):
        kept = AreaFile.objects.create(name="x", content=TREE, uploaded_at=now)
    assert desk.get(f"/desk/insight/areas/file/{kept.pk}/").status_code == 404


def test_an_area_says_what_is_known_and_takes_what_the_office_knows(
    desk: Client, now: datetime
) -> None:
    take_areas(content=TREE, by=None, now=now)
    mbuni, tosa = Area.objects.get(code="K1"), Area.objects.get(code="K2")
    shown = page(desk, f"/desk/insight/areas/{mbuni.pk}/")
    assert "Inside the constituency." in shown.text
    answer = desk.post(
        f"/desk/insight/areas/{mbuni.pk}/change/",
        {"population": "9500", "is_marginalised": "on", "postcodes": "1142\n11-50, 1143"},
        follow=True,
    )
    mbuni.refresh_from_db()
    assert (mbuni.population, mbuni.is_remote, mbuni.is_marginalised) == (9500, False, True)
    assert set(mbuni.postcodes.values_list("prefix", flat=True)) == {"1142", "1143"}
    assert set(tosa.postcodes.values_list("prefix", flat=True)) == {"1150"}
    assert "1150" in read(answer.content).text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("7 Lake Lane, 1140 Town", "Mbuni (Ward). Inside the constituency."),
        ("Kusini", "Kusini (District). Outside the constituency."),
        ("Behind the big tree", "We do not know"),
    ],
)
def test_an_address_can_be_tried(desk: Client, now: datetime, address: str, said: str) -> None:
    take_areas(content=TREE, by=None, now=now)
    answer = desk.get("/desk/insight/areas/", {"address": address})
    assert said in read(answer.content).one("p", role="status").text


def test_the_map_stands_beside_its_table_and_withholds_small_groups(
    desk: Client, now: datetime
) -> None:
    take_areas(content=AREAS, by=None, now=now)
    letters(now, "M", people=9)
    letters(now, "T", people=2)
    letters(now, "L", people=6)
    answer = desk.get("/desk/insight/map/", {"days": "365", "kind": "ward"})
    shown = read(answer.content)
    assert shown.one("figure").one("h2").text == "Most letters came from Mbuni"
    assert "withheld" in shown.one("table").text
    assert b"<svg aria-hidden" in answer.content


def test_the_map_makes_do_with_nonsense(desk: Client, now: datetime) -> None:
    take_areas(content=TREE, by=None, now=now)
    assert (
        desk.get("/desk/insight/map/", {"days": "x", "kind": "'", "measure": "?"}).status_code
        == 200
    )


def test_pages_without_areas_say_what_will_be_there(desk: Client) -> None:
    for address in ("/desk/insight/map/", "/desk/insight/areas/"):
        assert page(desk, address).one("h2").text == "No areas yet"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", ["/desk/insight/map/", "/desk/insight/areas/"])
def test_pages_take_as_many_queries_for_many_areas_as_for_one(
    desk: Client, now: datetime, address: str, count: int, django_assert_num_queries
) -> None:
    rows = "".join(f"W{number},ward\n" for number in range(count))
    take_areas(content=f"name,kind\n{rows}".encode(), by=None, now=now)
    desk.get(address)
    with django_assert_num_queries(14 if address.endswith("areas/") else 15):
        desk.get(address)


def test_who_lives_where_stands_beside_the_letter(
    desk: Client, staff: User, conversation: Conversation, now: datetime
) -> None:
    address = f"/desk/inbox/{conversation.pk}/"

    def said() -> str:
        return page(desk, address).one("aside").text

    assert "live" not in said(), "an office without areas says nothing of places"
    take_areas(content=TREE, by=None, now=now)
    assert "We do not know where they live" in said()
    set_area(person=conversation.person, area=Area.objects.get(code="K1"), by=staff)
    assert "Lives in Mbuni (ward)" in said()
    set_area(person=conversation.person, area=Area.objects.get(code="S"), by=staff)
    assert "Outside the constituency: lives in Kusini (district)" in said()


def test_what_those_outside_are_told_is_kept_in_each_language(desk: Client) -> None:
    answer = desk.post(
        "/desk/insight/areas/constituency/",
        {"asks_where": "on", "words_en": "Please ask your own member.", "words_fr": " "},
    )
    assert answer.status_code == 302
    assert profile().asks_where
    assert profile().outside_words == {"en": "Please ask your own member."}


def test_who_does_not_set_up_reads_and_changes_nothing(office: Office, now: datetime) -> None:
    take_areas(content=TREE, by=None, now=now)
    user = member_of_staff(email="kim@highlands.example", name="Kim", roles=[Role.CASEWORKER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    area = Area.objects.get(code="K1")
    shown = page(client, f"/desk/insight/areas/{area.pk}/")
    assert shown.all("form", class_="card") == []
    assert client.post(f"/desk/insight/areas/{area.pk}/change/", {}).status_code == 403
    assert client.get("/desk/insight/areas/file/").status_code == 403


def test_staff_say_where_somebody_lives(
    desk: Client, conversation: Conversation, now: datetime
) -> None:
    take_areas(content=TREE, by=None, now=now)
    person, mbuni = conversation.person, Area.objects.get(code="K1")
    address = f"/desk/insight/areas/of/{person.pk}/"
    choices = [option.text for option in page(desk, address).all("option")]
    assert choices == ["we do not know", "Kaskazini", "Mbuni", "Tosa", "Kusini"]
    for chosen, area in [(mbuni.pk, mbuni), ("", None)]:
        assert desk.post(address, {"area": chosen}).status_code == 302
        person.refresh_from_db()
        assert person.area == area
    assert desk.post(address, {"area": "999999"}).status_code == 422
