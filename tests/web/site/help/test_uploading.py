"""Files of a form: kept, removed, refused, and given to the case."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baraza.engagement.casework.models import Case, CaseKind, Intake
from baraza.web.site.help import uploading
from tests.web.site.help.conftest import Ask
from tests.web.site.page import alerts, value

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200


def test_files_are_kept_and_removed_one_by_one(visitor: Client, begin: Callable[[], str]) -> None:
    questions = begin().replace("/story/", "/questions/")
    two = [SimpleUploadedFile("letter.png", PNG), SimpleUploadedFile("../other.png", PNG)]
    page = visitor.post(questions, {"files": two, "add": "1"})
    assert page.status_code == 200
    intake = Intake.objects.get()
    assert [file.name for file in intake.files.all()] == ["letter.png", "other.png"]
    visitor.post(questions, {"remove": str(intake.files.last().public_id)})
    assert [file.name for file in intake.files.all()] == ["letter.png"]
    visitor.post(questions, {"remove": "nonsense"})
    assert intake.files.count() == 1


def test_the_files_of_a_form_are_the_files_of_the_case(
    ask: Ask, run_jobs: Callable[[], int]
) -> None:
    ask()
    intake = Intake.objects.get()
    intake.files.create(name="letter.png", media_type="image/png", size=3, content=b"abc")
    run_jobs()
    file = Case.objects.get().files.get()
    assert (file.name, bytes(file.content)) == ("letter.png", b"abc")
    assert not intake.files.exists()


def test_a_photo_of_two_hundred_megabytes_is_refused_and_the_rest_kept(
    visitor: Client, begin: Callable[[], str], monkeypatch: pytest.MonkeyPatch, kind: CaseKind
) -> None:
    monkeypatch.setattr(uploading, "MOST_BYTES", 100_000)
    questions = begin().replace("/story/", "/questions/")
    large = BytesIO(PNG + b"\0" * 2_000_000)
    large.name = "photo.png"
    number = f"answer-{kind.fields.first().pk}"
    page = visitor.post(questions, {number: "P-77", "files": large})
    assert page.status_code == 422
    assert "photo.png" in alerts(page.content)
    assert value(page.content, number) == "P-77"
    assert not Intake.objects.get().files.exists()


def test_a_program_is_no_document(visitor: Client, begin: Callable[[], str]) -> None:
    questions = begin().replace("/story/", "/questions/")
    page = visitor.post(questions, {"files": SimpleUploadedFile("bill.pdf", b"MZ\0\0program")})
    assert page.status_code == 422
    assert "bill.pdf" in alerts(page.content)
