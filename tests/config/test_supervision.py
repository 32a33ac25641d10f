"""What is said of a database that goes and comes back, and of processes that lose it."""

import logging
import sys
import time

import pytest
from django.db import connection

from baraza.config import health, processes, supervision
from baraza.config.journal import Line
from baraza.config.supervision import Child, Database


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the database answers, as its last element says."""
    monkeypatch.setattr(supervision, "DATABASE_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(supervision, "DATABASE_ASK_SECONDS", 0.0)
    said = [True]
    monkeypatch.setattr(health, "database_answers", lambda: said[-1])
    return said


def test_a_database_of_somebody_elses_is_told_once_when_it_goes_and_once_when_it_is_back(
    answers: list[bool], capfd: pytest.CaptureFixture[str]
) -> None:
    database = Database(home=None)
    database.look()
    assert (database.is_away, capfd.readouterr().err) == (False, "")
    answers.append(False)
    for _ in range(3):
        database.look()
    assert database.is_away
    assert capfd.readouterr().err.count("does not answer") == 1
    answers.append(True)
    for _ in range(3):
        database.look()
    assert (database.is_away, capfd.readouterr().err) == (False, "the database is back\n")


def test_a_process_that_fails_says_where_and_not_what(capfd: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    logging.getLogger().addHandler(handler)
    try:
        child = Child("mailroom", int, ("Dear member, I am in hospital",))
        child.look()
        assert child.process is not None
        child.process.join(timeout=30)
    finally:
        logging.getLogger().removeHandler(handler)
    said = capfd.readouterr().err
    assert child.process.exitcode == 1
    assert "mailroom cannot go on\n  ValueError (config/supervision.py:" in said
    assert "hospital" not in said


@pytest.mark.django_db
def test_a_database_is_asked_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health.database_answers()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    assert not health.database_answers()


def test_a_process_that_lost_the_database_is_started_again_quietly_the_first_time(
    capfd: pytest.CaptureFixture[str],
) -> None:
    child = Child("worker", sys.exit, (processes.DATABASE_LOST,))

    def end() -> None:
        child.look()
        assert child.process is not None
        child.process.join(timeout=30)
        assert child.process.exitcode == processes.DATABASE_LOST

    end()
    child.look()
    assert capfd.readouterr().err == ""
    end()
    child.look()
    assert "worker ended (code 75)" in capfd.readouterr().err
    assert child.restart_at > time.monotonic()
