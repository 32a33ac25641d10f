"""An entry while it is typed: kept, gone on with, put away, forgotten."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import User
from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.actions.keeping import hold_person
from baraza.base.people.actions.merging import merge_people
from baraza.base.people.models import Person
from baraza.base.people.registry import kinds
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.dialogue.logbook import held
from baraza.dialogue.logbook.actions import drafts
from baraza.dialogue.logbook.models import EntryDraft, EntryFile
from tests.dialogue.logbook.conftest import an_entry
from tests.staff import member_of_staff

SCAN = EnteredFile("letter.pdf", "application/pdf", b"%PDF-1.7 a scan")


def begun(by: User, now: datetime, *, key: str = "k1", person: Person | None = None) -> EntryDraft:
    return drafts.save_draft(
        author=by, key=key, typed={"text": "The bus", "who": ""}, person=person, now=now
    )


def somebody(now: datetime, name: str = "Wanjiru Kamau") -> Person:
    return add_people(newcomers=[Newcomer(name=name)], now=now)[0]


def test_what_is_typed_is_kept_as_typed(staff: User, now: datetime) -> None:
    begun(staff, now)
    again = drafts.save_draft(
        author=staff, key="k1", typed={"text": "The bus stops"}, person=None, now=now
    )

    assert EntryDraft.objects.get() == again
    assert again.typed == {"text": "The bus stops"}


def test_two_windows_do_not_overwrite_each_other(staff: User, now: datetime) -> None:
    begun(staff, now, key="k1")
    begun(staff, now, key="k2")

    assert EntryDraft.objects.count() == 2


def test_a_scan_comes_with_the_draft_and_no_more_than_ten(staff: User, now: datetime) -> None:
    for _ in range(drafts.MOST_FILES):
        drafts.add_file(author=staff, key="k1", file=SCAN, now=now)

    with pytest.raises(drafts.TooManyFiles):
        drafts.add_file(author=staff, key="k1", file=SCAN, now=now)

    assert EntryFile.objects.count() == drafts.MOST_FILES


def test_words_taken_back_are_a_draft_with_their_scans(staff: User, now: datetime) -> None:
    draft = drafts.begin_again(
        entry=an_entry(files=[SCAN]), typed={"text": "The bus"}, by=staff, now=now
    )

    assert draft.typed == {"text": "The bus"}
    assert bytes(draft.files.get().content) == SCAN.content


def test_erasing_a_person_takes_what_was_begun_about_them(staff: User, now: datetime) -> None:
    person = somebody(now)
    begun(staff, now, person=person)
    begun(staff, now, key="k2")

    assert held.erase(person, now) == {"entry_drafts": 1}

    assert [draft.key for draft in EntryDraft.objects.all()] == ["k2"]


def test_an_export_has_ones_own_drafts_and_counts_the_others(staff: User, now: datetime) -> None:
    person = somebody(now)
    begun(staff, now, person=person)
    drafts.add_file(author=staff, key="k1", file=SCAN, now=now)
    other = member_of_staff(email="sam@highlands.example", name="Sam")

    [entry] = held.export(person, staff)

    assert entry.text == "The bus"
    assert [file.read() for file in entry.files] == [SCAN.content]
    assert list(held.export(person, other)) == []
    assert held.hidden(person, other) == 1


def test_a_merge_takes_drafts_along(staff: User, now: datetime) -> None:
    kept, merged = somebody(now), somebody(now, "W. Kamau")
    draft = begun(staff, now, person=merged)

    merge_people(kept=kept, merged=merged, by=staff, now=now)

    draft.refresh_from_db()
    assert draft.person == kept


def test_drafts_nobody_goes_on_with_are_thrown_away_but_not_under_a_hold(
    staff: User, now: datetime
) -> None:
    [kind] = [kind for kind in kinds() if kind.name == "entry_drafts"]
    under_hold = somebody(now)
    hold_person(person=under_hold, reason="A court asks", by=staff, now=now)
    begun(staff, now, key="old")
    begun(staff, now, key="held", person=under_hold)
    begun(staff, now + timedelta(days=40), key="new")
    later = now + timedelta(days=41)

    due = kind.due(later - timedelta(days=kind.usual_days), later)
    kind.erase(list(due.values_list("pk", flat=True)), later)

    assert set(EntryDraft.objects.values_list("key", flat=True)) == {"held", "new"}
