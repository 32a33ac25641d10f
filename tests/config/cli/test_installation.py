"""Commands that begin and end beside one another."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from baraza.common import postgres

PROJECT = Path(__file__).parents[3]
COMMAND = """
from baraza.config.cli.installation import database
with database():
    print("ready", flush=True)
    input()
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'still there'")
        print(cursor.fetchone()[0], flush=True)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="baraza-beside-") as folder:
        # The database's own user must be able to pass through when the tests run as root.
        Path(folder).chmod(0o711)
        yield Path(folder)
        postgres.stop_cluster(home=Path(folder), mode="immediate")


def begin(home: Path) -> subprocess.Popen[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BARAZA_", "DATABASE_", "DJANGO_"))
    }
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND],
        env={**kept, "BARAZA_HOME": str(home)},
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: subprocess.Popen[str]) -> str:
    return process.communicate("\n", timeout=60)[0].strip()


def test_a_command_that_ends_leaves_the_database_to_one_that_began_meanwhile(home: Path):
    first = begin(home)
    second = begin(home)
    assert end(first) == "still there"
    assert end(second) == "still there"
    assert not postgres.is_running(home=home)
