from datetime import datetime, timedelta

import pytest

from baraza.base.agenda.actions import add_topic, merge_topics
from baraza.base.office_register.models import Office
from baraza.dialogue.letters.actions import (
    LetterNameTaken,
    NoText,
    restore_letter,
    retire_letter,
    save_letter,
)
from baraza.dialogue.letters.models import Letter, LetterText, Purpose
from baraza.dialogue.letters.queries import acknowledgements, offered

pytestmark = pytest.mark.django_db


def save(now: datetime, name: str = "Water", **fields: object) -> Letter:
    own = {"texts": {"en": ("Your letter", "Dear [first_name]")}, **fields}
    return save_letter(name=name, now=now, **own)


def test_a_letter_has_words_in_each_language(office: Office, now: datetime):
    texts = {"en": ("Water", "Dear"), "fr": ("Eau", "Bonjour"), "sw": ("", "  ")}
    letter = save(now, texts=texts)
    assert list(letter.texts.values_list("language", "subject", "version")) == [
        ("en", "Water", 1),
        ("fr", "Eau", 1),
    ]


def test_a_changed_text_is_the_next_version_and_an_unchanged_one_is_not(
    office: Office, now: datetime
):
    later = now + timedelta(days=1)
    letter = save(now, texts={"en": ("W", "One"), "fr": ("E", "Un")})
    save(later, letter=letter, texts={"en": ("W", "Two"), "fr": ("E", "Un")})
    versions = {text.language: (text.version, text.changed_at) for text in letter.texts.all()}
    assert versions == {"en": (2, later), "fr": (1, now)}


def test_an_emptied_language_is_removed(office: Office, now: datetime):
    letter = save(now, texts={"en": ("W", "One"), "fr": ("E", "Un")})
    save(now, letter=letter, texts={"en": ("W", "One"), "fr": ("E", "")})
    assert [text.language for text in letter.texts.all()] == ["en"]


@pytest.mark.parametrize("texts", [{}, {"en": ("Subject", " \n")}])
def test_a_letter_without_words_is_none(
    office: Office, now: datetime, texts: dict[str, tuple[str, str]]
):
    with pytest.raises(NoText):
        save(now, texts=texts)
    assert not Letter.objects.exists()


def test_a_name_is_used_once(office: Office, now: datetime):
    save(now)
    with pytest.raises(LetterNameTaken):
        save(now, " Water ")
    assert LetterText.objects.count() == 1


def test_what_suits_is_offered_first(office: Office, now: datetime):
    water, roads = add_topic(name="Water"), add_topic(name="Roads")
    save(now, "General")
    save(now, "Roads", topic=roads)
    save(now, "Well", topic=water, texts={"en": ("", "x"), "fr": ("", "x")})
    save(now, "Note", purpose=Purpose.ACKNOWLEDGEMENT)
    order = [(t.letter.name, t.language) for t in offered(topic_id=water.pk, language="fr")]
    assert order[:2] == [("Well", "fr"), ("Well", "en")]
    assert {name for name, _ in order} == {"Well", "General", "Roads"}


def test_a_retired_letter_is_not_offered_until_it_comes_back(office: Office, now: datetime):
    letter = save(now)
    retire_letter(letter=letter, now=now)
    assert offered(topic_id=None, language="en") == []
    restore_letter(letter=letter)
    assert len(offered(topic_id=None, language="en")) == 1


def test_acknowledgements_are_found_by_language(office: Office, now: datetime):
    save(now, "Note", purpose=Purpose.ACKNOWLEDGEMENT, texts={"fr": ("", "Bien reçu")})
    assert {key: text.body for key, text in acknowledgements().items()} == {"fr": "Bien reçu"}


def test_letters_follow_their_topic_into_another(office: Office, now: datetime):
    kept, merged = add_topic(name="Water"), add_topic(name="Wells")
    letter = save(now, topic=merged)
    merge_topics(kept=kept, merged=merged, now=now)
    letter.refresh_from_db()
    assert letter.topic == kept
