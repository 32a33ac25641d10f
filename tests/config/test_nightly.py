"""The supervisor begins the day's backup when it is missing."""

import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from baraza.config import environment
from baraza.config.supervision import Nightly


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BARAZA_BACKUPS", str(tmp_path / "there"))
    return tmp_path


def nightly(folder: Path, code: int = 0) -> Nightly:
    """Leaves a mark instead of a backup."""
    program = f"open({str(folder / 'begun')!r}, 'a').write('x'); raise SystemExit({code})"
    return Nightly([sys.executable, "-c", program], look_at=time.monotonic())


def finish(one: Nightly) -> None:
    assert one.process is not None
    one.process.wait(timeout=30)


def test_a_missing_backup_is_begun_and_not_begun_again_at_once(folder: Path) -> None:
    one = nightly(folder)
    one.look()
    finish(one)
    one.look()
    assert one.process is None
    assert (folder / "begun").read_text() == "x"


def test_a_backup_that_is_there_is_not_made_again(folder: Path) -> None:
    due = environment.nightly_backup(datetime.now().astimezone())
    assert due is not None
    due.mkdir(parents=True)
    one = nightly(folder)
    one.look()
    assert one.process is None


def test_a_failure_is_told(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    one = nightly(folder, code=1)
    one.look()
    finish(one)
    one.look()
    assert "nightly backup failed" in capfd.readouterr().err


def test_nothing_is_begun_where_backups_are_off(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BARAZA_BACKUPS", "off")
    one = nightly(folder)
    one.look()
    assert one.process is None


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        (datetime(2026, 5, 4, 2, 59), "nightly-2026-05-03"),
        (datetime(2026, 5, 4, 3, 0), "nightly-2026-05-04"),
        (datetime(2026, 5, 4, 23, 59), "nightly-2026-05-04"),
    ],
)
def test_a_day_begins_at_three_in_the_morning(folder: Path, moment: datetime, name: str) -> None:
    assert environment.nightly_backup(moment) == folder / "there" / name
