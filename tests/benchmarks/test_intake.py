"""Speed counts only where every message is there and dealt with."""

from collections.abc import Iterator

import psycopg
import pytest

from benchmarks.intake import check_nothing_lost
from benchmarks.schema import fresh_schema
from benchmarks.workspace import OursFailedError, Workspace

SCHEMA = "bench_test_states"


@pytest.fixture
def keep(space: Workspace) -> Iterator:
    def keep_states(*states: str) -> None:
        with psycopg.connect(space.dsn) as connection:
            connection.execute(f"SET search_path TO {SCHEMA}")
            connection.execute("CREATE TABLE channels_rawitem (state text)")
            for state in states:
                connection.execute("INSERT INTO channels_rawitem VALUES (%s)", [state])

    with fresh_schema(space.dsn, SCHEMA):
        yield keep_states


def test_all_dealt_with_passes(space: Workspace, keep) -> None:
    keep("filed", "machine", "filed")
    assert check_nothing_lost(space, SCHEMA, 3) == {"filed": 2, "machine": 1}


def test_a_missing_message_fails(space: Workspace, keep) -> None:
    keep("filed", "machine")
    with pytest.raises(OursFailedError, match="1 of 3 messages were lost"):
        check_nothing_lost(space, SCHEMA, 3)


def test_a_waiting_message_fails(space: Workspace, keep) -> None:
    keep("filed", "waiting", "waiting")
    with pytest.raises(OursFailedError, match="2 of 3 messages still wait"):
        check_nothing_lost(space, SCHEMA, 3)
