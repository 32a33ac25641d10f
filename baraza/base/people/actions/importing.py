"""Bring in an address book: set-based, safe to run again, told row by row, and undone whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction
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
    ContactState,
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
from baraza.common.copying import copy_in, reserved_ids
from baraza.common.jobs import enqueue

BATCH = 2_000
WAKE_UP = "people.bring_in"
# References that an import makes itself; any other says that the office has dealt with somebody.
IMPORTS_OWN = {f"people.{name}.person" for name in ("contactlink", "groupmember", "importedrow")}
UNTOUCHED = (ImportState.PREVIEW, ImportState.WAITING, ImportState.RUNNING)


_NEW_POINTS = """
    INSERT INTO people_contactpoint (kind, value, state, state_reason)
    SELECT said.kind, said.value, %s, '' FROM unnest(%s::text[], %s::text[]) AS said (kind, value)
    ON CONFLICT DO NOTHING
"""
_POINTS = "SELECT id, kind, value FROM people_contactpoint WHERE value = ANY(%s::text[])"
_NEW_MEMBERS = """
    INSERT INTO people_groupmember (group_id, person_id, added_at)
    SELECT said.*, %s FROM unnest(%s::bigint[], %s::bigint[]) AS said
    ON CONFLICT DO NOTHING
"""


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
            while batch := list(islice(rows, BATCH)):
                if not _write(people_import, batch, now):
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
def _write(people_import: PeopleImport, rows: list[PersonRow], now: datetime) -> bool:
    """One batch; False when somebody has stopped the import."""
    locked = PeopleImport.objects.select_for_update().get(pk=people_import.pk)
    if locked.state not in (ImportState.WAITING, ImportState.RUNNING):
        return False
    decisions = decide(rows)
    _add([one.person for one in decisions if one.outcome == Outcome.ADDED and one.person], now)
    completed = [one for one in decisions if one.outcome == Outcome.COMPLETED]
    for one in completed:
        _complete(one.person, one.row)
    known = {one.person.pk: one.person for one in completed if one.person}
    Person.objects.bulk_update(
        known.values(), ["address", "language", "birth_year", "access_needs", "do_not_contact"]
    )
    _link(people_import, decisions, known)
    _into_groups(decisions, now)
    copy_in(
        ImportedRow,
        columns=[
            "people_import_id", "number", "digest", "external_id", "outcome", "notes", "person_id"
        ],
        rows=(
            (
                people_import.pk,
                one.row.number,
                one.digest,
                one.row.external_id,
                one.outcome.value,
                "; ".join(dict.fromkeys(one.row.notes))[:300],
                one.person.pk if one.person else None,
            )
            for one in decisions
        ),
    )  # fmt: skip
    locked.state = ImportState.RUNNING
    locked.rows_done += len(rows)
    locked.save(update_fields=["state", "rows_done"])
    people_import.rows_done = locked.rows_done
    people_import.state = locked.state
    return True


def _add(people: list[Person], now: datetime) -> None:
    for person, number in zip(
        people, reserved_ids(Person, count=len(people)) if people else (), strict=True
    ):
        person.pk, person.added_at = number, now
    columns = [field.attname for field in Person._meta.concrete_fields]
    copy_in(Person, columns=columns, rows=map(attrgetter(*columns), people))


def _link(
    people_import: PeopleImport, decisions: Iterable[Decision], known: Mapping[int, Person]
) -> None:
    """Contact points of the rows' people; what those known before got is remembered."""
    wanted = {
        (one.person.pk, kind, value)
        for one in decisions
        if one.person and one.outcome in (Outcome.ADDED, Outcome.COMPLETED)
        for kind, value in points_of(one.row)
    }
    values = list({(kind, value) for _, kind, value in wanted})
    with connection.cursor() as cursor:
        named = [[kind for kind, _ in values], [value for _, value in values]]
        cursor.execute(_NEW_POINTS, [ContactState.NEW.value, *named])
        cursor.execute(_POINTS, [named[1]])
        ids = {(kind, value): pk for pk, kind, value in cursor.fetchall()}
    pairs = {(person, ids[kind, value]) for person, kind, value in wanted}
    there = ContactLink.objects.filter(person__in=known)
    pairs.difference_update(there.values_list("person_id", "contact_point_id"))
    copy_in(
        ContactLink,
        columns=["person_id", "contact_point_id"],
        rows=(pair for pair in pairs if pair[0] not in known),
    )
    new = ContactLink.objects.bulk_create(
        ContactLink(person_id=one, contact_point_id=point) for one, point in pairs if one in known
    )
    ImportedLink.objects.bulk_create(
        ImportedLink(people_import=people_import, link=link) for link in new
    )


def _into_groups(decisions: Iterable[Decision], now: datetime) -> None:
    members = {
        (name, one.person.pk)
        for one in decisions
        if one.person and one.outcome in (Outcome.ADDED, Outcome.COMPLETED)
        for name in one.row.groups
    }
    if not members:
        return
    names = {name for name, _ in members}
    Group.objects.bulk_create([Group(name=name) for name in names], ignore_conflicts=True)
    ids = dict(Group.objects.filter(name__in=names).values_list("name", "pk"))
    groups, people = zip(*((ids[name], person) for name, person in members), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_NEW_MEMBERS, [now, list(groups), list(people)])


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
