"""Bring in a file of agencies: told row by row before and after, safe to run again, undone whole.

What is known is completed, never overwritten: what staff wrote outlasts an old list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.people.actions.organisations import add_organisations, remove_unused
from baraza.base.people.exchange.headed import Row
from baraza.engagement.casework.agency_deciding import Key, Plan, RowOutcome, Told, decide
from baraza.engagement.casework.models import (
    Agency,
    AgencyContact,
    AgencyImport,
    Responsibility,
)

# A file nobody brought in is let go with the next one after so long: it names people.
KEPT = timedelta(days=7)


class NotUndoable(ValueError):
    """Only a file that was brought in, and not taken back before, can be taken back."""


def keep_file(
    *, filename: str, rows: Sequence[Row], by: User | None, now: datetime
) -> AgencyImport:
    """What was read of a file waits for somebody to look at it, for a week at most."""
    AgencyImport.objects.filter(done_at__isnull=True, uploaded_at__lt=now - KEPT).delete()
    return AgencyImport.objects.create(
        filename=filename[:200], rows=list(rows), by=by, uploaded_at=now
    )


def look_at(*, rows: Sequence[Row]) -> list[Told]:
    """What would become of each row if they were brought in now; changes nothing."""
    return decide(rows).told


@transaction.atomic
def bring_in_agencies(*, agency_import: AgencyImport, by: User, now: datetime) -> list[Told]:
    """Bring in its rows, all or none; a second time, nothing happens."""
    # One file at a time: two at once would not see what the other adds.
    locked = {
        one.pk: one for one in AgencyImport.objects.select_for_update(of=("self",)).order_by("pk")
    }[agency_import.pk]
    if locked.done_at is not None:
        return told_of(agency_import=locked)
    plan = decide(locked.rows)
    new = add_organisations(about=list(plan.organisations.values()), by=by, now=now)
    organisations: dict[Key, int] = dict(
        zip(plan.organisations, [one.pk for one in new], strict=True)
    )
    agencies = _agencies(plan, organisations, now)
    responsibilities = Responsibility.objects.bulk_create(
        Responsibility(agency=agencies[key], kind_id=kind, area_id=area, what=what)
        for key, kind, area, what in plan.responsibilities
    )
    contacts = AgencyContact.objects.bulk_create(
        AgencyContact(
            agency=agencies[key], **words, confirmed_by=by if words["confirmed_date"] else None
        )
        for key, words in plan.contacts
    )
    for (label, pk), changes in plan.filled.items():
        values = {name: after for name, (_before, after) in changes.items()}
        _MODELS[label].objects.filter(pk=pk).update(**values)
    locked.made = {
        "organisations": [one.pk for one in new],
        "agencies": [agencies[key].pk for key in plan.agencies],
        "responsibilities": [one.pk for one in responsibilities],
        "contacts": [one.pk for one in contacts],
        "filled": [
            [label, pk, name, _plain(before), _plain(after)]
            for (label, pk), changes in plan.filled.items()
            for name, (before, after) in changes.items()
        ],
    }
    locked.report = [[one.number, one.outcome.value, one.remarks] for one in plan.told]
    locked.rows, locked.done_at, locked.by = [], now, by
    locked.save()
    record(actor=by, act="import_started", obj=locked, now=now, count=len(plan.told))
    return plan.told


@transaction.atomic
def undo_agencies(*, agency_import: AgencyImport, by: User, now: datetime) -> int:
    """Take all of it back; returns how many agencies stay, because somebody changed them
    or something else hangs on them by now. Raises NotUndoable.
    """
    locked = AgencyImport.objects.select_for_update(of=("self",)).get(pk=agency_import.pk)
    if locked.done_at is None or locked.undone_at is not None:
        raise NotUndoable
    made = locked.made
    Responsibility.objects.filter(pk__in=made["responsibilities"]).delete()
    AgencyContact.objects.filter(pk__in=made["contacts"]).delete()
    for label, pk, name, before, after in made["filled"]:
        # What was changed since stays as it was changed.
        _MODELS[label].objects.filter(pk=pk, **{name: after}).update(**{name: before})
    agencies = Agency.objects.filter(pk__in=made["agencies"])
    untouched = agencies.filter(changed_at=locked.done_at)
    untouched.filter(responsibilities__isnull=True, contacts__isnull=True).delete()
    stay = remove_unused(organisations=made["organisations"], by=by, now=now)
    stay |= set(agencies.values_list("organisation", flat=True))
    locked.made, locked.undone_at = {}, now
    locked.save(update_fields=["made", "undone_at"])
    record(actor=by, act="import_undone", obj=locked, now=now)
    return len(stay)


@transaction.atomic
def leave_agencies(*, agency_import: AgencyImport) -> None:
    """Not this file after all: nothing of it is kept."""
    AgencyImport.objects.filter(pk=agency_import.pk, done_at__isnull=True).delete()


def told_of(*, agency_import: AgencyImport) -> list[Told]:
    """What became of each row of a file that was brought in; of its words nothing was kept."""
    return [
        Told(number=number, name="", outcome=RowOutcome(outcome), remarks=remarks)
        for number, outcome, remarks in agency_import.report
    ]


_MODELS: dict[str, type[models.Model]] = {
    "agency": Agency,
    "contact": AgencyContact,
}


def _agencies(plan: Plan, organisations: dict[Key, int], now: datetime) -> dict[Key, Agency]:
    """Those made now, and those known to which something is added."""
    new = {
        key: Agency(organisation_id=organisations.get(key, key), changed_at=now, **words)
        for key, words in plan.agencies.items()
    }
    Agency.objects.bulk_create(new.values())
    keys = {key for key, *_ in plan.responsibilities} | {key for key, _ in plan.contacts}
    known = Agency.objects.filter(organisation__in=list(keys - set(new)))
    return {**new, **{agency.organisation_id: agency for agency in known}}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
