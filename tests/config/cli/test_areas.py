"""`baraza import places` as somebody at the command line meets it."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

from baraza.base.office_register.models import Office
from baraza.base.places.models import Area
from baraza.config.cli import app, areas
from tests.base.places.actions.test_importing import TREE


@pytest.fixture
def file(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of areas, with the office entered already: the database of the tests runs."""
    monkeypatch.setattr(areas, "inside_office", lambda slug: nullcontext())
    path = tmp_path / "areas.csv"
    path.write_bytes(TREE + b"Lost,village,,Atlantis,,,,\n")
    return path


def run(*arguments: object) -> tuple[int, dict[str, object]]:
    command = ["import", "places", *map(str, arguments), "--office", "highlands", "--json"]
    done = CliRunner().invoke(app, command)
    return done.exit_code, json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}


def test_areas_are_taken_and_each_refused_row_says_why(file: Path) -> None:
    code, said = run(file)
    assert (code, said["counts"]) == (0, {"new": 4, "refused": 1})
    assert said["remarks"]["6"] == ["There is no area “Atlantis” for it to lie in."]
    assert Area.objects.count() == 4
    assert run(file)[1]["counts"] == {"same": 4, "refused": 1}


def test_a_dry_run_only_says_what_would_happen(file: Path) -> None:
    assert run(file, "--dry-run")[1]["counts"] == {"new": 4, "refused": 1}
    assert not Area.objects.exists()


@pytest.mark.parametrize("content", [None, b"", b"no,header\n"])
def test_a_file_that_cannot_be_taken_changes_nothing(file: Path, content: bytes | None) -> None:
    file.unlink() if content is None else file.write_bytes(content)
    assert run(file)[0] == 1
    assert not Area.objects.exists()
