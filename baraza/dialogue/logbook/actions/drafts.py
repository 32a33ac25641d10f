"""An entry while it is typed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.channels.models import RawItem
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions.entering import EnteredFile, Entry
from baraza.dialogue.conversations.reading import DESK
from baraza.dialogue.logbook.models import EntryDraft, EntryFile, Sheet, new_key

MOST_FILES = 10
LONGEST_VALUE = 100_000


class TooManyFiles(ValueError):
    """An entry carries ten files at most."""


@transaction.atomic
def save_draft(
    *, author: User, key: str, typed: Mapping[str, str], person: Person | None, now: datetime
) -> EntryDraft:
    """Keep what was typed so far; `key` is that of the entry it will be. What was saved in the
    meantime is no draft any more, and nothing is kept of it here.
    """
    if RawItem.objects.filter(source=DESK, external_id=entry_key(author=author, key=key)).exists():
        return EntryDraft(author=author, key=key, saved_at=now)
    kept = {name: value[:LONGEST_VALUE] for name, value in typed.items() if value}
    draft, _ = EntryDraft.objects.update_or_create(
        author=author, key=key, defaults={"typed": kept, "person": person, "saved_at": now}
    )
    return draft


@transaction.atomic
def add_file(*, author: User, key: str, file: EnteredFile, now: datetime) -> EntryFile:
    """Keep a scan with what is being typed. Raises TooManyFiles."""
    draft, _ = EntryDraft.objects.select_for_update().get_or_create(
        author=author, key=key, defaults={"saved_at": now}
    )
    if draft.files.count() >= MOST_FILES:
        raise TooManyFiles
    return EntryFile.objects.create(
        draft=draft,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        content=file.content,
    )


def remove_file(*, file: EntryFile) -> None:
    """It was the wrong one."""
    file.delete()


def discard(*, author: User, key: str) -> None:
    """Nothing of it is kept."""
    EntryDraft.objects.filter(author=author, key=key).delete()


def entry_key(*, author: User, key: str) -> str:
    """Under which an entry that was typed by somebody is kept."""
    return f"{author.pk}:{key}"[:200]


@transaction.atomic
def begin_again(*, entry: Entry, typed: Mapping[str, str], by: User, now: datetime) -> EntryDraft:
    """Words taken back are a draft once more."""
    draft = EntryDraft.objects.create(
        author=by,
        key=new_key(),
        typed=dict(typed),
        person=None if entry.is_anonymous else entry.person,
        saved_at=now,
    )
    EntryFile.objects.bulk_create(
        [
            EntryFile(
                draft=draft,
                name=file.name[:200],
                media_type=file.media_type,
                size=len(file.content),
                content=file.content,
            )
            for file in entry.files
        ]
    )
    return draft


def empty_drafts(*, drafts: list[int]) -> int:
    """What nobody went on with is thrown away. Returns how many."""
    return EntryDraft.objects.filter(pk__in=drafts).delete()[1].get("logbook.EntryDraft", 0)


@transaction.atomic
def forget_person(*, person: Person) -> int:
    """Entries begun about them go; the sheets printed for them are nobody's."""
    Sheet.objects.filter(person=person).update(person=None)
    return empty_drafts(
        drafts=list(EntryDraft.objects.filter(person=person).values_list("pk", flat=True))
    )
