"""What is kept of entries begun: about whom, and for how long."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.people.models import LegalHold, Person
from baraza.base.people.references import Reference, declare
from baraza.base.people.registry import (
    Counts,
    Entry,
    HeldFile,
    Holding,
    Kind,
    register_holding,
    register_kind,
)
from baraza.dialogue.logbook.actions import drafts
from baraza.dialogue.logbook.models import EntryDraft, EntryFile, Sheet


def export(person: Person, user: User) -> Iterator[Entry]:
    """Entries this member of staff has begun about them, and forms printed for them."""
    for draft in EntryDraft.objects.filter(person=person, author=user).prefetch_related("files"):
        yield Entry(
            title=gettext("An entry that was begun"),
            happened_at=draft.saved_at,
            text="\n\n".join(filter(None, (draft.typed.get(name) for name in ("text", "answer")))),
            files=[HeldFile(file.name, partial(_content, file.pk)) for file in draft.files.all()],
        )
    for sheet in Sheet.objects.filter(person=person):
        yield Entry(title=f"{sheet.get_kind_display()} {sheet.code}", happened_at=sheet.printed_at)


def _content(file_id: int) -> bytes:
    return bytes(EntryFile.objects.get(pk=file_id).content)


def hidden(person: Person, user: User) -> int:
    """What colleagues have begun and not saved."""
    return EntryDraft.objects.filter(person=person).exclude(author=user).count()


def erase(person: Person, now: datetime) -> Counts:
    """Whatever was begun about them."""
    return {"entry_drafts": drafts.forget_person(person=person)}


def _old(before: datetime, now: datetime) -> QuerySet:
    held = LegalHold.objects.in_force(now).values("person")
    return EntryDraft.objects.filter(saved_at__lt=before).exclude(person__in=held)


def _throw_away(ids: Sequence[int], now: datetime) -> Counts:
    return {"entry_drafts": drafts.empty_drafts(drafts=list(ids))}


declare(Reference("logbook.EntryDraft", "person"), Reference("logbook.Sheet", "person"))
register_holding(
    Holding(
        name="logbook",
        label=gettext_lazy("Entries begun, and forms printed"),
        export=export,
        erase=erase,
        hidden=hidden,
    )
)
register_kind(
    Kind(
        "entry_drafts",
        gettext_lazy("Entries of calls and visits that nobody saved"),
        30,
        _old,
        _throw_away,
    )
)
