"""A kind is suggested by the topic, or by words that few kinds share; in doubt, none is."""

from datetime import datetime

import pytest

from baraza.base.agenda.actions import add_topic
from baraza.base.office_register.models import Office
from baraza.engagement.casework.models import CaseKind
from baraza.engagement.casework.queries.kinds import Why, suggested_kind

LETTERS = [
    ("en", "My pension", "It has not been paid since March. I am a widow.", "Pensions"),
    ("en", "Eviction", "The landlord gave us three days to leave the house.", "Housing"),
    ("fr", "Passeport", "J'attends mon passeport et ma carte d'identité.", "Papers and identity"),
    (
        "es",
        "Sin agua",
        "No hay agua desde el lunes y la factura llega igual.",
        "Water, power, waste",
    ),
    ("ar", "معاش", "لم يُصرف معاش الشيخوخة منذ شهرين.", "Pensions"),
]


@pytest.mark.parametrize(("language", "subject", "words", "expected"), LETTERS)
def test_words_tell_the_kind_in_each_language(
    office: Office, language: str, subject: str, words: str, expected: str
) -> None:
    found = suggested_kind(topic_id=None, words=words, subject=subject, language=language)

    assert found is not None
    assert (found.kind.name, found.why) == (expected, Why.WORDS)


@pytest.mark.parametrize("words", ["", "Good morning. Thank you for the speech.", "12345"])
def test_in_doubt_no_kind_is_suggested(office: Office, words: str) -> None:
    assert suggested_kind(topic_id=None, words=words, language="en") is None


def test_the_topic_decides_whatever_the_words(office: Office, now: datetime) -> None:
    topic = add_topic(name="Elders")
    CaseKind.objects.filter(name="Pensions").update(topic=topic)

    found = suggested_kind(topic_id=topic.pk, words="My passport is lost", language="en")

    assert found is not None
    assert (found.kind.name, found.why) == ("Pensions", Why.TOPIC)


def test_of_several_kinds_for_a_topic_the_words_choose(office: Office, now: datetime) -> None:
    topic = add_topic(name="Home")
    CaseKind.objects.filter(name__in=["Housing", "Land and property"]).update(topic=topic)

    found = suggested_kind(
        topic_id=topic.pk, words="The landlord wants an eviction", subject="Rent", language="en"
    )

    assert found is not None
    assert found.kind.name == "Housing"


def test_a_retired_kind_is_not_suggested(office: Office, now: datetime) -> None:
    CaseKind.objects.filter(name="Pensions").update(retired_at=now)

    found = suggested_kind(topic_id=None, words="", subject="My pension", language="en")

    assert found is None
