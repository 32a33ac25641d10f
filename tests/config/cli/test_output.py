"""What commands say while they work."""

import errno

import pytest
from django.db import OperationalError

from baraza.config.cli import output


def test_a_log_is_told_now_and_then_how_far_something_long_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    clock = iter([0.0, 1.0, 6.0, 6.0, 7.0])
    monkeypatch.setattr(output.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(output, "progress_bar", lambda: NoBar())
    with output.counted("Offices", total=3) as advance:
        for _ in range(3):
            advance()
    assert capsys.readouterr().err.splitlines() == ["Offices: 2 of 3"]


def test_a_full_disk_is_told_in_one_line_whoever_notices_it(capsys: pytest.CaptureFixture[str]):
    def refused(error: Exception) -> str:
        def work(**options: object) -> None:
            raise error

        with pytest.raises(SystemExit) as end:
            output.run_app(work)
        assert end.value.code == 1
        return capsys.readouterr().err

    database = OperationalError("could not extend file: No space left on device\nHINT: Check it.")
    for error in (database, OSError(errno.ENOSPC, "whatever it is called here")):
        assert refused(error).replace("\n", " ").startswith("The disk is full.")
    with pytest.raises(ZeroDivisionError):
        refused(ZeroDivisionError())


class NoBar:
    """A bar where there is no terminal; the real one asks for the time as well."""

    disable = True

    def __enter__(self) -> "NoBar":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def add_task(self, words: str, *, total: int) -> int:
        return 0

    def advance(self, task: int) -> None:
        pass
