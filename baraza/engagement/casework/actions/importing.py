"""Bring in another program's cases and notes: safe to run again, told row by row, undone whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.audit.actions import record
from baraza.base.channels.models import Channel
from baraza.base.office.queries import working_days
from baraza.base.people.actions.records import Details, add_person
from baraza.base.people.exchange.mapping import PersonRow
from baraza.base.people.exchange.tables import NotATable
from baraza.base.people.models import ContactKind, ImportState, Organisation, Person
from baraza.base.people.queries import people_at
from baraza.common.folding import fold
from baraza.common.jobs import enqueue
from baraza.common.paper.codes import new_code
from baraza.dialogue.inputs.actions import Said, record_inputs, withdraw_inputs
from baraza.engagement.casework.actions.opening import USUAL_UPDATE_DAYS, search_again, searched
from baraza.engagement.casework.exchange.deciding import Decision, Seen, decide, kinds_by_name
from baraza.engagement.casework.exchange.reading import (
    NO_AUTHORITY,
    NO_WORKER,
    CaseRow,
    MissingColumns,
    rows_in,
)
from baraza.engagement.casework.models import (
    Case,
    CaseImport,
    CaseKind,
    CaseNote,
    CaseState,
    ImportedCaseRow,
    Outcome,
    RowOutcome,
    Told,
)

BATCH = 500
WAKE_UP = "casework.bring_in"
UNFINISHED = (ImportState.PREVIEW, ImportState.WAITING, ImportState.RUNNING)
OVER = (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED)
# What says that somebody has worked on a case since it was brought in.
WORKED_ON = ("decisions", "authorisations", "inquiries", "updates", "promises", "conversations",
             "files", "holds", "links", "links_from")  # fmt: skip


class NotUndoable(ValueError):
    """Only an import that is over can be taken back."""


def start_import(*, case_import: CaseImport, by: User | None, now: datetime) -> None:
    """Let a worker bring it in, from where it stands."""
    case_import.state = ImportState.WAITING
    case_import.started_at = now
    case_import.save(update_fields=["state", "started_at"])
    record(actor=by, act="case_import_started", obj=case_import, now=now)
    enqueue(WAKE_UP, import_id=case_import.pk)


def unfinished() -> list[CaseImport]:
    """Imports that a worker is to go on with."""
    waiting = CaseImport.objects.filter(state__in=[ImportState.WAITING, ImportState.RUNNING])
    return list(waiting.exclude(stored_as="").order_by("pk"))


@transaction.atomic
def cancel_import(*, case_import: CaseImport, by: User | None, now: datetime) -> None:
    """Stop after the rows that are being written; those done stay until it is undone."""
    locked = CaseImport.objects.select_for_update().get(pk=case_import.pk)
    if locked.state in UNFINISHED:
        _finish(locked, ImportState.CANCELLED, now)
        record(actor=by, act="case_import_cancelled", obj=locked, now=now)


def bring_in(
    *,
    case_import: CaseImport,
    now: datetime,
    path: Path | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> None:
    """Bring in every row that is not done yet, one transaction a batch: killed anywhere, it goes on
    where it stood. The file is removed when it is over."""
    if case_import.state not in (ImportState.WAITING, ImportState.RUNNING):
        return
    file = path or Path(default_storage.path(case_import.stored_as))
    try:
        rows = islice(rows_in(file), case_import.rows_done, None)
        while batch := list(islice(rows, BATCH)):
            if not _write(case_import, batch, now):
                return
            progress(len(batch))
    except (NotATable, MissingColumns, FileNotFoundError) as error:
        _finish(case_import, ImportState.FAILED, now, problem=str(error))
        return
    _finish(case_import, ImportState.DONE, now)


@transaction.atomic
def undo_import(*, case_import: CaseImport, by: User | None, now: datetime) -> int:
    """Cases and notes go; cases the office has worked on since stay, and returned is how many.

    People it added stay in the address book. Raises NotUndoable.
    """
    case_import = CaseImport.objects.select_for_update().get(pk=case_import.pk)
    if case_import.state not in OVER:
        raise NotUndoable
    notes = case_import.rows.exclude(note=None)
    noted = list(Case.objects.filter(notes__in=notes.values("note")).distinct())
    CaseNote.objects.filter(pk__in=notes.values("note")).delete()
    search_again(*noted)
    added = Case.objects.filter(
        pk__in=case_import.rows.filter(outcome=RowOutcome.CASE, case__isnull=False).values("case")
    )
    touched = Q(version__gt=1) | Q(notes__isnull=False)
    for name in WORKED_ON:
        touched |= Q(**{f"{name}__isnull": False})
    stay = set(added.filter(touched).values_list("pk", flat=True))
    gone = added.exclude(pk__in=stay)
    inputs = list(gone.exclude(input=None).values_list("input", flat=True))
    number = gone.count()
    gone.delete()
    withdraw_inputs(inputs=inputs)
    _finish(case_import, ImportState.UNDONE, now)
    record(actor=by, act="case_import_undone", obj=case_import, now=now, count=number)
    return len(stay)


@transaction.atomic
def _write(case_import: CaseImport, rows: list[CaseRow], now: datetime) -> bool:
    """One batch; False when somebody has stopped the import."""
    locked = CaseImport.objects.select_for_update().get(pk=case_import.pk)
    if locked.state not in (ImportState.WAITING, ImportState.RUNNING):
        return False
    seen = Seen()
    decisions = decide(rows, seen=seen)
    opened = _open_cases([one.row for one in decisions if one.outcome == RowOutcome.CASE], now)
    by_number = {number: case for number, case in seen.cases.items() if case is not None}
    by_number |= {row.external_id: case.pk for row, case in opened if row.external_id}
    case_of = {row.number: case.pk for row, case in opened}
    case_of |= {
        one.row.number: by_number[one.row.external_id]
        for one in decisions
        if one.outcome != RowOutcome.CASE and one.row.external_id in by_number
    }
    notes = _write_notes(decisions, case_of)
    ImportedCaseRow.objects.bulk_create(
        [
            ImportedCaseRow(
                case_import=case_import,
                number=one.row.number,
                digest=one.row.digest,
                external_id=one.row.external_id,
                outcome=one.outcome,
                remarks="; ".join(dict.fromkeys(one.row.remarks))[:300],
                case_id=case_of.get(one.row.number),
                note=notes.get(one.row.number),
            )
            for one in decisions
        ]
    )
    locked.state = ImportState.RUNNING
    locked.rows_done = F("rows_done") + len(rows)
    locked.save(update_fields=["state", "rows_done"])
    case_import.refresh_from_db(fields=["state", "rows_done"])
    return True


def _open_cases(rows: list[CaseRow], now: datetime) -> list[tuple[CaseRow, Case]]:
    kinds = _kinds(rows, now)
    people = _people(rows, now)
    authorities = _authorities(rows)
    workers = {name: user for name, user in _staff().items() if may(user, Permission.MANAGE_CASES)}
    days = working_days()
    today = days.day_of(now)
    cases = []
    for row in rows:
        kind = kinds[fold(row.kind)]
        person = people.get(row.number)
        opened_at = row.opened_at or now
        case = Case(
            code=new_code(),
            kind=kind,
            title=_title(row, kind),
            person=person,
            urgency=row.urgency,
            topic_id=kind.topic_id,
            area_id=person.area_id if person else None,
            organisation=authorities.get(fold(row.authority)),
            language=person.language if person else "",
            channel=Channel.WALK_IN,
            state=CaseState.NEW,
            assigned_to=workers.get(fold(row.worker)),
            opened_at=opened_at,
            touched_at=now,
            update_days=USUAL_UPDATE_DAYS[row.urgency],
        )
        case.tell(
            Told(story=row.story, tried=row.tried, wanted=row.wanted), is_secret=kind.is_sensitive
        )
        if row.is_over:
            case.state = CaseState.CLOSED
            case.closed_at = max(row.closed_at or opened_at, opened_at)
            case.outcome = row.outcome or Outcome.INFORMED
        else:
            case.next_update_date = days.after(today, case.update_days)
        case.search = searched(case)
        if row.authority and case.organisation is None:
            row.remarks.append(NO_AUTHORITY)
        if row.worker and case.assigned_to is None:
            row.remarks.append(NO_WORKER)
        cases.append(case)
    inputs = record_inputs(said=[_said(case) for case in cases])
    for case, said in zip(cases, inputs, strict=True):
        case.input = said
    Case.objects.bulk_create(cases)
    return list(zip(rows, cases, strict=True))


def _said(case: Case) -> Said:
    return Said(
        received_at=case.opened_at,
        channel=Channel(case.channel),
        text="" if case.secret else case.story or case.title,
        language=case.language,
        context=case.title,
        person_id=case.person_id,
        topic_id=case.topic_id,
    )


def _title(row: CaseRow, kind: CaseKind) -> str:
    """Of what is sensitive only the kind, where no title was given."""
    story = "" if kind.is_sensitive else " ".join(row.story.split())
    return (row.title or story or kind.name)[:200]


def _kinds(rows: Sequence[CaseRow], now: datetime) -> dict[str, CaseKind]:
    """Those that are missing are made, and not offered for new cases."""
    kinds = kinds_by_name()
    for row in rows:
        name = row.kind or "Other"
        if fold(row.kind) not in kinds:
            known = kinds.get(fold(name)) or CaseKind.objects.create(
                name=name, is_public=False, retired_at=now
            )
            kinds |= {fold(row.kind): known, fold(name): known}
    return kinds


def _people(rows: Sequence[CaseRow], now: datetime) -> dict[int, Person]:
    """Row → its person: the one of that name reached there, else somebody new; nobody else is
    taken for the same.
    """
    told = [(row.number, row.person) for row in rows if row.person]
    at = {
        kind: people_at(kind=kind, values={v for _n, one in told for v in _points(one)[kind]})
        for kind in (ContactKind.EMAIL, ContactKind.PHONE)
    }
    new: dict[tuple, Person] = {}
    found: dict[int, Person] = {}
    for number, one in told:
        points = _points(one)
        known = {
            person.pk: person
            for kind, values in points.items()
            for value in values
            for person in at[kind].get(value, [])
            if fold(person.name) == fold(one.name)
            and person.merged_into_id is None
            and person.erased_at is None
        }
        if len(known) == 1:
            found[number] = next(iter(known.values()))
            continue
        key = (fold(one.name), one.emails, one.phones)
        if key not in new:
            new[key] = _add(one, now)
        found[number] = new[key]
    return found


def _points(one: PersonRow) -> dict[ContactKind, tuple[str, ...]]:
    return {ContactKind.EMAIL: one.emails, ContactKind.PHONE: one.phones}


def _add(one: PersonRow, now: datetime) -> Person:
    return add_person(
        details=Details(
            name=one.name,
            language=one.language,
            address=one.address,
            birth_year=one.birth_year,
        ),
        by=None,
        now=now,
        contacts=[(kind, value) for kind, values in _points(one).items() for value in values],
    )


def _authorities(rows: Sequence[CaseRow]) -> dict[str, Organisation]:
    wanted = {fold(row.authority) for row in rows if row.authority}
    if not wanted:
        return {}
    known = Organisation.objects.filter(merged_into__isnull=True).order_by("-pk")
    return {fold(one.name): one for one in known if fold(one.name) in wanted}


def _staff() -> dict[str, User]:
    found: dict[str, User] = {}
    for user in User.objects.filter(is_active=True).order_by("-pk"):
        found |= {fold(user.name): user, fold(user.email): user}
    return found


def _write_notes(decisions: Sequence[Decision], case_of: Mapping[int, int]) -> dict[int, CaseNote]:
    """Row → the note it brought; in `secret` where the case is of a sensitive kind."""
    staff = _staff()
    cases = Case.objects.in_bulk(set(case_of.values()))
    kinds = CaseKind.objects.in_bulk({case.kind_id for case in cases.values()})
    notes: dict[int, CaseNote] = {}
    for one in decisions:
        row = one.row
        is_kept = one.outcome in (RowOutcome.CASE, RowOutcome.NOTE) and row.note
        case = cases.get(case_of.get(row.number, 0)) if is_kept else None
        if case is None:
            continue
        author = staff.get(fold(row.note_by))
        words = row.note if author or not row.note_by else f"{row.note_by}: {row.note}"
        place = "secret" if kinds[case.kind_id].is_sensitive else "text"
        notes[row.number] = CaseNote(
            case=case,
            written_by=author,
            written_at=row.note_at or case.opened_at,
            **{place: words},
        )
    CaseNote.objects.bulk_create(notes.values())
    search_again(*{note.case_id: note.case for note in notes.values()}.values())
    return notes


def _finish(
    case_import: CaseImport, state: ImportState, now: datetime, *, problem: str = ""
) -> None:
    if case_import.stored_as:
        default_storage.delete(case_import.stored_as)
    case_import.stored_as = ""
    case_import.state = state
    case_import.finished_at = now
    case_import.problem = problem
    case_import.save(update_fields=["stored_as", "state", "finished_at", "problem"])
