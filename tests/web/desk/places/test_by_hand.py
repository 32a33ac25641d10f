"""Areas added, renamed, moved and ended at the desk."""

from datetime import datetime

import pytest
from django.test import Client

from baraza.base.accounts.models import Role
from baraza.base.office_register.models import Office
from baraza.base.places.models import Area
from tests.base.places.actions.test_importing import TREE, take
from tests.staff import member_of_staff
from tests.web.desk.page import read

AREAS = "/desk/insight/areas/"


@pytest.fixture
def mbuni(office: Office, now: datetime) -> Area:
    take(TREE, now)
    return Area.objects.get(name="Mbuni")


def test_the_first_area_needs_no_file(desk: Client) -> None:
    empty = read(desk.get(AREAS).content)
    assert empty.one("a", href=f"{AREAS}new/").text == "Add one by hand"
    desk.post(f"{AREAS}new/", {"name": "Mbuni", "kind": "ward", "parent": ""})
    assert read(desk.get(AREAS).content).one("th", scope="row").text == "Mbuni"


def test_a_name_twice_in_one_place_is_refused_and_nothing_is_lost(
    desk: Client, mbuni: Area
) -> None:
    answer = desk.post(f"{AREAS}new/", {"name": "mbuni", "kind": "ward", "parent": mbuni.parent_id})
    assert answer.status_code == 422
    shown = read(answer.content)
    assert "There is one of that name and kind" in shown.one("ul", class_="errorlist").text
    assert shown.one("input", name="name").attributes["value"] == "mbuni"


def test_renamed_moved_and_ended_each_is_told_and_undone(desk: Client, mbuni: Area) -> None:
    page = f"{AREAS}{mbuni.pk}/"
    kusini = Area.objects.get(name="Kusini")
    desk.post(f"{page}place/", {"name": "Mbuni Mpya", "kind": "town", "parent": kusini.pk})
    desk.post(f"{page}end/", {"day": "2026-05-04", "successors": [kusini.pk]})
    shown = read(desk.get(page).content)
    assert "Now: Kusini" in shown.text
    history = shown.one("section", aria_labelledby="history")
    assert [line.text.split(" ")[0] for line in history.all("li")] == ["No", "Name,"]
    assert len(history.all("form")) == 1, "only the last change is undone"

    for _ in range(2):
        form = read(desk.get(page).content).one("section", aria_labelledby="history").one("form")
        desk.post(form.attributes["action"])

    mbuni.refresh_from_db()
    assert (mbuni.name, mbuni.kind, mbuni.valid_to) == ("Mbuni", "ward", None)
    assert mbuni.parent.name == "Kaskazini"


def test_what_is_no_longer_in_force_is_not_counted_among_the_areas_within(
    desk: Client, mbuni: Area
) -> None:
    def within() -> int:
        rows = read(desk.get(AREAS).content).all("tr")
        [row] = [row for row in rows if row.text.startswith(mbuni.parent.name)]
        return int(row.all("td")[-1].text)

    before = within()
    desk.post(f"{AREAS}{mbuni.pk}/end/", {"day": "2026-05-04"})
    assert within() == before - 1


def test_an_area_is_not_offered_what_lies_in_it(desk: Client, mbuni: Area) -> None:
    wider = mbuni.parent
    shown = read(desk.get(f"{AREAS}{wider.pk}/place/").content)
    offered = [each.text for each in shown.one("select", name="parent").all("option")]
    assert offered == ["nothing wider", "Kusini"]


def test_who_does_not_set_up_changes_no_area(mbuni: Area) -> None:
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(
        member_of_staff(email="kim@highlands.example", name="Kim", roles=[Role.CASEWORKER])
    )
    for path in ("new/", f"{mbuni.pk}/place/", f"{mbuni.pk}/end/"):
        assert client.get(f"{AREAS}{path}").status_code == 403
