"""Backups are whole or not there, sealed for whoever has the key, and kept for some nights."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from baraza.base.office_register import archive
from baraza.base.office_register.models import Office
from baraza.common import sealed
from baraza.flows.data_held import backups
from baraza.flows.data_held.backups import BadArchive
from tests.flows.data_held.conftest import wipe

SECRET, PUBLIC = sealed.new_key()


@pytest.fixture
def sealed_file(filled: Office, tmp_path: Path, now: datetime) -> Path:
    """A whole backup of it, that one key opens; the office is gone."""
    folder = tmp_path / "sealed"
    backups.back_up(offices=[filled], folder=folder, now=now, sealed_for=[PUBLIC])
    wipe(filled)
    [file] = backups.files_of(path=folder)
    return file


def test_a_full_disk_is_told_before_anything_is_written(
    filled: Office, tmp_path: Path, now: datetime
) -> None:
    with pytest.raises(archive.NoRoom, match="MB free"):
        archive.require_room(tmp_path, needed=10**18)
    assert archive.size_of(office=filled) > 100_000


def test_a_backup_that_breaks_off_leaves_no_folder(
    filled: Office, tmp_path: Path, now: datetime
) -> None:
    folder = tmp_path / "backup"
    with pytest.raises(RuntimeError):
        backups.back_up(offices=[filled], folder=folder, now=now, progress=_break_off)
    assert list(tmp_path.iterdir()) == []


def _break_off(office: Office) -> None:
    raise RuntimeError(office.slug)


def test_a_sealed_backup_comes_back_with_its_key_and_says_nothing_without(
    sealed_file: Path, now: datetime
) -> None:
    copies = b"".join(file.read_bytes() for file in sealed_file.parent.iterdir())
    assert b"Njoki" not in copies
    assert b"canary.localhost" not in copies
    with backups.opened(file=sealed_file, secret_key=f"# mine\n{SECRET}\n") as plain:
        assert backups.restore(file=plain, now=now).facts["figures"]["inputs"] == 2
    assert not plain.exists()
    assert not list(Path(settings.HOME).glob(".*seal-*"))


@pytest.mark.parametrize(
    ("key", "words"),
    [("", "is encrypted"), (sealed.new_key()[0], "another one"), ("AGE-SECRET", "is none")],
    ids=["none", "another", "half of one"],
)
def test_without_the_right_key_nothing_is_restored(sealed_file: Path, key: str, words: str) -> None:
    with (
        pytest.raises(BadArchive, match=words),
        backups.opened(file=sealed_file, secret_key=key),
    ):
        pytest.fail("it was opened")


@pytest.mark.parametrize("share", [0.0001, 0.3, 0.999])
def test_a_sealed_file_cut_short_is_never_opened(sealed_file: Path, share: float) -> None:
    whole = sealed_file.read_bytes()
    sealed_file.write_bytes(whole[: max(40, int(len(whole) * share))])
    with (
        pytest.raises(BadArchive, match="damaged"),
        backups.opened(file=sealed_file, secret_key=SECRET),
    ):
        pytest.fail("it was opened")
    assert not list(Path(settings.HOME).glob(".unseal-*"))


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Path]:
    for day in range(1, 11):
        night = tmp_path / f"nightly-2026-05-{day:02}"
        night.mkdir()
        if day != 10:  # the last one was cut off
            (night / "manifest.json").write_text("{}")
    (tmp_path / "by hand").mkdir()
    return tmp_path


def test_the_newest_nights_are_kept_and_nothing_else_is_touched(nights: Path) -> None:
    backups.drop_old(folder=nights, keep=7)
    kept = sorted(path.name for path in nights.iterdir())
    assert kept == [
        "by hand",
        *(f"nightly-2026-05-{day:02}" for day in range(3, 11)),
    ]
    assert backups.newest_nightly(folder=nights).name == "nightly-2026-05-09"
