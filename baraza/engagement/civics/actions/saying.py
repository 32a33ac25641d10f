"""Say what is so in this parliament, and what the quiz asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.engagement.civics.models import Parliament, QuizQuestion, Reader
from baraza.engagement.civics.queries import parliament

# Language → field → words.
Words = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class AboutParliament:
    """What pages say of it; what is empty they leave out."""

    name: str = ""
    chambers: int | None = None
    chamber: str = ""
    seats: int | None = None
    term_years: int | None = None
    election: str = ""
    visiting: str = ""
    website: str = ""
    translations: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AboutQuestion:
    """A question with its answers."""

    question: str
    right: str
    wrong: str
    because: str
    also_wrong: str = ""
    reader: Reader = Reader.ADULTS
    is_public: bool = True
    translations: Words = field(default_factory=dict)


@transaction.atomic
def save_parliament(*, about: AboutParliament, by: User | None, now: datetime) -> Parliament:
    """What is so here."""
    saved = parliament()
    _fill(saved, about)
    saved.changed_at = now
    saved.save()
    record(actor=by, act="changed", obj=saved, now=now)
    return saved


@transaction.atomic
def save_question(
    *, about: AboutQuestion, by: User | None, now: datetime, question: QuizQuestion | None = None
) -> QuizQuestion:
    """A question, new or said anew."""
    saved = question or QuizQuestion()
    _fill(saved, about)
    saved.changed_at = now
    saved.save()
    record(actor=by, act="changed" if question else "added", obj=saved, now=now)
    return saved


@transaction.atomic
def publish_questions(*, by: User, now: datetime) -> int:
    """All of them fit: the quiz is on the website. Returns how many are new there."""
    rows = QuizQuestion.objects.in_use().filter(is_public=False)
    ids = list(rows.values_list("pk", flat=True))
    rows.update(is_public=True, changed_at=now)
    if ids:
        detail = {"ids": ids}
        record(actor=by, act="published", obj=QuizQuestion, now=now, count=len(ids), detail=detail)
    return len(ids)


@transaction.atomic
def withdraw_question(*, question: QuizQuestion, by: User, now: datetime) -> None:
    """It is asked no more."""
    QuizQuestion.objects.filter(pk=question.pk).update(retired_at=now, changed_at=now)
    record(actor=by, act="retired", obj=question, now=now)


@transaction.atomic
def restore_question(*, question: QuizQuestion, by: User, now: datetime) -> None:
    """It is asked again."""
    QuizQuestion.objects.filter(pk=question.pk).update(retired_at=None, changed_at=now)
    record(actor=by, act="restored", obj=question, now=now)


def _fill(row: Parliament | QuizQuestion, about: AboutParliament | AboutQuestion) -> None:
    for name, value in asdict(about).items():
        if name != "translations":
            setattr(row, name, value)
    for language, words in about.translations.items():
        row.translate(language, words)
