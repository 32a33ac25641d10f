"""Write, change and retire letters of the library, and what all letters share: signatures, tone
and talking points.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from baraza.base.accounts.models import Role, User
from baraza.base.accounts.rules import Permission, may
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.dialogue.letters.models import (
    Letter,
    LetterText,
    Purpose,
    Signature,
    TalkingPoints,
    ToneGuide,
)
from baraza.dialogue.letters.queries import newest_tone


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

    A changed text gets the next version, approved where its writer may approve. Raises
    LetterNameTaken, NoText.
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
        words = {"subject": subject, "body": body, "changed_at": now, **_approval(by, now)}
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


@transaction.atomic
def approve_letter(*, letter: Letter, now: datetime, by: User) -> None:
    """Its words, as they are now, may leave without asking again, merged for anybody."""
    letter.texts.filter(approved_at__isnull=True).update(approved_by=by, approved_at=now)
    record(actor=by, act="approved", obj=letter, now=now)


def _approval(by: User | None, now: datetime) -> dict[str, object]:
    if by is not None and may(by, Permission.APPROVE):
        return {"approved_by": by, "approved_at": now}
    return {"approved_by": None, "approved_at": None}


@transaction.atomic
def write_signature(*, role: Role | str, language: str, text: str, by: User | None = None) -> None:
    """How letters in a language end, for a role or ("") for everybody; empty words remove it."""
    text = _plain(text)
    rows = Signature.objects.filter(role=role, language=language)
    if not text:
        for gone in rows:
            record(actor=by, act="removed", obj=gone)
            gone.delete()
        return
    if rows.filter(text=text).exists():
        return
    kept, _ = Signature.objects.update_or_create(
        role=role, language=language, defaults={"text": text}
    )
    record(actor=by, act="changed", obj=kept)


@transaction.atomic
def write_tone(*, language: str, text: str, now: datetime, by: User | None = None) -> ToneGuide:
    """The next version of how the office sounds in a language; the same words make none, empty
    ones bring back those that come with Baraza.
    """
    text = _plain(text)
    former = newest_tone(language=language)
    if former and former.text == text:
        return former
    written = ToneGuide.objects.create(
        language=language,
        version=former.version + 1 if former else 1,
        text=text,
        written_by=by,
        written_at=now,
    )
    record(actor=by, act="changed", obj=written, now=now)
    return written


@transaction.atomic
def write_talking_points(
    *, topic: Topic, text: str, now: datetime, by: User | None = None
) -> TalkingPoints | None:
    """What the office says on a topic; empty words take it away."""
    text = _plain(text)
    former = TalkingPoints.objects.filter(topic=topic).first()
    if former and former.text == text:
        return former
    if not text:
        if former:
            record(actor=by, act="removed", obj=former, now=now)
            former.delete()
        return None
    written, _ = TalkingPoints.objects.update_or_create(
        topic=topic, defaults={"text": text, "written_by": by, "written_at": now}
    )
    record(actor=by, act="changed", obj=written, now=now)
    return written


@transaction.atomic
def merge_talking_points(*, kept: Topic, merged: Topic) -> None:
    """One topic takes over another: what was said on either is said on the one that stays."""
    theirs = TalkingPoints.objects.filter(topic=merged).first()
    if theirs is None:
        return
    own = TalkingPoints.objects.filter(topic=kept).first()
    if own is None:
        theirs.topic = kept
        theirs.save(update_fields=["topic"])
        return
    own.text = f"{own.text}\n\n{theirs.text}"
    own.save(update_fields=["text"])
    theirs.delete()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()
