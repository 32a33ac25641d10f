"""A case while it is told: kept as it is typed, with its files; printed; finished, once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import connection, transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.models import Person
from baraza.common.paper.codes import new_code
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.actions import withdraw_inputs
from baraza.engagement.casework.models import Case, CaseKind, CaseState, Intake, IntakeFile

MOST_FILES = 10
MOST_FORMS = 50
LONGEST_VALUE = 100_000


class TooManyFiles(ValueError):
    """What is told carries ten files at most."""


class AlreadyFinished(Exception):
    """It has become a case; `case` is which, or None where that is gone."""

    def __init__(self, case: Case | None) -> None:
        super().__init__(case.pk if case else None)
        self.case = case


class CannotTakeBack(Exception):
    """Somebody has gone on with the case."""


def typed_in(intake: Intake | None) -> dict[str, str]:
    """What was typed so far; nothing where its key is missing."""
    try:
        return json.loads(intake.typed) if intake and intake.typed else {}
    except ValueError:
        return {}


@transaction.atomic
def save_intake(
    *,
    code: str,
    typed: Mapping[str, str],
    now: datetime,
    author: User | None = None,
    kind: CaseKind | None = None,
    person: Person | None = None,
    conversation: Conversation | None = None,
    language: str = "",
) -> Intake:
    """Keep what was told so far. Raises AlreadyFinished, and keeps nothing then."""
    intake = _begun(code=code, author=author, conversation=conversation, now=now)
    intake.typed = json.dumps(
        {name: value[:LONGEST_VALUE] for name, value in typed.items() if value}
    )
    intake.kind = kind
    intake.person = person
    intake.language = language[:10]
    intake.saved_at = now
    intake.save()
    return intake


@transaction.atomic
def add_file(
    *,
    code: str,
    file: EnteredFile,
    now: datetime,
    author: User | None = None,
    conversation: Conversation | None = None,
) -> IntakeFile:
    """Keep a document or photo with what is told. Raises TooManyFiles, AlreadyFinished."""
    intake = _begun(code=code, author=author, conversation=conversation, now=now)
    if intake.files.count() >= MOST_FILES:
        raise TooManyFiles
    return IntakeFile.objects.create(
        intake=intake,
        name=file.name[:200],
        media_type=file.media_type,
        size=len(file.content),
        content=file.content,
    )


def remove_file(*, file: IntakeFile) -> None:
    """It was the wrong one."""
    file.delete()


@transaction.atomic
def put_away(*, intake: Intake) -> None:
    """Nothing of it is kept. A form that was printed stays one that may still come back."""
    found = Intake.objects.select_for_update().filter(pk=intake.pk, finished_at__isnull=True)
    for one in found:
        if one.printed_at is None:
            one.delete()
        else:
            one.files.all().delete()
            one.typed, one.saved_at = "", one.printed_at
            one.save(update_fields=["typed", "saved_at"])


@transaction.atomic
def print_forms(
    *,
    kind: CaseKind,
    count: int,
    language: str,
    by: User,
    now: datetime,
    person: Person | None = None,
) -> list[Intake]:
    """So many forms (at most 50), each with a code of its own."""
    forms = Intake.objects.bulk_create(
        [
            Intake(
                code=new_code(),
                author=by,
                kind=kind,
                person=person,
                language=language,
                begun_at=now,
                saved_at=now,
                printed_at=now,
            )
            for _ in range(max(1, min(count, MOST_FORMS)))
        ]
    )
    record(actor=by, act="forms_printed", obj=Intake, now=now, count=len(forms))
    return forms


@transaction.atomic
def finish_intake(
    *,
    code: str,
    make: Callable[[Intake], Case],
    now: datetime,
    author: User | None = None,
    conversation: Conversation | None = None,
) -> Case:
    """What was told becomes a case, once: `make` opens it. Its files go with it, and the words
    stand nowhere twice. Raises AlreadyFinished, and whatever `make` raises.
    """
    intake = _begun(code=code, author=author, conversation=conversation, now=now)
    case = make(intake)
    _move(
        "INSERT INTO casework_casefile"
        " (public_id, case_id, name, media_type, size, content, added_by_id, added_at)"
        " SELECT public_id, %s, name, media_type, size, content, %s, %s"
        " FROM casework_intakefile WHERE intake_id = %s ORDER BY id",
        [case.pk, author.pk if author else None, now, intake.pk],
    )
    intake.files.all().delete()
    intake.typed = ""
    intake.case = case
    intake.kind = case.kind
    intake.finished_at = intake.saved_at = now
    intake.save()
    return case


@transaction.atomic
def take_case_back(*, case: Case, by: User, now: datetime) -> Intake:
    """Whoever took it in opened it by mistake: what was told is being told again.

    Raises CannotTakeBack once anybody has gone on with the case, and where it was told elsewhere.
    """
    case = (
        Case.objects.select_for_update(of=("self",)).select_related("kind", "input").get(pk=case.pk)
    )
    intake = Intake.objects.select_for_update(of=("self",)).filter(case=case).first()
    is_as_it_was = case.state == CaseState.NEW and case.version == 1
    if intake is None or case.opened_by_id != by.pk or not is_as_it_was or _is_gone_on_with(case):
        raise CannotTakeBack
    _move(
        "INSERT INTO casework_intakefile"
        " (public_id, intake_id, name, media_type, size, content)"
        " SELECT public_id, %s, name, media_type, size, content"
        " FROM casework_casefile WHERE case_id = %s ORDER BY id",
        [intake.pk, case.pk],
    )
    intake.typed = json.dumps(retold(case))
    intake.person = case.asked_by or case.person
    intake.case = None
    intake.finished_at = None
    intake.saved_at = now
    intake.save()
    said = case.input
    is_own = said is not None and not case.conversations.exists()
    number = case.pk
    case.delete()
    case.pk = number
    if is_own:
        withdraw_inputs(inputs=[said.pk])
    record(actor=by, act="case_taken_back", obj=case, now=now)
    return intake


def retold(case: Case) -> dict[str, str]:
    """A case as it would have been typed."""
    answers = {f"answer-{one.field_id}": one.words for one in case.answers.all()}
    about = case.person if case.asked_by else None
    typed = {
        "kind": str(case.kind_id),
        "title": case.title,
        **case.told._asdict(),
        "urgency": str(case.urgency),
        "urgency_reason": case.urgency_reason,
        "channel": case.channel,
        "language": case.language,
        "behalf": case.behalf,
        "for_person": str(about.pk) if about else "",
        "organisation": str(case.organisation_id or ""),
        **answers,
    }
    return {name: value for name, value in typed.items() if value}


def _begun(
    *, code: str, author: User | None, conversation: Conversation | None, now: datetime
) -> Intake:
    intake, _ = Intake.objects.select_for_update(of=("self",)).get_or_create(
        code=code,
        defaults={
            "author": author,
            "conversation": conversation,
            "begun_at": now,
            "saved_at": now,
        },
    )
    # What is being told is nobody else's, but for a printed form that anybody may be handed.
    if intake.author_id != (author.pk if author else None) and intake.printed_at is None:
        raise Intake.DoesNotExist
    if intake.finished_at is not None:
        raise AlreadyFinished(intake.case)
    return intake


def _is_gone_on_with(case: Case) -> bool:
    hanging = ("decisions", "authorisations", "inquiries", "notes", "updates", "promises", "links")
    return (
        any(getattr(case, name).exists() for name in (*hanging, "links_from"))
        or case.steps.filter(done_at__isnull=False).exists()
    )


def _move(statement: str, values: list[object]) -> None:
    """Files go from table to table inside the database, however large they are."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
