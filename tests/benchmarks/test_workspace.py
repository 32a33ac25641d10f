"""Programs of ours are run apart from other installations, and their failures are told."""

import sys

import pytest

from benchmarks.workspace import OursFailedError, Said, Workspace, baraza, ours


def python(space: Workspace, program: str) -> Said:
    return ours(space, [sys.executable, "-c", program])


def test_the_last_json_object_and_the_time_it_took_come_back(space: Workspace) -> None:
    said = python(space, "print('reading …'); print('{\"seconds\": 1.5}')")
    assert said.answer == {"seconds": 1.5}
    assert said.wall_seconds > 0


def test_it_sees_its_own_home_and_no_other_database(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere.example/real")
    program = (
        "import json, os; print(json.dumps([os.environ['BARAZA_HOME'], 'DATABASE_URL' in "
        "os.environ]).join(['{\"seen\": ', '}']))"
    )
    assert python(space, program).answer["seen"] == [str(space.home), False]


def test_a_failure_brings_the_end_of_what_was_said(space: Workspace) -> None:
    with pytest.raises(OursFailedError, match="no such office"):
        python(space, "import sys; sys.exit('no such office')")


def test_a_program_that_is_not_there_is_a_failure(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(OursFailedError, match="not installed"):
        baraza(space, "office", "create", "one")
