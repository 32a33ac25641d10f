"""Write, change and retire letters of the library."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.dialogue.letters.models import Letter, LetterText, Purpose


class LetterNameTaken(Exception):
    """Another letter has this name."""


class NoText(ValueError):
    """A letter needs words in one language at least."""


@transaction.atomic
def save_letter(
    *,
    letter: Letter | None = None,
    name: str,
    topic: Topic | None = None,
    purpose: Purpose = Purpose.REPLY,
    texts: Mapping[str, tuple[str, str]],
    now: datetime,
    by: User | None = None,
) -> Letter:
    """Make or change a letter; `texts` maps language → (subject, body), an empty body removes it.

    A changed text gets the next version. Raises LetterNameTaken, NoText.
    """
    if not any(body.strip() for _, body in texts.values()):
        raise NoText
    is_new = letter is None
    letter = letter or Letter()
    letter.name, letter.topic, letter.purpose = name.strip(), topic, purpose
    try:
        with transaction.atomic():
            letter.save()
    except IntegrityError as error:
        raise LetterNameTaken from error
    for language, (subject, body) in texts.items():
        existing = letter.texts.filter(language=language)
        if not body.strip():
            existing.delete()
            continue
        same = existing.filter(subject=subject, body=body)
        if same.exists():
            continue
        words = {"subject": subject, "body": body, "changed_at": now}
        if not existing.update(version=F("version") + 1, **words):
            LetterText.objects.create(letter=letter, language=language, **words)
    record(actor=by, act="added" if is_new else "changed", obj=letter, now=now)
    return letter


@transaction.atomic
def retire_letter(*, letter: Letter, now: datetime, by: User | None = None) -> None:
    """No longer offered; what was sent with it stays."""
    letter.retired_at = now
    letter.save(update_fields=["retired_at"])
    record(actor=by, act="retired", obj=letter, now=now)


@transaction.atomic
def restore_letter(*, letter: Letter, by: User | None = None) -> None:
    """Offer it again."""
    letter.retired_at = None
    letter.save(update_fields=["retired_at"])
    record(actor=by, act="restored", obj=letter)
