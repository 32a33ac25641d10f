from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baraza.base.office_register.models import Office
from baraza.base.people.models import ImportState, PeopleImport, Person
from baraza.base.people.models.exchange import Outcome

pytestmark = pytest.mark.django_db

TABLE = "Who,E-mail\nAmani Njeri,amani@post.example\n,nobody@post.example\n"
IMPORT = "/desk/people/import/"


def upload(desk: Client, text: str = TABLE, name: str = "people.csv"):
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, text.encode())})


def test_an_address_book_is_looked_at_brought_in_and_taken_back(
    desk: Client, run_jobs: Callable[[], int]
):
    page = upload(desk)
    people_import = PeopleImport.objects.get()
    assert page.status_code == 302
    preview = desk.get(page.url)
    assert Person.objects.count() == 0
    assert "What the columns mean" in preview.content.decode()

    desk.post(page.url, {"column-0": "name", "column-1": "email"})
    assert "Amani Njeri" in desk.get(page.url).content.decode()

    desk.post(f"{page.url}begin/")
    run_jobs()
    people_import.refresh_from_db()
    assert people_import.state == ImportState.DONE
    assert Person.objects.get().name == "Amani Njeri"

    report = b"".join(desk.get(f"{page.url}report/").streaming_content).decode()
    assert str(Outcome.UNUSABLE.label) in report

    desk.post(f"{page.url}undo/")
    assert Person.objects.count() == 0


def test_a_table_without_a_name_cannot_begin(desk: Client):
    page = upload(desk)

    refused = desk.post(page.url, {"column-0": "", "column-1": "email"})

    assert refused.status_code == 422
    assert "which column is the name" in refused.content.decode()


def test_what_is_no_table_is_refused_and_nothing_is_kept(desk: Client):
    refused = upload(desk, "\x00\x01\x02" * 50, "people.xlsx")

    assert refused.status_code == 422
    assert PeopleImport.objects.count() == 0


def test_a_previewed_file_that_is_left_is_removed(desk: Client):
    page = upload(desk)
    desk.post(f"{page.url}stop/")

    people_import = PeopleImport.objects.get()
    assert (people_import.state, people_import.stored_as) == (ImportState.CANCELLED, "")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "vcf"])
def test_a_list_is_exported_and_can_be_brought_in_again(desk: Client, kind: str, office: Office):
    upload(desk, "Name,E-mail\n=Amani,amani@post.example\nBahati Otieno,b@post.example\n")
    answer = desk.get(f"/desk/people/export/?format={kind}")

    assert answer.status_code == 200
    assert f"people.{kind}" in answer["Content-Disposition"]


def test_exports_are_harmless_in_a_spreadsheet(desk: Client, now: datetime):
    person = Person(added_at=now)
    person.rename("=HYPERLINK(1)")
    person.save()

    text = b"".join(desk.get("/desk/people/export/").streaming_content).decode()

    assert '"\'=HYPERLINK(1)"' in text


def test_exporting_asks_the_same_number_of_questions_however_many(desk: Client, now: datetime):
    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            b"".join(desk.get("/desk/people/export/").streaming_content)
        return len(asked.captured_queries)

    for number in range(3):
        person = Person(added_at=now)
        person.rename(f"Person {number}")
        person.save()
        if number == 0:
            ask()
            one = ask()
    assert ask() == one
