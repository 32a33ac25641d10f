"""Warnings and notes of staff about somebody."""

from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import Circle, User
from baraza.base.audit.actions import record
from baraza.base.people.models import CallFirst, Person, PersonNote, StaffWarning


class NoWords(ValueError):
    """There is nothing in it."""


@transaction.atomic
def place_warning(
    *, person: Person, text: str, call_first: CallFirst, by: User, now: datetime
) -> StaffWarning:
    """What all staff must know before they meet them, and whom they must call first.

    Raises NoWords.
    """
    if not text.strip():
        raise NoWords
    warning = StaffWarning.objects.create(
        person=person, text=text.strip(), call_first=call_first, placed_by=by, placed_at=now
    )
    record(actor=by, act="warning_placed", obj=person, now=now, detail={"call_first": call_first})
    return warning


@transaction.atomic
def lift_warning(*, warning: StaffWarning, by: User, now: datetime) -> None:
    """It no longer holds."""
    warning.lifted_at = now
    warning.save(update_fields=["lifted_at"])
    record(actor=by, act="warning_lifted", obj=warning.person, now=now)


@transaction.atomic
def write_note(
    *, person: Person, text: str, by: User, now: datetime, circle: Circle | None = None
) -> PersonNote:
    """A few words for colleagues, or for a circle of them. Raises NoWords."""
    if not text.strip():
        raise NoWords
    note = PersonNote.objects.create(
        person=person, text=text.strip(), written_by=by, written_at=now, circle=circle
    )
    record(actor=by, act="note_written", obj=note, now=now)
    return note


@transaction.atomic
def remove_note(*, note: PersonNote, by: User) -> None:
    """Its words are gone; that there was a note stays in the trail."""
    record(actor=by, act="note_removed", obj=note)
    note.delete()
