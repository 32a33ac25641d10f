"""Cases come in and go out at the desk."""

import io
import json
from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baraza.base.accounts.models import Role
from baraza.base.audit.models import AuditEntry
from baraza.base.office_register.models import Office
from baraza.engagement.casework.models import Case, CaseHold, CaseImport
from tests.cases import a_case
from tests.people import somebody
from tests.staff import member_of_staff, sign_in

FILE = "number,title,name,note\n1,The well,Amani Njeri,\n1,,,She called\n"


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def case(office: Office, now: datetime) -> Case:
    """A case of Amani's."""
    return a_case(now=now, person=somebody("Amani Njeri"), story="It stopped in March.")


def _chosen(desk: Client, content: str = FILE) -> CaseImport:
    file = SimpleUploadedFile("cases.csv", content.encode(), content_type="text/csv")
    answer = desk.post("/desk/cases/import/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return CaseImport.objects.get()


def test_a_file_is_looked_at_brought_in_and_taken_back(
    desk: Client, office: Office, run_jobs: Callable[[], object]
) -> None:
    case_import = _chosen(desk)
    address = f"/desk/cases/import/{case_import.pk}/"
    preview = desk.get(address).content.decode()
    assert "The well" in preview
    assert not Case.objects.exists()
    desk.post(f"{address}begin/")
    run_jobs()
    done = desk.get(address).content.decode()
    assert "Cases added" in done
    assert Case.objects.get().notes.count() == 1
    report = b"".join(desk.get(f"{address}report/").streaming_content).decode()
    assert report.count("\n") >= 3
    desk.post(f"{address}undo/")
    assert not Case.objects.exists()


def test_a_file_that_says_nothing_of_cases_is_refused_and_not_kept(
    desk: Client, office: Office
) -> None:
    file = SimpleUploadedFile("x.csv", b"colour,taste\nred,sweet\n", content_type="text/csv")
    answer = desk.post("/desk/cases/import/", {"file": file})
    assert answer.status_code == 422
    assert "No column says what a case is about" in answer.content.decode()
    assert not CaseImport.objects.exists()


@pytest.mark.parametrize("whole", ["", "1"])
def test_a_case_leaves_as_a_pdf_and_the_trail_says_so(desk: Client, case: Case, whole: str) -> None:
    answer = desk.post(f"/desk/cases/{case.pk}/take-out/", {"format": "pdf", "whole": whole})
    assert answer.content.startswith(b"%PDF")
    assert f'filename="{case.code}.pdf"' in answer["Content-Disposition"]
    entry = AuditEntry.objects.about(case).get(act="case_exported")
    assert entry.detail == {"complete": 1 if whole else 0}


def test_a_case_leaves_as_json(desk: Client, case: Case) -> None:
    answer = desk.post(f"/desk/cases/{case.pk}/take-out/", {"format": "json", "whole": "1"})
    read = json.load(io.BytesIO(b"".join(answer.streaming_content)))
    assert read["case"]["story"] == "It stopped in March."


def test_only_those_who_may_take_data_out_can(client: Client, office: Office, case: Case) -> None:
    client.defaults["HTTP_HOST"] = "highlands.localhost"
    worker = member_of_staff(
        email="juma@highlands.example", name="Juma Abdi", roles=[Role.CASEWORKER]
    )
    sign_in(client, worker)
    answer = client.post(f"/desk/cases/{case.pk}/take-out/", {"format": "json"})
    assert answer.status_code == 403
    ending = client.get(f"/desk/cases/{case.pk}/part/?of=closing").content.decode()
    assert "How it ends" in ending
    assert "take-out" not in ending
    assert not AuditEntry.objects.filter(act="case_exported").exists()


def test_a_case_is_held_with_a_reason_and_the_hold_is_lifted(desk: Client, case: Case) -> None:
    address = f"/desk/cases/{case.pk}/hold/"
    assert desk.post(address, {"reason": ""}).status_code == 422
    desk.post(address, {"reason": "A lawsuit"})
    hold = CaseHold.objects.get()
    ending = desk.get(f"/desk/cases/{case.pk}/part/?of=closing")
    assert "A lawsuit" in ending.content.decode()
    assert "take-out" in ending.content.decode()
    desk.post(f"/desk/cases/holds/{hold.pk}/lift/")
    hold.refresh_from_db()
    assert hold.lifted_at is not None
