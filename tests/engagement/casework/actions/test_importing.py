"""Another program's cases are brought in, told row by row, and taken back."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import ImportState, Organisation, Person
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.sought import Sought
from baraza.engagement.casework.actions import importing
from baraza.engagement.casework.actions.changing import add_note
from baraza.engagement.casework.models import (
    Case,
    CaseImport,
    CaseKind,
    CaseNote,
    CaseState,
    ImportedCaseRow,
    Outcome,
    Urgency,
)
from baraza.engagement.casework.queries.finding import find_cases
from tests.cases import kind_of
from tests.people import somebody

FILE = """\
number,opened,kind,title,name,email,story,urgency,state,outcome,closed,authority,worker,note,note_date,note_by
17,2024-02-01,Pension,Pension stopped,Amani Njeri,amani@post.example,It stopped.,high,open,,,Pension Board,Leila Haddad,,,
17,,,,,,,,,,,,,She called again,2024-03-02,Leila Haddad
18,2023-05-06,Health,,Ruth Adeyemi,,No medicine.,,closed,solved,2023-06-07,,,Was told on the phone,2023-06-01,Somebody Gone
,,,,,,,,,,,,,A note on nothing,,
99,,,,,,,,,,,,,Another on nothing,,
19,not a date,Wells,The well,Amani Njeri,amani@post.example,Dry.,soonish,,,,Nowhere,Nobody,,,
"""  # noqa: E501


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Six rows as another program wrote them."""
    path = tmp_path / "cases.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def _bring(path: Path, now: datetime) -> CaseImport:
    case_import = CaseImport.objects.create(
        filename=path.name, state=ImportState.WAITING, started_at=now
    )
    importing.bring_in(case_import=case_import, now=now, path=path)
    case_import.refresh_from_db()
    return case_import


def test_every_row_is_told_and_cases_stand_as_they_were(
    office: Office, staff: User, now: datetime, file: Path
) -> None:
    kind_of("Pension")
    kind_of("Health", is_sensitive=True)
    Organisation.objects.create(name="Pension Board", sort_key="pension", added_at=now)
    amani = somebody("Amani Njeri", email="amani@post.example")
    done = _bring(file, now)
    assert done.state == ImportState.DONE
    outcomes = Counter(done.rows.values_list("outcome", flat=True))
    assert outcomes == {"case": 3, "note": 1, "unusable": 2}
    pension, health, well = Case.objects.order_by("pk")
    assert (pension.title, pension.person, pension.assigned_to) == (
        "Pension stopped",
        amani,
        staff,
    )
    assert (pension.state, pension.urgency) == (CaseState.NEW, Urgency.SOON)
    assert pension.organisation.name == "Pension Board"
    assert pension.opened_at.date() == date(2024, 2, 1)
    assert pension.next_update_date > now.date()
    assert (health.state, health.outcome, health.next_update_date) == (
        CaseState.CLOSED,
        Outcome.SOLVED,
        None,
    )
    assert health.closed_at == datetime(2023, 6, 7, 12, tzinfo=UTC)
    assert health.title == "Health"
    assert (health.story, health.told.story) == ("", "No medicine.")
    assert well.person == amani
    called, phoned = CaseNote.objects.order_by("pk")
    assert (called.case, called.text, called.written_by) == (pension, "She called again", staff)
    assert (phoned.text, phoned.secret) == ("", "Somebody Gone: Was told on the phone")
    assert Input.objects.count() == 3


def test_what_was_left_out_is_said_at_its_row(office: Office, now: datetime, file: Path) -> None:
    done = _bring(file, now)
    remarks = dict(done.rows.exclude(remarks="").values_list("number", "remarks"))
    assert "no such number" in remarks[5]
    assert "no such number" in remarks[6]
    for words in (
        "no date it was opened",
        "an urgency we do not know",
        "an authority",
        "nobody of that name works on cases",
    ):
        assert words in remarks[7]
    assert "kind you do not have" in remarks[7]
    made = CaseKind.objects.get(name="Wells")
    assert made.retired_at is not None
    assert not made.is_public


def test_brought_in_again_nothing_is_doubled(office: Office, now: datetime, file: Path) -> None:
    _bring(file, now)
    again = _bring(file, now)
    assert Counter(again.rows.values_list("outcome", flat=True)) == {"known": 4, "unusable": 2}
    assert (Case.objects.count(), CaseNote.objects.count()) == (3, 2)
    assert Person.objects.filter(name="Amani Njeri").count() == 1


def test_a_later_file_adds_notes_to_cases_that_came_before(
    office: Office, staff: User, now: datetime, file: Path, tmp_path: Path
) -> None:
    _bring(file, now)
    more = tmp_path / "more.csv"
    more.write_text("number,note\n17,One more\n", encoding="utf-8")
    _bring(more, now)
    note = CaseNote.objects.get(text="One more")
    assert note.case.title == "Pension stopped"
    for words in ("one more", "called again", "stopped"):
        assert find_cases(user=staff, sought=Sought(words), limit=5) == [note.case]
    importing.undo_import(case_import=CaseImport.objects.latest("pk"), by=staff, now=now)
    assert find_cases(user=staff, sought=Sought("one more"), limit=5) == []
    assert find_cases(user=staff, sought=Sought("called again"), limit=5) == [note.case]


def test_killed_half_way_it_goes_on_where_it_stood(
    office: Office, now: datetime, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    case_import = CaseImport.objects.create(
        filename=file.name, state=ImportState.WAITING, started_at=now
    )

    class Killed(Exception):
        pass

    def killed(rows: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        importing.bring_in(case_import=case_import, now=now, path=file, progress=killed)
    assert Case.objects.count() == 1
    importing.bring_in(case_import=CaseImport.objects.get(pk=case_import.pk), now=now, path=file)
    assert (Case.objects.count(), CaseNote.objects.count()) == (3, 2)
    assert case_import.rows.count() == 6


def test_taken_back_everything_goes_but_what_was_worked_on(
    office: Office, staff: User, now: datetime, file: Path
) -> None:
    done = _bring(file, now)
    worked_on = Case.objects.get(title="The well")
    add_note(case_id=worked_on.pk, text="I called them.", by=staff, now=now)
    assert importing.undo_import(case_import=done, by=staff, now=now) == 1
    assert list(Case.objects.all()) == [worked_on]
    assert [note.text for note in CaseNote.objects.all()] == ["I called them."]
    assert Input.objects.count() == 1
    assert CaseImport.objects.get().state == ImportState.UNDONE
    # What was taken back may come again.
    again = _bring(file, now)
    assert again.rows.filter(outcome="case").count() == 3


def test_an_import_under_way_is_stopped_before_it_is_taken_back(
    office: Office, staff: User, now: datetime, file: Path
) -> None:
    running = CaseImport.objects.create(
        filename=file.name, state=ImportState.RUNNING, started_at=now
    )
    with pytest.raises(importing.NotUndoable):
        importing.undo_import(case_import=running, by=staff, now=now)
    importing.cancel_import(case_import=running, by=staff, now=now)
    importing.bring_in(case_import=CaseImport.objects.get(), now=now, path=file)
    assert not Case.objects.exists()


@pytest.mark.parametrize("words", ["a,b\n1,2\n", "\x00\x01", "PK\x03\x04nonsense"])
def test_what_is_no_table_of_cases_fails_and_says_why(
    office: Office, now: datetime, tmp_path: Path, words: str
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(words, encoding="utf-8")
    failed = _bring(path, now)
    assert failed.state == ImportState.FAILED
    assert failed.problem
    assert not ImportedCaseRow.objects.exists()


def test_one_offices_cases_are_not_known_in_another(
    two_offices: tuple[Office, Office], now: datetime, file: Path
) -> None:
    for office in two_offices:
        with within(office):
            assert _bring(file, now).rows.filter(outcome="case").count() == 3
