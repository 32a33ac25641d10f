"""Letters of the library: which are offered, and how they come into an answer."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.channels.models import OutgoingItem
from baraza.base.office_register.models import Office
from baraza.base.people.models import ContactPoint
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.letters.actions import save_letter
from baraza.dialogue.letters.models import Letter, LetterText
from tests.web.desk.page import read

HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(conversation: Conversation) -> str:
    return reverse("desk:reply", args=[conversation.pk])


@pytest.fixture
def words(now: datetime, office: Office) -> Letter:
    return save_letter(
        name="We ask the water company",
        texts={
            "en": ("About your letter", "Dear [full_name],\n\nWe have asked them."),
            "fr": ("", "Bonjour [full_name],\n\nNous avons demandé."),
        },
        now=now,
    )


@pytest.mark.parametrize("before", ["Dear Njeri,\n\n", "Dear Njeri,\n\nThanks."])
def test_with_a_letter_of_the_library_nobody_is_greeted_twice(
    desk: Client, conversation: Conversation, now: datetime, before: str
) -> None:
    letter = save_letter(
        name="Asked", texts={"en": ("", "[greeting]\n\nWe have asked them.")}, now=now
    )
    answer = desk.post(
        reverse("desk:use-letter", args=[conversation.pk]),
        {"choice": LetterText.objects.get(letter=letter).pk, "text": before},
        headers=HTMX,
    )
    text = read(answer.content).one("textarea", name="text").text
    assert text.count("Dear") == 1
    assert "We have asked them." in text
    assert ("Thanks." in text) == ("Thanks." in before)


def test_a_letter_of_the_library_comes_with_the_persons_name(
    desk: Client, conversation: Conversation, words: Letter
) -> None:
    offered = read(desk.get(reverse("desk:letters-for", args=[conversation.pk])).content)
    first = offered.all("button", name="choice")[0]
    assert first.text == "1 We ask the water company"
    assert offered.all("button", name="choice")[1].text == "We ask the water company French"
    answer = desk.post(
        reverse("desk:use-letter", args=[conversation.pk]),
        {"choice": first.attributes["value"]},
        headers=HTMX,
    )
    tree = read(answer.content)
    assert tree.one("textarea").text == "Dear Njeri, We have asked them."
    assert tree.one("input", name="subject").attributes["value"] == "About your letter"


@pytest.mark.parametrize("spoken", ["", "sw"])
def test_where_no_letter_is_in_the_writers_language_the_offices_own_comes_first(
    desk: Client, conversation: Conversation, now: datetime, spoken: str
) -> None:
    save_letter(
        name="Thanks",
        texts={"ar": ("", "شكرًا"), "en": ("", "Thank you."), "fr": ("", "Merci.")},
        now=now,
    )
    Conversation.objects.update(language=spoken)
    offered = read(desk.get(reverse("desk:letters-for", args=[conversation.pk])).content)
    assert offered.all("button", name="choice")[0].text.endswith("English")


def test_a_letter_comes_after_what_was_written_already(
    desk: Client, conversation: Conversation, words: Letter
) -> None:
    text = LetterText.objects.get(language="en")
    answer = desk.post(
        reverse("desk:use-letter", args=[conversation.pk]),
        {"choice": str(text.pk), "text": "I am so sorry.", "subject": "Your pump"},
        headers=HTMX,
    )
    tree = read(answer.content)
    assert tree.one("textarea").text == "I am so sorry. Dear Njeri, We have asked them."
    # Words this browser still holds go before it, not in its place.
    assert "data-put-in" in tree.one("form", class_="composer").attributes
    assert tree.one("input", name="subject").attributes["value"] == "Your pump"


def test_a_field_without_a_value_is_named_kept_and_written_into(
    desk: Client, conversation: Conversation, now: datetime, office: Office, address: str
) -> None:
    """In the subject as well: nobody reads "[topic]" in a letter of ours."""
    made = save_letter(
        name="Thanks", texts={"en": ("Your view on [topic]", "About [topic]: thank you.")}, now=now
    )
    text = LetterText.objects.get(letter=made)
    use = reverse("desk:use-letter", args=[conversation.pk])
    tree = read(desk.post(use, {"choice": text.pk}, headers=HTMX).content)
    assert "Still to be filled in: [topic]" in tree.text
    assert tree.one("textarea", name="text").attributes["data-gap"] == "[topic]"
    words = {"letter": text.pk, "version": text.version, "text": "About the well: thank you."}
    answer = desk.post(address, words | {"subject": "Your view on [topic]"}, headers=HTMX)
    assert answer.status_code == 422
    assert "These still wait for words: [topic]" in read(answer.content).one(role="alert").text
    assert not OutgoingItem.objects.exists()
    assert desk.post(address, words | {"subject": "Your view"}, headers=HTMX).status_code == 200
    assert OutgoingItem.objects.count() == 1


def test_a_letter_sent_at_once_to_nobody_stays_open_and_says_what_to_do(
    desk: Client, conversation: Conversation, words: Letter
) -> None:
    Message.objects.update(author_address="+254712345678")
    ContactPoint.objects.all().delete()
    text = LetterText.objects.get(language="en")
    answer = desk.post(
        reverse("desk:use-letter", args=[conversation.pk]),
        {"choice": str(text.pk), "send": "1"},
        headers=HTMX,
    )
    tree = read(answer.content)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#composer")
    assert "They left no e-mail address. Print your answer" in tree.one(role="alert").text
    assert tree.one("textarea", name="text").text == "Dear Njeri, We have asked them."
    assert not OutgoingItem.objects.exists()


@pytest.mark.parametrize("choice", ["", "x", "999999", "-1"])
def test_a_letter_that_is_not_there_is_not_found(
    desk: Client, conversation: Conversation, choice: str
) -> None:
    answer = desk.post(reverse("desk:use-letter", args=[conversation.pk]), {"choice": choice})
    assert answer.status_code == 404
