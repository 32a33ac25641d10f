"""What somebody told is completed or put right, and papers come in later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.opening import LONGEST_TITLE, search_again
from baraza.engagement.casework.models import (
    Case,
    CaseAnswer,
    CaseField,
    CaseFile,
    CaseKind,
    Told,
)


@dataclass(frozen=True, slots=True)
class Retold:
    """A case as it should read; `answers` maps questions (ids) to words, "" for none."""

    kind: CaseKind
    title: str
    told: Told
    answers: Mapping[int, str] = field(default_factory=dict)
    organisation: Organisation | None = None


@transaction.atomic
def retell(*, case_id: int, version: int, retold: Retold, by: User, now: datetime) -> Case:
    """Say anew what a case is about. Of another kind, it keeps what was answered before; what
    becomes sensitive is encrypted with it.

    Raises changing.CaseChanged where somebody else changed the case since that version.
    """
    case = locked(case_id=case_id, version=version)
    case.kind = retold.kind
    case.title = " ".join(retold.title.split())[:LONGEST_TITLE] or str(retold.kind)
    case.organisation = retold.organisation
    case.tell(Told(*(part.strip() for part in retold.told)), is_secret=retold.kind.is_sensitive)
    _answer(case, retold.answers)
    case.save()
    search_again(case)
    touched(case, now)
    record(actor=by, act="case_retold", obj=case, now=now)
    return case


@transaction.atomic
def add_file(*, case_id: int, file: EnteredFile, by: User, now: datetime) -> CaseFile:
    """A paper or a photo that came later."""
    case = locked(case_id=case_id)
    kept = CaseFile.objects.create(
        case=case,
        name=file.name[:200],
        media_type=file.media_type,
        size=len(file.content),
        content=file.content,
        added_by=by,
        added_at=now,
    )
    touched(case, now)
    record(actor=by, act="file_added", obj=case, now=now)
    return kept


def _answer(case: Case, answers: Mapping[int, str]) -> None:
    kept = {one.field_id: one for one in case.answers.select_related("field")}
    questions = CaseField.objects.filter(kind=case.kind).in_bulk()
    for number, question in questions.items():
        if number in answers:
            row = kept.setdefault(number, CaseAnswer(case=case, field=question))
            row.text, row.secret = answers[number].strip(), ""
    for row in kept.values():
        # As sensitive as the kind is now: what was plain before is no longer.
        words = row.words
        is_secret = case.kind.is_sensitive or row.field.is_sensitive or bool(row.secret)
        row.text, row.secret = ("", words) if is_secret else (words, "")
        if words:
            row.save()
        elif row.pk:
            row.delete()
