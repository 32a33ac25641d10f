"""Consent: for one purpose, to words that are kept, taken back at once."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.people.actions.consent import (
    NoWitness,
    NoWording,
    give_consent,
    set_wording,
    withdraw_consent,
)
from baraza.base.people.models import Consent, ConsentWording, HowGiven, Person, Purpose
from baraza.base.people.queries import current_wording, has_consent

A_DAY = timedelta(days=1)


@pytest.fixture
def person(office: Office, now: datetime) -> Person:
    return Person.objects.create(name="Ruth Adeyemi", added_at=now)


def test_consent_is_for_one_purpose_and_ends_when_withdrawn(person: Person, now: datetime) -> None:
    give_consent(person=person, purpose=Purpose.NEWSLETTER, how_given=HowGiven.WEB, now=now)
    assert has_consent(person=person, purpose=Purpose.NEWSLETTER)
    assert not has_consent(person=person, purpose=Purpose.PHOTO)
    assert withdraw_consent(person=person, purpose=Purpose.NEWSLETTER, now=now + A_DAY)
    assert not has_consent(person=person, purpose=Purpose.NEWSLETTER)
    assert not withdraw_consent(person=person, purpose=Purpose.NEWSLETTER, now=now + A_DAY)


def test_consent_given_twice_is_one_and_keeps_its_first_day(person: Person, now: datetime) -> None:
    for day in (0, 1):
        give_consent(
            person=person,
            purpose=Purpose.QUOTE,
            how_given=HowGiven.PAPER,
            now=now + day * A_DAY,
        )
    assert Consent.objects.get().given_at == now


def test_consent_given_again_after_it_was_withdrawn_is_remembered_twice(
    person: Person, now: datetime
) -> None:
    for day in (0, 2):
        at = now + day * A_DAY
        give_consent(person=person, purpose=Purpose.QUOTE, how_given=HowGiven.WEB, now=at)
        withdraw_consent(person=person, purpose=Purpose.QUOTE, now=at + A_DAY)
    assert Consent.objects.count() == 2


def test_spoken_consent_needs_a_witness(person: Person, staff: User, now: datetime) -> None:
    with pytest.raises(NoWitness):
        give_consent(person=person, purpose=Purpose.PHOTO, how_given=HowGiven.SPOKEN, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            person=person, purpose=Purpose.PHOTO, how_given=HowGiven.SPOKEN, given_at=now
        )
    given = give_consent(
        person=person,
        purpose=Purpose.PHOTO,
        how_given=HowGiven.SPOKEN,
        witness=staff,
        now=now,
    )
    assert given.witness == staff


def test_new_words_are_a_new_version_and_the_old_ones_stay(person: Person, now: datetime) -> None:
    first = {"en": "You may write to me.", "fr": "Vous pouvez m’écrire."}
    assert set_wording(purpose=Purpose.NEWSLETTER, texts=first, now=now) == 1
    agreed = current_wording(purpose=Purpose.NEWSLETTER)["fr"]
    given = give_consent(
        person=person,
        purpose=Purpose.NEWSLETTER,
        how_given=HowGiven.WEB,
        wording=agreed,
        now=now,
    )
    assert set_wording(purpose=Purpose.NEWSLETTER, texts=first, now=now) == 1
    assert set_wording(purpose=Purpose.NEWSLETTER, texts={"en": "Once a month."}, now=now) == 2
    assert list(current_wording(purpose=Purpose.NEWSLETTER)) == ["en"]
    given.refresh_from_db()
    assert given.wording.text == "Vous pouvez m’écrire."
    assert ConsentWording.objects.count() == 3


def test_empty_words_are_refused(office: Office, now: datetime) -> None:
    with pytest.raises(NoWording):
        set_wording(purpose=Purpose.NEWSLETTER, texts={"en": "  "}, now=now)
