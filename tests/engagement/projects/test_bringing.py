"""Files of projects: looked at, brought in, brought in again, taken back, taken out."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.organisations import About, add_organisations
from baraza.base.people.models import OrganisationKind
from baraza.base.places.models import Area
from baraza.base.places.naming import area_paths
from baraza.common.bringing import RowOutcome, Told
from baraza.common.spreadsheets import csv_lines
from baraza.engagement.projects import deciding, queries
from baraza.engagement.projects.actions import add_step, bring_in, take_back
from baraza.engagement.projects.deciding import decide
from baraza.engagement.projects.files import FIELDS, read_rows, table_of
from baraza.engagement.projects.models import Project, ProjectFile, ProjectStep, Source, Status
from tests.agencies import an_area
from tests.parliament import a_project

pytestmark = pytest.mark.django_db

TABLE = """Project;Number;Area;Money;Currency;Paid by;Responsible body;Status;Status since
Kibuyuni bridge;B-7;Kibuyuni;21500000;kes;national;Roads Agency;Under way;2026-02-01
"""


def rows_of(text: str, tmp_path: Path) -> list[dict[str, str]]:
    path = tmp_path / "projects.csv"
    path.write_text(text, encoding="utf-8")
    return read_rows(path)


def bring(text: str, tmp_path: Path, now: datetime) -> list[Told]:
    file = ProjectFile.keep(filename="f", rows=rows_of(text, tmp_path), by=None, now=now)
    return bring_in(file_id=file.pk, by=None, now=now)


def prepare(now: datetime) -> None:
    an_area("Kibuyuni", now=now)
    about = About(name="Roads Agency", kind=OrganisationKind.AGENCY)
    add_organisations(about=[about], by=None, now=now)


def test_a_project_comes_in_once_and_a_newer_status_is_news(
    office: Office, now: datetime, tmp_path: Path
) -> None:
    prepare(now)
    [told] = bring(TABLE, tmp_path, now)
    assert told.outcome == RowOutcome.ADDED
    assert not told.remarks
    project = Project.objects.get()
    assert (project.area.name, project.body.name) == ("Kibuyuni", "Roads Agency")
    assert (project.amount, project.currency) == (Decimal(21_500_000), "KES")
    assert (project.source, project.status) == (Source.NATIONAL, Status.UNDER_WAY)
    assert [one.outcome for one in bring(TABLE, tmp_path, now)] == [RowOutcome.KNOWN]

    newer = TABLE.replace("Under way;2026-02-01", "At a standstill;2026-03-01")
    assert [one.outcome for one in bring(newer, tmp_path, now)] == [RowOutcome.COMPLETED]
    older = TABLE.replace("Under way;2026-02-01", "Approved;2025-03-01")
    assert [one.outcome for one in bring(older, tmp_path, now)] == [RowOutcome.KNOWN]
    project.refresh_from_db()
    assert (project.status, project.status_date) == (Status.STALLED, date(2026, 3, 1))
    assert ProjectStep.objects.count() == 2


def test_what_the_office_said_outlasts_a_list_and_a_file_is_taken_back_whole(
    office: Office, now: datetime, tmp_path: Path
) -> None:
    prepare(now)
    known = a_project("Kibuyuni bridge", now=now, external_id="B-7", source_name="Ours")
    other = TABLE + "Second bridge;B-8;;;;;;;\n"
    bring(other.replace("Paid by", "Name of the payer"), tmp_path, now)
    known.refresh_from_db()
    assert (known.source_name, known.amount) == ("Ours", Decimal(21_500_000))
    file = ProjectFile.objects.get()
    assert take_back(file_id=file.pk, by=None, now=now) == 0
    known.refresh_from_db()
    assert (known.amount, known.status) == (None, Status.PROPOSED)
    assert list(Project.objects.all()) == [known]


def test_a_project_somebody_worked_with_since_stays(
    office: Office, now: datetime, tmp_path: Path
) -> None:
    bring("Project;Status;Status since\nWell;Approved;2026-01-01\n", tmp_path, now)
    project = Project.objects.get()
    add_step(
        project=project,
        status=Status.DONE,
        happened_date=date(2026, 4, 1),
        by=None,
        now=now.replace(hour=20),
    )
    assert take_back(file_id=ProjectFile.objects.get().pk, by=None, now=now) == 1
    assert Project.objects.get().steps.count() == 2


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        ({"area": "Nowhere"}, deciding.UNKNOWN_AREA),
        ({"topic": "Dragons"}, deciding.UNKNOWN_TOPIC),
        ({"body": "Nobody"}, deciding.UNKNOWN_BODY),
        ({"status": "nearly"}, deciding.UNKNOWN_STATUS),
        ({"source": "luck"}, deciding.UNKNOWN_SOURCE),
        ({"due_date": "soon"}, deciding.NO_DAY),
        ({"amount": "a lot", "currency": "KES"}, deciding.NO_MONEY),
        ({"amount": "NaN", "currency": "KES"}, deciding.NO_MONEY),
        ({"amount": "5"}, deciding.NO_CURRENCY),
        ({"latitude": "91", "longitude": "0"}, deciding.NO_POINT),
        ({"latitude": "1"}, deciding.NO_POINT),
    ],
)
def test_what_was_not_understood_is_told_and_the_rest_taken(
    office: Office, now: datetime, cells: dict[str, str], remark: str
) -> None:
    plan = decide([{"number": "2", "name": "Well", **cells}], now=now)
    assert (plan.told[0].outcome, plan.told[0].remarks) == (RowOutcome.ADDED, [remark])


def test_what_is_taken_out_comes_in_unchanged_in_another_office(
    two_offices: tuple[Office, Office], now: datetime, tmp_path: Path
) -> None:
    first, second = two_offices

    def out() -> str:
        areas = area_paths(Area.objects.filter(valid_to__isnull=True))
        return "".join(csv_lines(table_of(queries.projects(public_only=False), areas=areas)))

    with within(first):
        prepare(now)
        bring(TABLE, tmp_path, now)
        a_project("=HYPERLINK(1)", now=now, latitude=-1.5, longitude=36.75, what="two\nlines")
        written = out()
    with within(second):
        assert not Project.objects.exists()
        prepare(now)
        told = bring(written, tmp_path, now)
        assert not any(one.remarks for one in told)
        assert out() == written
        assert "'=HYPERLINK" in written


VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | (
    st.sampled_from(["2026-01-01", "KES", "12", "done", "fund", "no", "1e9", "-5"])
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
)
@given(st.lists(st.dictionaries(st.sampled_from(list(FIELDS)), VALUES, max_size=9), max_size=5))
def test_whatever_rows_say_they_come_in_or_it_is_told_why_not(
    office: Office, now: datetime, rows: list[dict[str, str]]
) -> None:
    numbered = [{**row, "number": str(at)} for at, row in enumerate(rows)]
    with transaction.atomic():
        file = ProjectFile.keep(filename="f", rows=numbered, by=None, now=now)
        told = bring_in(file_id=file.pk, by=None, now=now)
        assert [one.number for one in told] == list(range(len(rows)))
        assert not decide(numbered, now=now).new.get(Project)
        take_back(file_id=file.pk, by=None, now=now)
        assert not Project.objects.exists()
        transaction.set_rollback(True)
