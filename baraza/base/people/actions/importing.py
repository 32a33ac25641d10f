"""Bring in an address book: set-based, safe to run again, told row by row, and undone whole."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.actions.placing import PLACE_PEOPLE
from baraza.base.people.exchange.deciding import Decision, decide, points_of, understood_rows
from baraza.base.people.exchange.mapping import PersonRow
from baraza.base.people.exchange.tables import NotATable
from baraza.base.people.models import (
    ContactLink,
    ContactPoint,
    Group,
    GroupMember,
    Person,
)
from baraza.base.people.models.exchange import (
    ImportedLink,
    ImportedRow,
    ImportState,
    Outcome,
    PeopleImport,
)
from baraza.common.jobs import enqueue

BATCH = 2_000
WAKE_UP = "people.bring_in"
# References that an import makes itself; any other says that the office has dealt with somebody.
IMPORTS_OWN = {f"people.{name}.person" for name in ("contactlink", "groupmember", "importedrow")}
UNTOUCHED = (ImportState.PREVIEW, ImportState.WAITING, ImportState.RUNNING)


class NotUndoable(ValueError):
    """Only an import that is over can be taken back."""


def start_import(*, people_import: PeopleImport, by: User | None, now: datetime) -> None:
    """Let a worker bring it in, from where it stands."""
    people_import.state = ImportState.WAITING
    people_import.started_at = now
    people_import.save(update_fields=["state", "started_at"])
    record(actor=by, act="import_started", obj=people_import, now=now)
    enqueue(WAKE_UP, import_id=people_import.pk)


def unfinished() -> list[PeopleImport]:
    """Imports that a worker is to go on with."""
    return list(
        PeopleImport.objects.filter(state__in=[ImportState.WAITING, ImportState.RUNNING])
        .exclude(stored_as="")
        .order_by("pk")
    )


@transaction.atomic
def cancel_import(*, people_import: PeopleImport, by: User | None, now: datetime) -> None:
    """Stop after the rows that are being written; those done stay until it is undone."""
    locked = PeopleImport.objects.select_for_update().get(pk=people_import.pk)
    if locked.state in UNTOUCHED:
        _finish(locked, ImportState.CANCELLED, now)
        record(actor=by, act="import_cancelled", obj=locked, now=now)


def bring_in(
    *,
    people_import: PeopleImport,
    now: datetime,
    path: Path | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> None:
    """Bring in every row that is not done yet, one transaction a batch: killed anywhere, it goes on
    where it stood. The file is removed when it is over."""
    mapping = {int(column): field for column, field in people_import.mapping.items()}
    if people_import.state not in (ImportState.WAITING, ImportState.RUNNING):
        return
    with _file_of(people_import, path) as file:
        try:
            rows = islice(understood_rows(file, mapping=mapping), people_import.rows_done, None)
            seen: dict[UUID, Person | None] = {}
            while batch := list(islice(rows, BATCH)):
                if not _write(people_import, batch, seen, now):
                    return
                progress(len(batch))
        except NotATable as error:
            _finish(people_import, ImportState.FAILED, now, problem=str(error))
            return
    _finish(people_import, ImportState.DONE, now)
    enqueue(PLACE_PEOPLE)


@transaction.atomic
def undo_import(*, people_import: PeopleImport, by: User | None, now: datetime) -> int:
    """Take the whole import back: people it added go, what it added to others goes.

    Somebody the office has dealt with since (a letter, a note, a consent) stays; returns how many
    stayed. Raises NotUndoable.
    """
    people_import = PeopleImport.objects.select_for_update().get(pk=people_import.pk)
    if people_import.state not in (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED):
        raise NotUndoable
    rows = people_import.imported_rows
    ContactLink.objects.filter(pk__in=people_import.imported_links.values("link")).delete()
    added = set(
        rows.filter(outcome=Outcome.ADDED, person__isnull=False).values_list("person", flat=True)
    )
    stay = _dealt_with(added)
    gone = added - stay
    ContactLink.objects.filter(person__in=gone).delete()
    GroupMember.objects.filter(person__in=gone).delete()
    rows.filter(person__in=gone).update(person=None)
    Person.objects.filter(pk__in=gone).delete()
    ContactPoint.objects.filter(
        contact_links__isnull=True, organisation_links__isnull=True
    ).delete()
    _finish(people_import, ImportState.UNDONE, now)
    record(actor=by, act="import_undone", obj=people_import, now=now, count=len(gone))
    return len(stay)


@transaction.atomic
def _write(
    people_import: PeopleImport,
    rows: list[PersonRow],
    seen: dict[UUID, Person | None],
    now: datetime,
) -> bool:
    """One batch; False when somebody has stopped the import."""
    locked = PeopleImport.objects.select_for_update().get(pk=people_import.pk)
    if locked.state not in (ImportState.WAITING, ImportState.RUNNING):
        return False
    decisions = decide(rows, seen=seen)
    new = [one.person for one in decisions if one.outcome == Outcome.ADDED and one.person]
    for person in new:
        person.added_at = now
    Person.objects.bulk_create(new)
    completed = [one for one in decisions if one.outcome == Outcome.COMPLETED]
    for one in completed:
        _complete(one.person, one.row)
    Person.objects.bulk_update(
        {one.person.pk: one.person for one in completed if one.person}.values(),
        ["address", "language", "birth_year", "access_needs", "do_not_contact"],
    )
    links = _link(decisions)
    known = {one.person.pk for one in completed if one.person}
    ImportedLink.objects.bulk_create(
        [
            ImportedLink(people_import=people_import, link=link)
            for link in links
            if link.person_id in known
        ]
    )
    _into_groups(decisions, now)
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                people_import=people_import,
                number=one.row.number,
                digest=one.digest,
                external_id=one.row.external_id,
                outcome=one.outcome,
                notes="; ".join(dict.fromkeys(one.row.notes))[:300],
                person=one.person,
            )
            for one in decisions
        ]
    )
    locked.state = ImportState.RUNNING
    locked.rows_done += len(rows)
    locked.save(update_fields=["state", "rows_done"])
    people_import.rows_done = locked.rows_done
    people_import.state = locked.state
    return True


def _link(decisions: Iterable[Decision]) -> list[ContactLink]:
    """Contact points of the rows' people; returns the links that are new."""
    wanted = {
        (one.person.pk, kind, value)
        for one in decisions
        if one.person and one.outcome in (Outcome.ADDED, Outcome.COMPLETED)
        for kind, value in points_of(one.row)
    }
    values = {(kind, value) for _, kind, value in wanted}
    ContactPoint.objects.bulk_create(
        [ContactPoint(kind=kind, value=value) for kind, value in values], ignore_conflicts=True
    )
    ids = {
        (kind, value): pk
        for pk, kind, value in ContactPoint.objects.filter(
            value__in=[value for _, value in values]
        ).values_list("pk", "kind", "value")
    }
    pairs = {(person, ids[kind, value]) for person, kind, value in wanted}
    known = set(
        ContactLink.objects.filter(person__in={person for person, _ in pairs}).values_list(
            "person_id", "contact_point_id"
        )
    )
    return ContactLink.objects.bulk_create(
        [ContactLink(person_id=one, contact_point_id=point) for one, point in pairs - known]
    )


def _into_groups(decisions: Iterable[Decision], now: datetime) -> None:
    members = {
        (name, one.person.pk)
        for one in decisions
        if one.person and one.outcome in (Outcome.ADDED, Outcome.COMPLETED)
        for name in one.row.groups
    }
    names = {name for name, _ in members}
    Group.objects.bulk_create([Group(name=name) for name in names], ignore_conflicts=True)
    ids = dict(Group.objects.filter(name__in=names).values_list("name", "pk"))
    GroupMember.objects.bulk_create(
        [GroupMember(group_id=ids[name], person_id=pk, added_at=now) for name, pk in members],
        ignore_conflicts=True,
    )


def _complete(person: Person | None, row: PersonRow) -> None:
    """Only what was not known: what staff wrote is not overwritten by an old list."""
    if person is None:
        return
    for name in ("address", "language", "birth_year", "access_needs"):
        if not getattr(person, name):
            setattr(person, name, getattr(row, name))
    person.do_not_contact = person.do_not_contact or row.do_not_contact


def _dealt_with(people: set[int]) -> set[int]:
    """Those somewhere referred to beyond what an import itself makes."""
    from baraza.base.people.references import references  # noqa: PLC0415 (filled in ready())

    found: set[int] = set()
    for reference in references():
        if reference.name in IMPORTS_OWN:
            continue
        rows = reference.model._base_manager
        if reference.is_array:
            for ids in rows.filter(**{f"{reference.field}__overlap": list(people)}).values_list(
                reference.field, flat=True
            ):
                found |= people & set(ids)
        else:
            found |= set(
                rows.filter(**{f"{reference.field}__in": people}).values_list(
                    f"{reference.field}_id", flat=True
                )
            )
    merged = Person.objects.filter(Q(pk__in=people) & Q(merged_into__isnull=False)).values_list(
        "pk", flat=True
    )
    return found | set(merged)


IMPORTS_OWN = {
    "people.contactlink.person",
    "people.groupmember.person",
    "people.importedrow.person",
}


@contextmanager
def _file_of(people_import: PeopleImport, path: Path | None) -> Iterator[Path]:
    yield path or Path(default_storage.path(people_import.stored_as))


def _finish(
    people_import: PeopleImport, state: ImportState, now: datetime, *, problem: str = ""
) -> None:
    if people_import.stored_as:
        default_storage.delete(people_import.stored_as)
    people_import.stored_as = ""
    people_import.state = state
    people_import.finished_at = now
    people_import.problem = problem
    people_import.save(update_fields=["stored_as", "state", "finished_at", "problem"])
