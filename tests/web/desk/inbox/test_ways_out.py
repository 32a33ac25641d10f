"""Files, paper and other offices, as the composer offers them."""

from datetime import datetime
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.agenda.actions import add_topic
from baraza.base.channels.models import OutgoingItem
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import (
    Attachment,
    Conversation,
    Draft,
    DraftFile,
    Message,
    PaperLetter,
    Redirect,
)
from baraza.dialogue.letters.actions import (
    save_letter,
    write_signature,
    write_talking_points,
)
from tests.letters import bring
from tests.web.desk.page import read

HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.7\n" + b"0" * 40
pytestmark = pytest.mark.django_db


def file(content: bytes = PDF, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_are_kept_with_the_words_and_refused_ones_named(
    desk: Client, conversation: Conversation
) -> None:
    answer = desk.post(
        reverse("desk:enclose", args=[conversation.pk]),
        {"text": "See the plan.", "file": [file(), file(b"MZ\x90\0", "holiday.jpg")]},
        headers=HTMX,
    )
    tree = read(answer.content)
    assert "plan.pdf" in tree.one("ul", class_="files").text
    assert "holiday.jpg" in tree.one(role="alert").text
    assert Draft.objects.get().text == "See the plan."
    [kept] = DraftFile.objects.all()
    desk.post(reverse("desk:take-out", args=[kept.public_id]), headers=HTMX)
    assert not DraftFile.objects.exists()


def test_a_sent_file_is_seen_in_the_thread(desk: Client, conversation: Conversation) -> None:
    desk.post(
        reverse("desk:enclose", args=[conversation.pk]),
        {"text": "See the plan.", "file": file()},
        headers=HTMX,
    )
    desk.post(reverse("desk:reply", args=[conversation.pk]), {"text": "See it."}, headers=HTMX)
    tree = read(desk.get(reverse("desk:letter", args=[conversation.pk]) + "?state=all").content)
    address = tree.one(class_="ours").one("iframe").attributes["src"]
    shown = desk.get(address)
    assert (shown.content, shown["Content-Type"]) == (PDF, "application/pdf")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "claimed", "status"),
    [
        (PDF, "application/pdf", 200),
        (b"<html><script>alert(1)</script>", "application/pdf", 200),
        (b"\0\1\2 no picture", "image/png", 404),
        (b"PK\x03\x04rest", "text/plain", 404),
    ],
    ids=["pdf", "a page that says it is one", "no picture", "packed"],
)
def test_what_a_file_is_decides_whether_it_is_shown(
    desk: Client, office: Office, now: datetime, content: bytes, claimed: str, status: int
) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@post.example", "office@highlands.example"
    message["Subject"], message["Message-ID"] = "File", "<f@post.example>"
    message["Date"] = "Fri, 01 May 2026 08:00:00 +0000"
    message.set_content("See the file.")
    maintype, _, subtype = claimed.partition("/")
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename="file")
    bring(message.as_bytes(), now=now)
    attached = Attachment.objects.get()
    answer = desk.get(reverse("desk:in-place", args=[attached.public_id]))
    assert answer.status_code == status
    # What is a page never is one here: its words are shown as they stand, in a sandbox.
    if content.startswith(b"<html"):
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_the_signature_is_seen_and_leaves_unless_it_is_ticked_away(
    desk: Client, conversation: Conversation, staff: User
) -> None:
    write_signature(role="", language="en", text="[staff_name]\n[office]")
    write_signature(role="chief_of_staff", language="en", text="[staff_name], chief of staff")
    conversation.language = "en"
    conversation.save()
    address = reverse("desk:reply", args=[conversation.pk])
    tree = read(desk.get(address, headers=HTMX).content)
    assert tree.one("label", class_="sign").text == "Leila Haddad, chief of staff"
    assert "checked" in tree.one("input", name="signed").attributes
    desk.post(address, {"text": "Yes.", "signed": "1"}, headers=HTMX)
    desk.post(address, {"text": "No."}, headers=HTMX)
    texts = [*OutgoingItem.objects.order_by("pk").values_list("text", flat=True)]
    assert texts == ["Yes.\n\nLeila Haddad, chief of staff", "No."]


def test_a_letter_changed_meanwhile_is_told_once_and_the_words_are_kept(
    desk: Client, conversation: Conversation, now: datetime
) -> None:
    kept = save_letter(name="We ask", texts={"en": ("", "We ask them.")}, now=now)
    choice = {"choice": kept.texts.get().pk}
    tree = read(
        desk.post(reverse("desk:use-letter", args=[conversation.pk]), choice, headers=HTMX).content
    )
    form = {
        name: tree.one("input", name=name).attributes["value"]
        for name in ("letter", "version", "seen")
    } | {"text": tree.one("textarea", name="text").text}
    save_letter(letter=kept, name="We ask", texts={"en": ("", "We asked them.")}, now=now)

    address = reverse("desk:reply", args=[conversation.pk])
    answer = desk.post(address, form, headers=HTMX)
    assert answer.status_code == 422
    tree = read(answer.content)
    assert "We ask" in tree.one(role="alert").text
    assert tree.one("textarea", name="text").text == "We ask them."
    form["version"] = tree.one("input", name="version").attributes["value"]
    desk.post(address, form, headers=HTMX)
    assert OutgoingItem.objects.get().text == "We ask them."


def test_with_shift_a_letter_of_the_library_leaves_at_once(
    desk: Client, conversation: Conversation, now: datetime
) -> None:
    whole = save_letter(name="Whole", texts={"en": ("", "We ask them.")}, now=now).texts.get()
    open_ = save_letter(name="Open", texts={"en": ("", "About [topic].")}, now=now).texts.get()
    address = reverse("desk:use-letter", args=[conversation.pk])
    answer = desk.post(address, {"choice": open_.pk, "send": "1"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#composer")
    assert "[topic]" in read(answer.content).one(role="alert").text
    answer = desk.post(address, {"choice": whole.pk, "send": "1"}, headers=HTMX)
    assert answer["HX-Retarget"] == "#open"
    assert OutgoingItem.objects.get().text == "We ask them."


def test_a_colleagues_answer_stops_the_one_that_would_leave_at_once(
    desk: Client, conversation: Conversation, staff: User, now: datetime
) -> None:
    text = save_letter(name="Whole", texts={"en": ("", "We ask them.")}, now=now).texts.get()
    opened = conversation.messages.latest("pk").pk
    reply(conversation=conversation, author=staff, text="It is mended.", now=timezone.now())
    answer = desk.post(
        reverse("desk:use-letter", args=[conversation.pk]),
        {"choice": text.pk, "send": "1", "opened": opened},
        headers=HTMX,
    )
    assert "It is mended." in read(answer.content).one(role="alert").text
    assert OutgoingItem.objects.count() == 1


def test_talking_points_and_tone_stand_beside_the_answer(
    desk: Client, conversation: Conversation, now: datetime
) -> None:
    address = reverse("desk:at-hand", args=[conversation.pk])
    assert "Choose a topic" in read(desk.get(address).content).text
    conversation.topic = add_topic(name="Water")
    conversation.save()
    write_talking_points(topic=conversation.topic, text="Wells come first.", now=now)
    assert "Wells come first." in read(desk.get(address).content).text


def test_on_paper_it_waits_for_the_printer_and_counts_as_printed_once_it_is(
    desk: Client, conversation: Conversation
) -> None:
    address = reverse("desk:answer-on-paper", args=[conversation.pk])
    answer = desk.post(address, {"text": "We come.", "address": "Amani"}, headers=HTMX)
    assert answer.status_code == 422
    tree = read(answer.content)
    assert "name and an address" in tree.one(role="alert").text
    assert tree.one("textarea", name="text").text == "We come."

    whole = {"text": "We come.", "address": "Amani Njeri\nMbuni", "large": "1"}
    desk.post(address, whole, headers=HTMX)
    paper = PaperLetter.objects.get()
    page = read(desk.get(reverse("desk:to-print")).content)
    assert "In large print" in page.text
    looked = desk.get(reverse("desk:paper-letter", args=[paper.message_id]))
    assert looked.content.startswith(b"%PDF-")
    assert PaperLetter.objects.get().printed_at is None

    printed = desk.post(reverse("desk:print-letters"), {"letter": [paper.message_id]})
    assert printed.content.startswith(b"%PDF-")
    assert PaperLetter.objects.get().printed_at is not None
    assert "Nothing waits" in read(desk.get(reverse("desk:to-print")).content).text
    desk.post(reverse("desk:not-printed"), {"letter": [paper.message_id]})
    assert PaperLetter.objects.get().printed_at is None


def test_passed_on_and_taken_back_with_every_word(desk: Client, conversation: Conversation) -> None:
    address = reverse("desk:pass-on", args=[conversation.pk])
    form = read(desk.get(address, headers=HTMX).content)
    note = form.one("textarea", name="note").text
    assert "[to_whom]" in note
    fields = {
        "covering": form.one("textarea", name="covering").text,
        "note": note,
        "names": "on",
    }
    answer = desk.post(address, fields | {"to": "the ministry"}, headers=HTMX)
    assert answer.status_code == 422
    answer = desk.post(address, fields | {"to": "Ministry <m@water.example>"}, headers=HTMX)
    toast = read(answer.content).one(class_="toast")
    redirect = Redirect.objects.get()
    assert "Ministry" in redirect.told.said
    assert "[to_whom]" not in redirect.told.said
    assert "writer0@post.example" in redirect.passed_on.outgoing.text

    back = desk.post(toast.one("form").attributes["action"], headers=HTMX)
    tree = read(back.content)
    assert tree.one("input", name="to").attributes["value"] == "Ministry <m@water.example>"
    assert not Redirect.objects.exists()
    assert Message.objects.count() == 1


def test_they_need_not_know_who_wrote(desk: Client, conversation: Conversation) -> None:
    desk.post(
        reverse("desk:pass-on", args=[conversation.pk]),
        {"to": "m@water.example", "covering": "Yours.", "note": "Theirs."},
        headers=HTMX,
    )
    item = OutgoingItem.objects.get(recipient="m@water.example")
    assert "writer0@post.example" not in item.text
