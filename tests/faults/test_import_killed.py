"""kill -9 in the middle of an import loses nothing and doubles nothing."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from baraza.common import postgres
from benchmarks.generator import generate
from tests.mould import lay_mould

PROJECT = Path(__file__).parents[2]
LETTERS = 1_400


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="baraza-killed-") as folder:
        Path(folder).chmod(0o711)
        postgres.start_cluster(home=Path(folder))
        lay_mould(Path(folder))
        yield Path(folder)
        postgres.stop_cluster(home=Path(folder), mode="immediate")


def run(home: Path, *words: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "baraza.config.cli", *words, "--json"],
        env=environment(home),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BARAZA_", "DATABASE_"))}
    return {**kept, "BARAZA_HOME": str(home)}


def start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "baraza.config.cli", *words],
        env=environment(home),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until_filed(home: Path, enough: int) -> None:
    url = postgres.connection_url(home=home, role="owner")
    deadline = time.monotonic() + 60
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < deadline:
            (filed,) = connection.execute(
                "SELECT count(*) FROM office_killed.channels_rawitem WHERE state <> 'waiting'"
            ).fetchone()
            assert filed < LETTERS, "the import was over before it could be killed"
            if filed >= enough:
                return
            time.sleep(0.02)
    pytest.fail(f"not {enough} letters filed within a minute")


def test_killing_worker_and_import_again_and_again_loses_and_doubles_nothing(home: Path):
    folder = home / "mail"
    folder.mkdir()
    for number, mail in enumerate(generate(LETTERS, 7)):
        (folder / f"{number:05}.eml").write_bytes(mail.raw)
    run(home, "office", "create", "calm")
    run(home, "office", "create", "killed")
    run(home, "import", "mail", str(folder), "--office", "calm")
    calm = run(home, "figures", "--office", "calm")

    for enough in (100, 400, 800):
        worker = start(home, "worker", "work")
        bringing = start(home, "import", "mail", str(folder), "--office", "killed")
        wait_until_filed(home, enough)
        for process in (worker, bringing):
            process.send_signal(signal.SIGKILL)
            process.wait()
    run(home, "import", "mail", str(folder), "--office", "killed")
    killed = run(home, "figures", "--office", "killed")

    assert calm["adds_up"]
    assert calm["waiting"] == 0
    assert killed == calm
