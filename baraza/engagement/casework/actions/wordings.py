"""What people sign: each change of the words is a new version, and a signed one never changes."""

from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text
from baraza.engagement.casework.authorisation_words import WORDS
from baraza.engagement.casework.models import AuthorisationWording

ELSE = "en"


class NoWords(ValueError):
    """What people sign needs words."""


def wording_in(*, language: str, now: datetime) -> AuthorisationWording:
    """The words in force in a language; the first version has those that come with Baraza, in
    English where they do not come in this language.
    """
    newest = AuthorisationWording.objects.filter(language=language).first()
    if newest is not None:
        return newest
    if not has_words_of_its_own(language=language):
        return wording_in(language=ELSE, now=now)
    text = WORDS[_base(language)]
    return AuthorisationWording.objects.get_or_create(
        language=language, version=1, defaults={"text": text, "written_at": now}
    )[0]


def has_words_of_its_own(*, language: str) -> bool:
    """Whether words come with Baraza in this language."""
    return _base(language) in WORDS


def words_that_came(*, language: str) -> AuthorisationWording | None:
    """The first version, not kept until somebody signs it; None where none comes with Baraza."""
    text = WORDS.get(_base(language))
    return AuthorisationWording(language=language, version=1, text=text) if text else None


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


@transaction.atomic
def write_wording(*, language: str, text: str, by: User, now: datetime) -> AuthorisationWording:
    """The words asked for from now on; the same words again make no new version. Raises NoWords."""
    text = clean_text(text).strip()
    if not text:
        raise NoWords
    # Two writers at once would both take the next number.
    kept = AuthorisationWording.objects.select_for_update().filter(language=language).first()
    if kept is None:
        first = wording_in(language=language, now=now)
        kept = first if first.language == language else None
    if kept is not None and kept.text == text:
        return kept
    written = AuthorisationWording.objects.create(
        language=language,
        version=kept.version + 1 if kept else 1,
        text=text,
        written_by=by,
        written_at=now,
    )
    record(actor=by, act="changed", obj=written, now=now)
    return written
