"""A file of agencies on the screen: looked at, brought in, told, taken back, taken out."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baraza.base.accounts.models import User
from baraza.engagement.casework.models import Agency, AgencyImport
from tests.agencies import an_agency
from tests.cases import kind_of
from tests.web.desk.page import read

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/agencies/import/"
TABLE = "Agency;Responsible for;Area\nWater Board;Water;\nRoad Agency;Dragons;\n"


def upload(desk: Client, content: str, name: str = "agencies.csv"):
    return desk.post(ADDRESS, {"file": SimpleUploadedFile(name, content.encode())})


def test_a_file_is_looked_at_brought_in_told_and_taken_back(desk: Client, staff: User) -> None:
    kind_of("Water")
    answer = upload(desk, TABLE)
    one = AgencyImport.objects.get()
    assert answer["Location"] == f"{ADDRESS}{one.pk}/"
    page = read(desk.get(answer["Location"]).content)
    assert not Agency.objects.exists()
    assert "Added 2 rows" in page.text
    assert "There is no kind of case called so." in page.text

    desk.post(page.one("form", action=f"{ADDRESS}{one.pk}/begin/").attributes["action"])
    assert Agency.objects.count() == 2
    one.refresh_from_db()
    assert one.rows == []
    page = read(desk.get(f"{ADDRESS}{one.pk}/").content)
    assert page.one("td", class_="number").text == "3"
    report = b"".join(desk.get(f"{ADDRESS}{one.pk}/report/")).decode()
    assert '"2","Added",""' in report
    assert "Water Board" not in report

    desk.post(page.one("form", action=f"{ADDRESS}{one.pk}/undo/").attributes["action"])
    assert not Agency.objects.exists()
    page = read(desk.post(f"{ADDRESS}{one.pk}/undo/", follow=True).content)
    assert "This was taken back before." in page.text


def test_left_alone_nothing_of_the_file_is_kept(desk: Client) -> None:
    upload(desk, TABLE)
    one = AgencyImport.objects.get()
    desk.post(f"{ADDRESS}{one.pk}/leave/")
    assert not AgencyImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("Colour;Size\nred;1\n", "No column is called “Agency”"),
        ("Agency\n" + "Board\n" * 5_001, "5000 rows at most"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    desk: Client, content: str, said: str
) -> None:
    answer = upload(desk, content)
    assert answer.status_code == 422
    assert said in read(answer.content).text.replace(",", "")
    assert not AgencyImport.objects.exists()


def test_the_list_is_taken_out_as_the_form_that_brings_it_in(desk: Client, now: datetime) -> None:
    an_agency("Water Board", now=now, how_it_really_goes="=cmd()")
    table = b"".join(desk.get("/desk/agencies/export/")).decode("utf-8-sig")
    heading, row = table.strip().splitlines()
    assert heading.startswith('"Agency","Other names","Level"')
    assert "'=cmd()" in row
    assert upload(desk, table).status_code == 302
    page = read(desk.get(f"{ADDRESS}{AgencyImport.objects.get().pk}/").content)
    assert "Already here 1 row" in page.text
    form = b"".join(desk.get(f"{ADDRESS}form/")).decode("utf-8-sig")
    assert form.strip() == heading
