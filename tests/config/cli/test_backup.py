"""The way an administrator goes: back up, lose everything, restore, change keys, hand over."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from baraza.common import postgres
from tests.letters import letter

PROJECT = Path(__file__).parents[3]


def _limit(largest_file: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


class Machine:
    """An installation of its own, worked by the command."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.folder = folder

    def try_to(
        self, *arguments: object, largest_file: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        """`largest_file`: no file can grow past that many bytes, as if the disk were full."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BARAZA_", "DATABASE_", "DJANGO_"))
        }
        return subprocess.run(
            [sys.executable, "-m", "baraza.config.cli", *map(str, arguments), "--json"],
            env={**kept, "BARAZA_HOME": str(self.home)},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=partial(_limit, largest_file) if largest_file else None,
        )

    def baraza(self, *arguments: object) -> dict:
        done = self.try_to(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def refusal(self, *arguments: object, largest_file: int | None = None) -> str:
        done = self.try_to(*arguments, largest_file=largest_file)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout.splitlines()[-1])["error"]

    def lose_everything(self) -> None:
        postgres.stop_cluster(home=self.home, mode="immediate")
        shutil.rmtree(self.home)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    folder = Path(tempfile.mkdtemp(prefix="baraza-backup-"))
    # The database's own user must be able to pass through when the tests run as root.
    folder.chmod(0o711)
    made = Machine(folder)
    # Started once: each command would start and stop it otherwise.
    postgres.start_cluster(home=made.home, fsync=False)
    made.baraza("office", "create", "hill", "--host", "hill.example", "--host", "hill.localhost")
    (folder / "one.eml").write_bytes(letter())
    made.baraza("import", "mail", folder / "one.eml", "--office", "hill")
    yield made
    postgres.stop_cluster(home=made.home, mode="immediate")
    shutil.rmtree(folder)


def test_an_installation_lost_whole_comes_back_from_its_backup_and_keys(machine: Machine) -> None:
    before = machine.baraza("figures", "--office", "hill")
    assert before["inputs"] == 1
    keys = machine.folder / "keys.json"
    made = machine.baraza("backup", "--to", machine.folder / "copies", "--keys-to", keys)
    assert keys.stat().st_mode & 0o077 == 0
    kept = json.loads(keys.read_text())
    secrets = [kept["secret_key"], *kept["data_keys"]]
    copies = b"".join(file.read_bytes() for file in Path(made["folder"]).iterdir())
    assert not [secret for secret in secrets if secret.encode() in copies]
    machine.lose_everything()
    done = machine.baraza("restore", made["folder"], "--keys", keys)
    assert done["ok"]
    assert machine.baraza("figures", "--office", "hill") == before
    own = (machine.home / "keys" / "secret_key").read_text().strip()
    assert own == kept["secret_key"]
    [office] = machine.baraza("office", "list")["offices"]
    assert sorted(office["hosts"]) == ["hill.example", "hill.localhost"]


def test_one_office_is_restored_under_another_name_beside_the_others(machine: Machine) -> None:
    made = machine.baraza("backup", "--office", "hill", "--to", machine.folder / "one")
    words = machine.refusal("restore", made["folder"])
    assert "still here" in words
    assert "Nothing" in machine.refusal("restore", machine.folder / "one.eml")
    assert "no office named" in machine.refusal("restore", made["folder"], "--office", "sea")


def test_the_nightly_backup_is_made_once_a_day(machine: Machine) -> None:
    first = machine.baraza("backup", "--nightly")
    again = machine.baraza("backup", "--nightly")
    assert first["folder"] == again["folder"]
    assert "bytes" not in again
    assert [path.name[:8] for path in (machine.home / "backups").iterdir()] == ["nightly-"]


def test_keys_are_changed_and_the_old_ones_forgotten(machine: Machine) -> None:
    ring = machine.home / "keys" / "data_key"
    before = ring.read_text().split()
    assert machine.baraza("keys", "rotate")["added"]
    assert ring.read_text().split()[1:] == before
    assert machine.baraza("keys", "forget-old")["removed"] == 1
    assert len(ring.read_text().split()) == 1


def test_purging_asks_for_the_name_once_more(machine: Machine) -> None:
    file = machine.folder / "hill.office"
    words = machine.refusal("office", "handover", "hill", "--to", file, "--purge", "hil")
    assert "nothing deleted" in words
    assert not file.exists()
    done = machine.baraza("office", "handover", "hill", "--to", file)
    assert done["facts"]["figures"]["inputs"] == 1
    assert [each["slug"] for each in machine.baraza("office", "list")["offices"]] == ["hill"]


@pytest.mark.parametrize("content", ["", "{}", "not keys", '{"format": 1, "secret_key": ""}'])
def test_a_file_without_keys_is_refused(machine: Machine, content: str) -> None:
    file = machine.folder / "not-keys.json"
    file.write_text(content)
    before = (machine.home / "keys" / "data_key").read_text()
    assert "holds no keys" in machine.refusal("restore", machine.folder, "--keys", file)
    assert (machine.home / "keys" / "data_key").read_text() == before


def test_a_backup_needs_a_place(machine: Machine) -> None:
    assert "--to FOLDER" in machine.refusal("backup")


def test_a_disk_that_fills_up_on_the_way_is_told_and_leaves_nothing(machine: Machine) -> None:
    # Not by the command: the limit is for the backup, not for the server.
    postgres.start_cluster(home=machine.home, fsync=False)
    folder = machine.folder / "full"
    words = machine.refusal("backup", "--to", folder, largest_file=60_000)
    assert words.startswith("No backup was made.")
    assert list(folder.iterdir()) == []
