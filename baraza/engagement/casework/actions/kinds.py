"""What kinds of case the office takes, what it asks for each, and how often people hear from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.office.queries import profile
from baraza.dialogue.inputs.actions import empty_inputs
from baraza.engagement.casework.actions.opening import searched
from baraza.engagement.casework.models import (
    AuthorisationRule,
    Case,
    CaseAnswer,
    CaseField,
    CaseKind,
    CaseNote,
    FieldType,
    KindStep,
    UpdatePolicy,
)

# Language → part → words.
Words = Mapping[str, Mapping[str, str]]
MOST_AT_ONCE = 500


class NoName(ValueError):
    """A kind needs a name, a question its words, in one language at least."""


class NameTaken(ValueError):
    """Another kind is called so."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a kind demands."""

    topic: Topic | None = None
    authorisation: AuthorisationRule = AuthorisationRule.WRITTEN
    is_sensitive: bool = False
    is_public: bool = True
    keep_days: int = 1825


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for a kind: `words` has label and help, `choices` what can be chosen, both by
    language."""

    words: Words
    type: FieldType = FieldType.LINE
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_required: bool = False
    is_sensitive: bool = False


@transaction.atomic
def add_kind(*, name: str, by: User, now: datetime) -> CaseKind:
    """A new kind, to be filled in. Raises NoName, NameTaken."""
    name = _one_line(name)[:100]
    if not name:
        raise NoName
    if CaseKind.objects.filter(name=name).exists():
        raise NameTaken(name)
    last = CaseKind.objects.aggregate(last=models.Max("position"))["last"]
    kind = CaseKind.objects.create(name=name, position=0 if last is None else last + 1)
    record(actor=by, act="added", obj=kind, now=now)
    return kind


@transaction.atomic
def change_kind(*, kind: CaseKind, words: Words, rules: Rules, by: User, now: datetime) -> None:
    """Say anew what a kind is: `words` has name, help and script. Languages that are not named keep
    theirs. Where it becomes sensitive, what is told in its cases already is encrypted.

    Raises NoName, NameTaken.
    """
    kind = CaseKind.objects.select_for_update(of=("self",)).get(pk=kind.pk)
    becomes_sensitive = rules.is_sensitive and not kind.is_sensitive
    _say(kind, words, ("name", "help", "script"), needed="name")
    if CaseKind.objects.filter(name=kind.name).exclude(pk=kind.pk).exists():
        raise NameTaken(kind.name)
    kind.topic = rules.topic
    kind.authorisation = rules.authorisation
    kind.is_sensitive = rules.is_sensitive
    kind.is_public = rules.is_public
    kind.keep_days = rules.keep_days
    kind.save()
    if becomes_sensitive:
        _encrypt(kind, now)
    record(actor=by, act="changed", obj=kind, now=now)


@transaction.atomic
def retire_kind(*, kind: CaseKind, by: User, now: datetime) -> None:
    """No longer offered; its cases stay what they are."""
    CaseKind.objects.filter(pk=kind.pk, retired_at__isnull=True).update(retired_at=now)
    record(actor=by, act="retired", obj=kind, now=now)


@transaction.atomic
def restore_kind(*, kind: CaseKind, by: User, now: datetime) -> None:
    """Offered again."""
    CaseKind.objects.filter(pk=kind.pk).update(retired_at=None)
    record(actor=by, act="restored", obj=kind, now=now)


@transaction.atomic
def move_up(*, row: CaseKind | CaseField, by: User) -> None:
    """A kind, or a question among its kind's, changes places with the one before it."""
    rows = row.kind.fields if isinstance(row, CaseField) else CaseKind.objects
    ordered = list(rows.in_use().select_for_update(of=("self",)))
    at = next((place for place, one in enumerate(ordered) if one.pk == row.pk), 0)
    if at:
        ordered[at - 1], ordered[at] = ordered[at], ordered[at - 1]
    for place, one in enumerate(ordered):
        one.position = place
    type(row).objects.bulk_update(ordered, ["position"])
    record(actor=by, act="changed", obj=row)


@transaction.atomic
def save_question(
    *,
    kind: CaseKind,
    question: Question,
    by: User,
    now: datetime,
    changed: CaseField | None = None,
) -> CaseField:
    """A new question, or one said otherwise. Raises NoName."""
    row = changed or CaseField(kind=kind, position=kind.fields.count())
    _say(row, question.words, ("label", "help"), needed="label")
    row.type = question.type
    own = profile().languages
    row.choices = []
    if question.type == FieldType.CHOICE:
        row.choices = next(
            (list(found) for code in own if (found := question.choices.get(code))), []
        )
    for code, choices in question.choices.items():
        said = row.translations.setdefault(code, {})
        said["choices"] = list(choices) if question.type == FieldType.CHOICE else []
    row.is_required = question.is_required
    row.is_sensitive = question.is_sensitive
    row.save()
    record(actor=by, act="changed" if changed else "added", obj=row, now=now)
    return row


@transaction.atomic
def retire_question(*, question: CaseField, by: User, now: datetime) -> None:
    """No longer asked; what was answered stays."""
    CaseField.objects.filter(pk=question.pk, retired_at__isnull=True).update(retired_at=now)
    record(actor=by, act="retired", obj=question, now=now)


@transaction.atomic
def restore_question(*, question: CaseField, by: User, now: datetime) -> None:
    """Asked again."""
    CaseField.objects.filter(pk=question.pk).update(retired_at=None)
    record(actor=by, act="restored", obj=question, now=now)


@transaction.atomic
def set_steps(
    *,
    kind: CaseKind,
    steps: Sequence[tuple[Mapping[str, str], int | None]],
    by: User,
    now: datetime,
) -> None:
    """What is usually done, in order: words by language, and within how many working days. Cases
    that are open keep the steps they have.
    """
    former = list(kind.steps.select_for_update(of=("self",)))
    rows = []
    for place, (words, days) in enumerate(steps):
        row = former[place] if place < len(former) else KindStep(kind=kind)
        _say(row, {code: {"words": said} for code, said in words.items()}, ("words",), "words")
        row.days, row.position = days, place
        rows.append(row)
    for row in rows:
        row.save()
    kind.steps.exclude(pk__in=[row.pk for row in rows]).delete()
    record(actor=by, act="changed", obj=kind, now=now)


@transaction.atomic
def set_policy(*, days: Mapping[int, tuple[int, int]], by: User, now: datetime) -> None:
    """Urgency → every how many working days the constituent hears from us, and an agency does."""
    for urgency, (update, chase) in days.items():
        UpdatePolicy.objects.update_or_create(
            pk=urgency, defaults={"update_days": update, "chase_days": chase}
        )
    record(actor=by, act="changed", obj=UpdatePolicy, now=now, count=len(days))


def _say(
    row: CaseKind | CaseField | KindStep, words: Words, parts: Collection[str], needed: str
) -> None:
    """Each language's words in their place; the office's first language also where no translation
    is asked for."""
    translations = {code: dict(said) for code, said in row.translations.items()}
    for code, said in words.items():
        kept = translations.setdefault(code, {})
        for part in parts:
            text = said.get(part, "").strip()
            kept[part] = text if part in ("help", "script") else _one_line(text)
    row.translations = translations
    first = [*profile().languages, *words]
    for part in parts:
        found = next((translations[code][part] for code in first
                      if translations.get(code, {}).get(part)), "")  # fmt: skip
        longest = row._meta.get_field(part).max_length
        setattr(row, part, found[:longest] if longest else found)
    if not getattr(row, needed):
        raise NoName


def _encrypt(kind: CaseKind, now: datetime) -> None:
    cases = Case.objects.filter(kind=kind, erased_at__isnull=True)
    batch = []
    for case in cases.select_related("kind").iterator(chunk_size=MOST_AT_ONCE):
        case.tell(case.told, is_secret=True)
        case.search = searched(case)
        batch.append(case)
    Case.objects.bulk_update(
        batch, ["story", "tried", "wanted", "secret", "search"], batch_size=MOST_AT_ONCE
    )
    for model in (CaseAnswer, CaseNote):
        rows = list(model.objects.filter(case__kind=kind).exclude(text=""))
        for row in rows:
            row.text, row.secret = "", row.text
        model.objects.bulk_update(rows, ["text", "secret"], batch_size=MOST_AT_ONCE)
    # What was told without a letter stood in its input, too.
    own = cases.filter(conversations__isnull=True, input__isnull=False)
    empty_inputs(inputs=list(own.values_list("input", flat=True)), now=now)


def _one_line(text: str) -> str:
    return " ".join(text.split())
