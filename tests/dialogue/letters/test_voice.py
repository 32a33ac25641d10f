"""Signatures, tone, talking points, and words approved once."""

from datetime import datetime

import pytest

from baraza.base.accounts.models import Role, User
from baraza.base.agenda.actions import add_topic, merge_topics
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.letters.actions import (
    approve_letter,
    save_letter,
    write_signature,
    write_talking_points,
    write_tone,
)
from baraza.dialogue.letters.models import Signature, TalkingPoints, ToneGuide
from baraza.dialogue.letters.queries import signature_for, talking_points, tone
from baraza.dialogue.letters.tone_words import USUAL_WORDS
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
FIELDS = {"staff_name": "Leila Haddad", "office": "Office of Highlands"}


def signature(user: User, language: str = "en") -> str:
    return signature_for(user=user, language=language, fields=FIELDS)


def test_the_closest_signature_counts(staff: User):
    assert signature(staff) == ""
    write_signature(role="", language="en", text="[staff_name]\r\n[office]\r\n")
    assert signature(staff) == "Leila Haddad\nOffice of Highlands"
    write_signature(role=Role.CHIEF_OF_STAFF, language="en", text="[staff_name], chief")
    write_signature(role=Role.MEMBER, language="en", text="Salma Okello MP")
    assert signature(staff) == "Leila Haddad, chief"
    assert signature(staff, "fr") == ""


def test_an_empty_signature_is_none(staff: User):
    write_signature(role="", language="en", text="[staff_name]")
    write_signature(role="", language="en", text=" \n")
    assert not Signature.objects.exists()
    write_signature(role="", language="en", text="")


def test_the_tone_begins_with_words_of_our_own_and_keeps_every_version(
    office: Office, now: datetime
):
    assert tone(language="en").splitlines() == [str(words) for words in USUAL_WORDS]
    write_tone(language="en", text="Be brief.", now=now)
    write_tone(language="en", text="Be brief. ", now=now)
    second = write_tone(language="en", text="Be kind.", now=now)
    assert (second.version, tone(language="en")) == (2, "Be kind.")
    assert ToneGuide.objects.count() == 2
    write_tone(language="en", text="", now=now)
    assert tone(language="en").splitlines() == [str(words) for words in USUAL_WORDS]


def test_talking_points_follow_their_topic(office: Office, now: datetime):
    water, wells, roads = (add_topic(name=name) for name in ("Water", "Wells", "Roads"))
    assert talking_points(topic_id=None) is None
    write_talking_points(topic=wells, text="Wells first.", now=now)
    merge_topics(kept=water, merged=wells, now=now)
    assert talking_points(topic_id=water.pk).text == "Wells first."
    write_talking_points(topic=roads, text="Roads later.", now=now)
    merge_topics(kept=water, merged=roads, now=now)
    assert talking_points(topic_id=water.pk).text == "Wells first.\n\nRoads later."
    write_talking_points(topic=water, text="", now=now)
    assert not TalkingPoints.objects.exists()


def test_approval_of_a_letter_is_lost_with_its_words(staff: User, now: datetime):
    editor = member_of_staff(email="e@highlands.example", name="E", roles=[Role.CORRESPONDENCE])

    def save(body: str, by: User, letter=None):
        texts = {"en": ("", body), "fr": ("", "Bonjour")}
        return save_letter(letter=letter, name="We ask", texts=texts, by=by, now=now)

    def approved() -> dict[str, bool]:
        return {text.language: text.approved_at is not None for text in letter.texts.all()}

    letter = save("One", editor)
    assert approved() == {"en": False, "fr": False}
    approve_letter(letter=letter, by=staff, now=now)
    assert approved() == {"en": True, "fr": True}
    save("Two", editor, letter)
    assert approved() == {"en": False, "fr": True}
    save("Three", staff, letter)
    assert approved() == {"en": True, "fr": True}


def test_every_office_sounds_as_it_wishes(two_offices: tuple[Office, Office], now: datetime):
    first, second = two_offices
    with within(first):
        write_tone(language="en", text="Be brief.", now=now)
        write_signature(role="", language="en", text="Highlands")
    with within(second):
        assert tone(language="en") != "Be brief."
        assert not Signature.objects.exists()
