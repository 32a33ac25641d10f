"""The library of letters."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.dialogue.letters.actions import save_letter
from baraza.dialogue.letters.models import Letter
from tests.web.desk.page import read

NEW = "/desk/set-up/letters/new/"
FIELDS = {"name": "We ask", "purpose": "reply", "topic": ""}


@pytest.fixture
def words(office: Office, now: datetime) -> Letter:
    return save_letter(name="We ask", texts={"en": ("", "Dear [first_name]")}, now=now)


def test_a_letter_has_room_for_each_of_the_offices_languages(desk: Client) -> None:
    tree = read(desk.get(NEW).content)
    names = [field.attributes["name"] for field in tree.one("main").all("textarea")]
    assert names == ["body_en", "body_fr", "body_ar", "body_sw"]
    assert [legend.text for legend in tree.all("legend")] == [
        "English",
        "French",
        "Arabic",
        "Swahili",
    ]


def test_a_letter_is_kept_in_the_languages_it_was_written_in(desk: Client) -> None:
    desk.post(NEW, FIELDS | {"body_en": "Dear [first_name],\r\n\r\nYes.", "body_sw": "Ndugu"})
    texts = Letter.objects.get().texts.all()
    assert {text.language: text.body for text in texts} == {
        "en": "Dear [first_name],\n\nYes.",
        "sw": "Ndugu",
    }


def test_a_letter_without_words_is_not_kept_and_what_was_typed_stays(desk: Client) -> None:
    answer = desk.post(NEW, FIELDS)
    assert answer.status_code == 422
    tree = read(answer.content)
    assert "one language at least" in tree.one(role="alert").text
    assert tree.one("input", name="name").attributes["value"] == "We ask"
    assert not Letter.objects.exists()


def test_a_name_is_used_once(desk: Client, words: Letter) -> None:
    answer = desk.post(NEW, FIELDS | {"body_en": "Dear"})
    assert answer.status_code == 422
    assert "of that name already" in read(answer.content).one("main").text


def test_changed_words_are_the_next_version(desk: Client, words: Letter) -> None:
    address = reverse("desk:edit-letter", args=[words.pk])
    shown = read(desk.get(address).content).one("textarea", name="body_en")
    assert shown.text == "Dear [first_name]"
    desk.post(address, FIELDS | {"body_en": "Good morning [first_name]"})
    text = words.texts.get()
    assert (text.body, text.version) == ("Good morning [first_name]", 2)


def test_a_language_the_office_gave_up_keeps_its_words(
    desk: Client, office: Office, words: Letter
) -> None:
    update_profile(languages=["fr"])
    address = reverse("desk:edit-letter", args=[words.pk])
    tree = read(desk.get(address).content)
    assert tree.one("textarea", name="body_en").text == "Dear [first_name]"


def test_retired_and_brought_back(desk: Client, words: Letter) -> None:
    desk.post(reverse("desk:retire-letter", args=[words.pk]))
    tree = read(desk.get("/desk/set-up/letters/").content)
    assert not tree.all("tbody")
    restore = tree.one("details", class_="fold").one("form").attributes["action"]
    desk.post(restore)
    assert read(desk.get("/desk/set-up/letters/").content).all("tbody")
