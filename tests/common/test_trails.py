import pytest

from baraza.common.jobs import UnknownJob, enqueue
from baraza.common.trails import trail


def caught(text: str) -> Exception:
    try:
        try:
            int(text)
        except ValueError as error:
            raise LookupError(text) from error
    except LookupError as error:
        return error


def test_a_trail_tells_kinds_and_places_and_not_what_was_said():
    said = trail(caught("Dear member, I am in hospital"))
    assert said.startswith("LookupError (")
    assert ", after ValueError (common/test_trails.py:" in said
    assert "hospital" not in said


def test_our_own_places_are_told_by_their_path_in_the_program(office: object):
    with pytest.raises(UnknownJob) as raised:
        enqueue("tests.nobody")
    assert "common/jobs.py:" in trail(raised.value)
    assert "/baraza/common" not in trail(raised.value)


def test_errors_that_came_from_one_another_end():
    error = RuntimeError()
    error.__cause__ = error
    assert trail(error) == "RuntimeError ()"
