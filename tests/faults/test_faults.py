"""A few of the faults of `benchmarks/faults.py`, each at another place; all of them run there."""

from collections.abc import Iterator

import pytest

from benchmarks.fault_scene import Scene, scene_of
from benchmarks.faults import FAULTS
from benchmarks.faults_around import NotHereError
from benchmarks.workspace import workspace


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with workspace(count=1, rounds=1, growth=1) as space, scene_of(space) as scene:
        yield scene


@pytest.mark.parametrize(
    "fault",
    ["read-stored", "deadly", "sent-handed-over", "database-reading", "smtp-dropped", "page-after"],
)
def test_nothing_is_lost_and_nothing_doubled(scene: Scene, fault: str):
    scene.clear()
    outcome = FAULTS[fault](scene)
    assert (outcome.lost, outcome.doubled) == (0, 0)


def test_a_full_disk_loses_nothing_that_was_taken(scene: Scene):
    try:
        outcome = FAULTS["disk-full"](scene)
    except NotHereError as reason:
        pytest.skip(str(reason))
    assert (outcome.lost, outcome.doubled) == (0, 0)


def test_a_letter_that_ends_its_reader_three_times_is_put_aside_with_a_reason(scene: Scene):
    scene.clear()
    FAULTS["deadly"](scene)
    rows = scene.ask(
        "SELECT attempts, reason <> '' FROM channels_rawitem WHERE state = 'quarantine'"
    )
    assert rows == [(4, True)]


def test_what_left_unknown_to_us_is_shown_and_a_persons_letter_leaves_again(scene: Scene):
    scene.clear()
    outcome = FAULTS["sent-handed-over"](scene)
    assert outcome.uncertain > 0
    assert 1 <= outcome.again <= 4
