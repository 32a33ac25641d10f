"""What is typed is kept while it is typed, with its scans, for whoever typed it."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.logbook.models import EntryDraft, EntryFile
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.entry.typed import ENTRY, HTMX, typed
from tests.web.desk.page import read

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def test_a_draft_survives_a_closed_browser(desk: Client, staff: User) -> None:
    topic = Topic.objects.create(name="Transport")
    answer = desk.post(
        f"{ENTRY}draft/", typed(topic=topic.pk, outcome="done", answer="From Monday.")
    )
    assert "Draft kept" in answer.content.decode()

    again = Client(headers={"host": "highlands.localhost"})
    again.force_login(staff)
    tree = read(again.get(ENTRY).content)
    assert tree.one("input", name="key").attributes["value"] == "abc123"
    assert tree.one("textarea", name="text").text.strip() == typed()["text"]
    assert "checked" in tree.one("input", name="outcome", value="done").attributes


def test_another_entry_begun_is_listed_and_never_overwritten(desk: Client, now: datetime) -> None:
    desk.post(f"{ENTRY}draft/", typed())
    person = somebody("Ruth Adeyemi")

    tree = read(desk.get(f"{ENTRY}?person={person.pk}").content)

    assert tree.one("input", name="key").attributes["value"] != "abc123"
    assert tree.one("aside").one("a").attributes["href"] == f"{ENTRY}?draft=abc123"


def test_nobody_sees_a_colleagues_draft(desk: Client, office: Any) -> None:
    desk.post(f"{ENTRY}draft/", typed())
    other = Client(headers={"host": "highlands.localhost"})
    other.force_login(member_of_staff(email="sam@highlands.example", name="Sam"))

    page = other.get(f"{ENTRY}?draft=abc123").content.decode()

    assert typed()["text"] not in page


def test_put_away_can_be_brought_back(desk: Client) -> None:
    desk.post(f"{ENTRY}draft/", typed())
    answer = desk.post(f"{ENTRY}discard/", {"key": "abc123"}, headers=HTMX)
    assert not EntryDraft.objects.exists()

    form = read(answer.content).one(class_="toast").one("form")
    fields = {
        field.attributes["name"]: field.attributes["value"]
        for field in form.all("input")
        if field.attributes.get("value")
    }
    back = desk.post(form.attributes["action"], fields, headers=HTMX)

    assert back["HX-Redirect"] == f"{ENTRY}?draft=abc123"
    assert EntryDraft.objects.get().typed["text"] == typed()["text"]


def test_a_scan_is_kept_with_the_draft_and_seen_in_the_thread(desk: Client) -> None:
    scan = SimpleUploadedFile("../../scan.pdf", PDF)
    answer = desk.post(f"{ENTRY}files/", {"scans": scan, "key": "abc123"}, headers=HTMX)
    assert "scan.pdf" in answer.content.decode()

    desk.post(ENTRY, typed(channel="letter", text=""), headers=HTMX)

    attached = Message.objects.get().attachments.get()
    got = desk.get(reverse("desk:attachment", args=[attached.public_id]))
    assert got.content == PDF
    assert not EntryFile.objects.exists()


def test_what_is_no_scan_is_refused_and_says_why(desk: Client) -> None:
    program = SimpleUploadedFile("scan.pdf", b"MZ\x90\x00 a program")

    answer = desk.post(f"{ENTRY}files/", {"scans": program, "key": "abc123"}, headers=HTMX)

    assert "Files of this kind are not taken here" in answer.content.decode()
    assert not EntryFile.objects.exists()


def test_a_scan_can_be_taken_out_by_its_owner_alone(desk: Client, office: Any) -> None:
    scan = SimpleUploadedFile("scan.pdf", PDF)
    desk.post(f"{ENTRY}files/", {"scans": scan, "key": "abc123"})
    file = EntryFile.objects.get()
    other = Client(headers={"host": "highlands.localhost"})
    other.force_login(member_of_staff(email="sam@highlands.example", name="Sam"))
    address = reverse("desk:entry-file-remove", args=[file.public_id])

    assert other.post(address).status_code == 404
    assert EntryFile.objects.exists()
    desk.post(address)
    assert not EntryFile.objects.exists()


def queries_of_the_page(desk: Client) -> int:
    desk.get(ENTRY)
    with CaptureQueriesContext(connection) as queries:
        desk.get(ENTRY)
    return len(queries)


def test_the_page_costs_the_same_however_much_is_begun(desk: Client) -> None:
    Topic.objects.create(name="Transport")
    desk.post(f"{ENTRY}draft/", typed(key="one"))
    desk.post(f"{ENTRY}draft/", typed(key="other"))
    few = queries_of_the_page(desk)
    for number in range(3):
        Topic.objects.create(name=f"Topic {number}")
        desk.post(f"{ENTRY}draft/", typed(key=f"more{number}"))
        scan = SimpleUploadedFile("scan.pdf", PDF)
        desk.post(f"{ENTRY}files/", {"scans": scan, "key": f"more{number}"})

    assert queries_of_the_page(desk) == few


def test_what_was_brought_back_is_not_offered_to_be_undone(desk: Client) -> None:
    desk.post(f"{ENTRY}draft/", typed(), headers=HTMX)
    put_away = read(desk.post(f"{ENTRY}discard/", {"key": "abc123"}, headers=HTMX).content)
    form = put_away.one(class_="toast").one("form")
    fields = {
        field.attributes["name"]: field.attributes.get("value", "") for field in form.all("input")
    }
    assert fields["undoes"] == "1"
    brought_back = desk.post(form.attributes["hx-post"], fields, headers=HTMX)
    assert brought_back["HX-Redirect"] == f"{ENTRY}?draft=abc123"
    again = desk.post(f"{ENTRY}discard/", {"key": "abc123", "undoes": "1"}, headers=HTMX)
    assert read(again.content).one(class_="toast").all("form") == []
