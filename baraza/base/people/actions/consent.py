"""Ask for consent in words that are kept, and remember what was given and taken back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.people.models import Consent, ConsentWording, HowGiven, Person, Purpose
from baraza.base.people.queries import current_wording


class NoWitness(ValueError):
    """Spoken consent needs the member of staff who heard it."""


class NoWording(ValueError):
    """Words in one language at least are needed."""


@transaction.atomic
def set_wording(*, purpose: Purpose, texts: Mapping[str, str], now: datetime) -> int:
    """The words asked with from now on (language → text); returns their version.

    The same words again make no new version. Earlier versions stay, so that it can always be said
    what somebody agreed to. Raises NoWording.
    """
    texts = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not texts:
        raise NoWording
    # Two writers at once would both take the next number.
    list(ConsentWording.objects.select_for_update().filter(purpose=purpose))
    current = current_wording(purpose=purpose)
    if {language: wording.text for language, wording in current.items()} == texts:
        return next(iter(current.values())).version
    version = max((wording.version for wording in current.values()), default=0) + 1
    ConsentWording.objects.bulk_create(
        [
            ConsentWording(
                purpose=purpose, version=version, language=language, text=text, made_at=now
            )
            for language, text in texts.items()
        ]
    )
    return version


@transaction.atomic
def give_consent(
    *,
    person: Person,
    purpose: Purpose,
    how_given: HowGiven,
    now: datetime,
    wording: ConsentWording | None = None,
    witness: User | None = None,
) -> Consent:
    """That they agree; consent already given stays as it was given. Raises NoWitness."""
    if how_given == HowGiven.SPOKEN and witness is None:
        raise NoWitness
    consent, _ = Consent.objects.get_or_create(
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={
            "how_given": how_given,
            "wording": wording,
            "witness": witness,
            "given_at": now,
        },
    )
    return consent


def withdraw_consent(*, person: Person, purpose: Purpose, now: datetime) -> bool:
    """That they no longer agree, from now on; False when they did not."""
    return bool(
        Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).update(
            withdrawn_at=now
        )
    )
