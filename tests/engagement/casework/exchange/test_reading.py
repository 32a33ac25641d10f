"""What a table of another program says of cases, however it writes it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from baraza.engagement.casework.exchange.reading import (
    BAD_CLOSED,
    BAD_NOTED,
    BAD_OPENED,
    CUT,
    LONGEST_WORDS,
    CaseRow,
    rows_in,
)


def row(tmp_path: Path, **cells: str) -> CaseRow:
    path = tmp_path / "cases.csv"
    told = {"title": "A pension", "opened": "2026-05-04"} | cells
    path.write_text(f"{','.join(told)}\n{','.join(told.values())}\n", encoding="utf-8")
    return next(rows_in(path))


@pytest.mark.parametrize("said", ["2026-05-31", "2026/05/31", "31.05.2026", "31.5.2026"])
def test_a_day_is_read_as_programs_write_it(tmp_path: Path, said: str):
    read = row(tmp_path, opened=said)
    assert read.opened_at == datetime(2026, 5, 31, 12, tzinfo=UTC)
    assert read.remarks == []


@pytest.mark.parametrize("said", ["4/5/2026", "31.02.2026", "in May", "2126-05-31"])
def test_a_day_that_is_uncertain_or_to_come_is_not_taken(tmp_path: Path, said: str):
    read = row(tmp_path, opened=said)
    assert read.opened_at is None
    assert read.remarks == [BAD_OPENED]


def test_a_case_that_was_closed_on_a_day_nobody_can_read_stays_closed(tmp_path: Path):
    read = row(tmp_path, closed="4/5/2026")
    assert read.is_over
    assert read.remarks == [BAD_CLOSED]


def test_a_note_of_a_day_nobody_can_read_is_kept_and_that_is_said(tmp_path: Path):
    read = row(tmp_path, note="Called them.", note_date="last week")
    assert read.note == "Called them."
    assert read.remarks == [BAD_NOTED]


def test_what_is_cut_is_said(tmp_path: Path):
    read = row(tmp_path, story="x" * (LONGEST_WORDS + 1))
    assert len(read.story) == LONGEST_WORDS
    assert read.remarks == [CUT]
