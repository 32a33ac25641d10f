"""A file of agencies: told row by row, safe to run again, completed never overwritten, undone."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.people.exchange.tables import NotATable
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.base.places.naming import area_paths
from baraza.common.spreadsheets import csv_lines
from baraza.engagement.casework.actions.agencies import add_responsibility, save_contact
from baraza.engagement.casework.actions.bringing_agencies import (
    NotUndoable,
    bring_in_agencies,
    keep_file,
    look_at,
    undo_agencies,
)
from baraza.engagement.casework.agency_deciding import Told
from baraza.engagement.casework.agency_files import (
    NoNames,
    read_rows,
    table_of,
)
from baraza.engagement.casework.models import (
    Agency,
    AgencyContact,
    AgencyImport,
    Level,
    Responsibility,
)
from baraza.engagement.casework.queries.agencies import agencies_matching, with_all
from tests.agencies import an_agency, an_area
from tests.cases import kind_of

pytestmark = pytest.mark.django_db
HEADINGS = ["Agency", "Level", "Responsible for", "Area", "What exactly", "Contact"]
HEADINGS += ["Contact’s e-mail address", "Contact’s telephone", "Contact last confirmed"]
WATER = ["Water Board", "Municipal", "Water", "Ahero", "", "Ms Achieng", "a@water.example"]
WATER += ["+254 20 000", "2026-05-01"]


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: list[str], headings: list[str] = HEADINGS) -> Path:
        path = tmp_path / "agencies.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([headings, *rows])
        return path

    return write


@pytest.fixture
def places(office: Office, now: datetime) -> dict[str, Area]:
    kind_of("Water", translations={"fr": {"name": "Eau"}})
    kind_of("Roads")
    nyando = an_area("Nyando", now=now, kind="district")
    kano = an_area("Kano", now=now, kind="district")
    return {
        "ahero": an_area("Ahero", now=now, parent=nyando),
        "market": an_area("Market", now=now, parent=nyando),
        "other_market": an_area("Market", now=now, parent=kano),
    }


def bring(path: Path, staff: User, now: datetime) -> tuple[AgencyImport, list[Told]]:
    one = keep_file(filename=path.name, rows=read_rows(path), by=staff, now=now)
    return one, bring_in_agencies(agency_import=one, by=staff, now=now)


def outcomes(told: list[Told]) -> list[str]:
    return [one.outcome.value for one in told]


def test_rows_of_one_agency_gather_and_the_same_file_again_adds_nothing(
    table: Callable[..., Path], places: dict[str, Area], staff: User, now: datetime
) -> None:
    path = table(
        WATER,
        [
            "Water Board",
            "",
            "eau",
            "Nyando > Market",
            "Tap by the school",
            "Mr Oloo",
            "",
            "0800",
            "",
        ],
        ["Road Agency", "national", "Roads", "", "", "", "", "", ""],
    )
    foreseen = look_at(rows=read_rows(path))
    assert not Agency.objects.exists()
    _one, told = bring(path, staff, now)
    assert outcomes(foreseen) == outcomes(told) == ["added", "added", "added"]

    board = Agency.objects.get(organisation__name="Water Board")
    assert (board.level, board.organisation.kind) == (Level.MUNICIPAL, "local_authority")
    assert set(board.responsibilities.values_list("area", "what")) == {
        (places["ahero"].pk, ""),
        (places["market"].pk, "Tap by the school"),
    }
    first, second = board.contacts.all()
    assert (first.phone, first.confirmed_date) == ("+254 20 000", date(2026, 5, 1))
    assert (second.name, second.confirmed_date, second.confirmed_by) == ("Mr Oloo", None, None)

    _again, told = bring(path, staff, now)
    assert outcomes(told) == ["known", "known", "known"]
    assert (Organisation.objects.count(), Agency.objects.count()) == (2, 2)
    assert (Responsibility.objects.count(), AgencyContact.objects.count()) == (3, 2)


def test_the_form_begun_twice_brings_it_in_once(
    table: Callable[..., Path], places: dict[str, Area], staff: User, now: datetime
) -> None:
    one, told = bring(table(WATER), staff, now)
    again = bring_in_agencies(agency_import=one, by=staff, now=now)
    assert outcomes(again) == outcomes(told)
    assert AgencyContact.objects.count() == 1


def test_what_is_known_is_completed_and_never_overwritten(
    table: Callable[..., Path], places: dict[str, Area], staff: User, now: datetime
) -> None:
    agency = an_agency("Water Board", now=now, what_for="Ours", level=Level.CSO)
    contact = save_contact(
        agency=agency,
        name="Ms Achieng",
        email="a@water.example",
        confirmed_date=date(2026, 1, 1),
        by=staff,
        now=now,
    )
    headings = [*HEADINGS, "What they help with", "Telephone"]
    _one, told = bring(table([*WATER, "Theirs", "0800 1"], headings=headings), staff, now)
    assert outcomes(told) == ["added"]  # what it is responsible for is new
    agency.refresh_from_db()
    contact.refresh_from_db()
    assert (agency.what_for, agency.level, agency.phone) == ("Ours", Level.CSO, "0800 1")
    assert (contact.phone, contact.confirmed_date) == ("+254 20 000", date(2026, 5, 1))
    assert AgencyContact.objects.count() == 1


def test_what_cannot_be_used_is_said_and_the_rest_is_used(
    table: Callable[..., Path], places: dict[str, Area], staff: User, now: datetime
) -> None:
    for _ in range(2):
        Organisation(name="Twin", kind="agency", added_at=now, sort_key="twin").save()
    _one, told = bring(
        table(
            ["", "", "Water", "", "", "", "", "", ""],
            ["Twin", "", "Water", "", "", "", "", "", ""],
            ["Board", "galactic", "Dragons", "", "", "Ms A", "nowhere", "1", "last May"],
            ["Board", "", "Water", "Market", "", "", "", "", ""],
            ["Board", "", "Water", "Atlantis", "", "", "", "", ""],
        ),
        staff,
        now,
    )
    assert outcomes(told) == ["unusable", "unusable", "added", "unusable", "unusable"]
    assert [one.remarks[0].split(":")[0] for one in told] == [
        "It has no name.",
        "Several organisations are called so",
        "This level is not known.",
        "Several areas are called so",
        "There is no area called so.",
    ]
    assert len(told[2].remarks) == 4
    contact = AgencyContact.objects.get()
    assert (contact.name, contact.email, contact.phone) == ("Ms A", "", "1")


def test_taken_back_everything_is_as_it_was(
    table: Callable[..., Path], places: dict[str, Area], staff: User, now: datetime
) -> None:
    known = an_agency("Road Agency", now=now)
    one, _told = bring(
        table(
            [*WATER, ""],
            ["Road Agency", "", "Roads", "", "", "Mr Oloo", "", "", "", "0800 2"],
            headings=[*HEADINGS, "Telephone"],
        ),
        staff,
        now,
    )
    assert undo_agencies(agency_import=one, by=staff, now=now) == 0
    known.refresh_from_db()
    assert known.phone == ""
    assert list(Agency.objects.all()) == [known]
    assert list(Organisation.objects.all()) == [known.organisation]
    assert not Responsibility.objects.exists()
    assert not AgencyContact.objects.exists()
    with pytest.raises(NotUndoable):
        undo_agencies(agency_import=one, by=staff, now=now)


def test_what_somebody_worked_with_since_stays(
    table: Callable[..., Path], places: dict[str, Area], staff: User, now: datetime
) -> None:
    one, _told = bring(table(WATER), staff, now)
    board = Agency.objects.get()
    add_responsibility(agency=board, kind=kind_of("Roads"), area=None, by=staff, now=now)
    assert undo_agencies(agency_import=one, by=staff, now=now) == 1
    assert [row.kind.name for row in board.responsibilities.all()] == ["Roads"]
    assert board.contacts.count() == 0


def test_what_is_written_out_is_read_back_in_any_language_and_adds_nothing(
    places: dict[str, Area], staff: User, now: datetime, tmp_path: Path
) -> None:
    agency = an_agency(
        "=Board", now=now, phone="+1 2", how_it_really_goes="Two\nlines", is_public=False
    )
    for area in (places["other_market"], places["ahero"], None):
        add_responsibility(agency=agency, kind=kind_of("Water"), area=area, by=staff, now=now)
    save_contact(agency=agency, name="-Ms A", phone="+254", by=staff, now=now)
    an_agency("Empty", now=now)
    path = tmp_path / "out.csv"
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            areas = area_paths(Area.objects.all())
            lines = "".join(csv_lines(table_of(with_all(agencies_matching()), areas=areas)))
        path.write_text(lines, encoding="utf-8")
        rows = read_rows(path)
        assert len(rows) == 4
        assert outcomes(look_at(rows=rows)) == ["known"] * 4, (language, look_at(rows=rows))


def test_a_spreadsheet_is_read_too_and_a_day_in_it_is_a_day(
    places: dict[str, Area], staff: User, now: datetime, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append([*WATER[:-1], datetime(2026, 5, 1)])
    path = tmp_path / "agencies.xlsx"
    book.save(path)
    _one, told = bring(path, staff, now)
    assert outcomes(told) == ["added"]
    assert AgencyContact.objects.get().confirmed_date == date(2026, 5, 1)


def test_a_file_without_names_and_one_that_is_no_table_are_refused(
    table: Callable[..., Path], office: Office, tmp_path: Path
) -> None:
    with pytest.raises(NoNames):
        read_rows(table(["x"], headings=["Colour"]))
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(NotATable):
        read_rows(empty)


def test_a_thousand_rows_take_no_more_queries_than_ten(
    table: Callable[..., Path],
    places: dict[str, Area],
    staff: User,
    now: datetime,
    django_assert_max_num_queries: Callable,
) -> None:
    rows = [[f"Board {n}", "", "Water", "Ahero", "", f"Ms {n}", "", "", ""] for n in range(1000)]
    path = table(*rows)
    with django_assert_max_num_queries(30):
        _one, told = bring(path, staff, now)
    assert outcomes(told) == ["added"] * 1000
