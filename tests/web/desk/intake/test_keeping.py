"""What is told is kept while it is typed, with its photos, and goes with the case."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import User
from baraza.common.paper import new_code
from baraza.common.uploads import MOST_BYTES
from baraza.engagement.casework.models import Case, Intake
from tests.staff import member_of_staff
from tests.web.desk.intake.telling import HTMX, NEW, PNG, told
from tests.web.desk.page import read


def test_what_is_typed_is_kept_encrypted_and_found_again(desk: Client, staff: User) -> None:
    sent = told(story="He needs insulin")
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)

    intake = Intake.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM casework_intake")
        assert "insulin" not in cursor.fetchone()[0]
    assert "He needs insulin" in read(desk.get(NEW).content).text
    page = read(desk.get(f"{NEW}?intake={intake.code}").content)
    assert page.one("textarea", name="story").text.strip() == "He needs insulin"
    assert page.one("input", name="phone").attributes["value"] == sent["phone"]

    colleague = member_of_staff(email="omar@highlands.example", name="Omar")
    desk.force_login(colleague)
    assert "insulin" not in desk.get(NEW).content.decode()
    assert desk.get(f"{NEW}?intake={intake.code}").status_code == 404


def test_opened_its_words_stand_nowhere_twice(desk: Client) -> None:
    sent = told()
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)
    desk.post(NEW, sent, headers=HTMX)

    assert Intake.objects.get().typed == ""
    # A save that was still on its way brings nothing back.
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)
    assert Intake.objects.get().typed == ""


def test_put_away_it_can_be_brought_back(desk: Client) -> None:
    sent = told()
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)

    answer = desk.post(reverse("desk:new-case-put-away"), {"code": sent["code"]}, headers=HTMX)

    assert not Intake.objects.exists()
    tree = read(answer.content)
    again = {
        each.attributes["name"]: each.attributes["value"]
        for each in tree.all("input", type="hidden")
        if each.attributes.get("value")
    }
    answer = desk.post(reverse("desk:new-case-keep"), again, headers=HTMX)
    assert answer["HX-Redirect"] == f"{NEW}?intake={sent['code']}"
    page = read(desk.get(answer["HX-Redirect"]).content)
    assert page.one("textarea", name="story").text.strip() == sent["story"]


def test_photos_are_kept_at_once_and_go_with_the_case(desk: Client) -> None:
    sent = told()
    photos = [SimpleUploadedFile(name, PNG, "image/png") for name in ("a.png", "b.png")]
    desk.post(reverse("desk:new-case-file"), {"code": sent["code"], "files": photos})
    file = Intake.objects.get().files.first()
    desk.post(reverse("desk:new-case-file-remove", args=[file.public_id]), headers=HTMX)

    desk.post(NEW, sent, headers=HTMX)

    kept = Case.objects.get().files.get()
    assert (kept.name, bytes(kept.content)) == ("b.png", PNG)
    assert not Intake.objects.get().files.exists()


def test_a_photo_that_is_too_large_is_refused_and_nothing_typed_is_lost(desk: Client) -> None:
    sent = told()
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)
    huge = SimpleUploadedFile("huge.png", PNG + b"\0" * MOST_BYTES, "image/png")
    fine = SimpleUploadedFile("fine.png", PNG, "image/png")

    answer = desk.post(reverse("desk:new-case-file"), {"code": sent["code"], "files": [huge, fine]})

    tree = read(answer.content)
    assert "huge.png: The file is too large. At most 25 MB can be kept." in tree.text
    assert [one.name for one in Intake.objects.get().files.all()] == ["fine.png"]
    assert Intake.objects.get().typed


def test_what_says_png_and_is_not_is_refused(desk: Client) -> None:
    false = SimpleUploadedFile("a.png", b"MZ\x90\0", "image/png")

    answer = desk.post(reverse("desk:new-case-file"), {"code": new_code(), "files": [false]})

    assert "wrong" in answer.content.decode()
    assert not Intake.objects.exists()


def test_the_page_asks_as_much_with_three_begun_as_with_one(desk: Client) -> None:
    counts = []
    for number in (1, 2, 3):
        desk.post(reverse("desk:new-case-keep"), told(story=f"Number {number}"), headers=HTMX)
        with CaptureQueriesContext(connection) as asked:
            desk.get(NEW)
        counts.append(len(asked))

    assert counts[0] == counts[2]
