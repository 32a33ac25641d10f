"""What was learnt is written where it helps the next one, and can be taken out again (O4)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text
from baraza.base.office.queries import profile
from baraza.engagement.casework.models import CaseKind, Lesson, Pattern

LONGEST = 20_000


class Place(models.TextChoices):
    """Where a lesson is written."""

    SCRIPT = "script", _("What staff say and ask")
    HELP = "help", _("What people read before they tell us")


class NoWords(ValueError):
    """Nothing was learnt."""


class ChangedMeanwhile(Exception):
    """Somebody changed these words since; `now` is how they are."""

    def __init__(self, now: str) -> None:
        super().__init__()
        self.now = now


@transaction.atomic
def keep_lesson(
    *,
    text: str,
    by: User,
    now: datetime,
    kind: CaseKind | None = None,
    pattern: Pattern | None = None,
    is_public: bool = False,
) -> Lesson:
    """Something the office knows now. Raises NoWords."""
    text = clean_text(text).strip()[:LONGEST]
    if not text:
        raise NoWords
    lesson = Lesson.objects.create(
        kind=kind or (pattern.kind if pattern else None),
        pattern=pattern,
        text=text,
        is_public=is_public,
        made_by=by,
        made_at=now,
    )
    record(actor=by, act="lesson_kept", obj=lesson, now=now)
    return lesson


@transaction.atomic
def apply_lesson(
    *,
    lesson: Lesson,
    place: Place,
    after: str,
    by: User,
    now: datetime,
    language: str = "",
    before: str | None = None,
) -> None:
    """The words of its kind in that place become these; what they were is kept beside.

    `before` is what its author saw. Raises ChangedMeanwhile, and NoWords where it is of no kind.
    """
    if lesson.kind_id is None:
        raise NoWords
    kind = CaseKind.objects.select_for_update(of=("self",)).get(pk=lesson.kind_id)
    current = words_in(kind=kind, place=place, language=language)
    if before is not None and _plain(before) != _plain(current):
        raise ChangedMeanwhile(current)
    after = clean_text(after).strip()[:LONGEST]
    _write(kind, place, language, after)
    lesson.changed_field, lesson.language = place, language
    lesson.before, lesson.after = current, after
    lesson.applied_at, lesson.undone_at = now, None
    lesson.save()
    record(actor=by, act="lesson_applied", obj=lesson, now=now, detail={"kind": kind.pk})


@transaction.atomic
def take_lesson_out(*, lesson: Lesson, by: User, now: datetime) -> None:
    """The words are what they were before. Raises ChangedMeanwhile where they were changed since:
    nobody else's words are lost."""
    kind = CaseKind.objects.select_for_update(of=("self",)).get(pk=lesson.kind_id)
    place = Place(lesson.changed_field)
    current = words_in(kind=kind, place=place, language=lesson.language)
    if _plain(current) != _plain(lesson.after):
        raise ChangedMeanwhile(current)
    _write(kind, place, lesson.language, lesson.before)
    lesson.applied_at, lesson.undone_at = None, now
    lesson.save(update_fields=["applied_at", "undone_at"])
    record(actor=by, act="lesson_taken_out", obj=lesson, now=now, detail={"kind": kind.pk})


@transaction.atomic
def show_lesson(*, lesson: Lesson, is_public: bool, by: User, now: datetime) -> None:
    """Whether constituents read it on the website."""
    lesson.is_public = is_public
    lesson.save(update_fields=["is_public"])
    record(actor=by, act="lesson_shown" if is_public else "lesson_hidden", obj=lesson, now=now)


@transaction.atomic
def forget_lesson(*, lesson: Lesson, by: User, now: datetime) -> None:
    """It is none; what it changed stays. Nothing happens where it was applied."""
    if lesson.applied_at is None:
        record(actor=by, act="removed", obj=lesson, now=now)
        lesson.delete()


def words_in(*, kind: CaseKind, place: Place, language: str) -> str:
    """What stands there now; empty language: the office's own."""
    if language in ("", profile().default_language):
        return getattr(kind, place)
    return kind.translations.get(language, {}).get(str(place), "")


def _write(kind: CaseKind, place: Place, language: str, words: str) -> None:
    own = profile().default_language
    if language in ("", own):
        setattr(kind, place, words)
    if language in dict(settings.LANGUAGES) or language == "":
        said = kind.translations.setdefault(language or own, {})
        said[str(place)] = words
    kind.save(update_fields=[str(place), "translations"])


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
