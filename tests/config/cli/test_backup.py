"""The way an administrator goes: back up, lose everything, restore, change keys, hand over."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest

from baraza.common import postgres
from tests.letters import letter
from tests.mould import lay_mould

PROJECT = Path(__file__).parents[3]


def _limit(largest_file: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


class Machine:
    """An installation of its own, worked by the command."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.folder = folder
        self.tables = self.home / "made" / "tables"
        self.tables_after_the_first = ""

    def try_to(
        self, *arguments: object, largest_file: int | None = None, **settings: object
    ) -> subprocess.CompletedProcess[str]:
        """`largest_file`: no file can grow past that many bytes, as if the disk were full."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BARAZA_", "DATABASE_", "DJANGO_"))
        }
        return subprocess.run(
            [sys.executable, "-m", "baraza.config.cli", *map(str, arguments), "--json"],
            env={**kept, "BARAZA_HOME": str(self.home)}
            | {name: str(value) for name, value in settings.items()}
            # Python would keep the half of what it compiled, and read it ever after.
            | ({"PYTHONDONTWRITEBYTECODE": "1"} if largest_file else {}),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=partial(_limit, largest_file) if largest_file else None,
        )

    def baraza(self, *arguments: object, **settings: object) -> dict:
        done = self.try_to(*arguments, **settings)
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
    lay_mould(made.home)
    made.baraza("office", "create", "hill", "--host", "hill.example", "--host", "hill.localhost")
    made.tables_after_the_first = made.tables.read_text()
    (folder / "one.eml").write_bytes(letter())
    made.baraza("import", "mail", folder / "one.eml", "--office", "hill")
    yield made
    postgres.stop_cluster(home=made.home, mode="immediate")
    shutil.rmtree(folder)


def test_after_the_first_office_no_start_looks_for_new_tables(machine: Machine):
    assert machine.tables_after_the_first
    machine.tables.unlink(missing_ok=True)
    machine.baraza("migrate")
    assert machine.tables.read_text() == machine.tables_after_the_first


@contextmanager
def tables_of_next_year(machine: Machine) -> Iterator[None]:
    """A newer Baraza has changed the tables of the office: it cannot be brought up to date."""
    owner = postgres.start_cluster(home=machine.home, fsync=False).owner_url
    with psycopg.connect(owner) as database:
        database.execute(
            "INSERT INTO office_hill.django_migrations (app, name, applied)"
            " VALUES ('channels', '0999_of_next_year', now())"
        )
        database.commit()
        yield
        database.execute("DELETE FROM office_hill.django_migrations WHERE name LIKE '0999%'")


def test_an_office_that_cannot_be_migrated_is_named_and_another_migrate_heals_it(
    machine: Machine,
) -> None:
    machine.tables.unlink(missing_ok=True)
    nights = machine.folder / "nights"
    for day in range(1, 10):
        (nights / f"nightly-2026-01-{day:02}").mkdir(parents=True)
        (nights / f"nightly-2026-01-{day:02}" / "manifest.json").write_text("{}")
    with tables_of_next_year(machine):
        assert "hill: a newer Baraza" in machine.refusal("migrate")
        assert not machine.tables.exists(), "the next start would not try again"
        told = machine.try_to("doctor")
        findings = json.loads(told.stdout.splitlines()[0])["findings"]
        [about] = [finding for finding in findings if finding["about"] == "hill: tables"]
        assert (told.returncode, about["state"]) == (1, "wrong")
        assert "0999_of_next_year" in about["words"]
        words = machine.refusal("figures", "--office", "hill")
        assert "tables of hill" in words
        assert "First: baraza migrate" in words
        assert "tables of hill" in machine.refusal("keys", "rotate")
        made = machine.baraza("backup", "--nightly", BARAZA_BACKUPS=nights)
        assert (made["left_out"], made["offices"]) == (["hill"], [])
        assert len(list(nights.iterdir())) == 10, "an older one may be the only one it has"
    machine.baraza("migrate")
    assert machine.tables.read_text() == machine.tables_after_the_first
    shutil.rmtree(made["folder"])
    made = machine.baraza("backup", "--nightly", BARAZA_BACKUPS=nights)
    assert (made["left_out"], made["offices"]) == ([], ["hill"])
    assert len(list(nights.iterdir())) == 7


def bytes_of(file: Path) -> bytes:
    return file.read_bytes() if os.access(file, os.R_OK) else b""


def test_an_installation_lost_whole_comes_back_from_its_backup_and_keys(machine: Machine) -> None:
    before = machine.baraza("figures", "--office", "hill")
    assert before["inputs"] == 1
    keys, opens = machine.folder / "keys.json", machine.folder / "opens-backups.txt"
    public = machine.baraza("keys", "backup", "--to", opens)["public_key"]
    made = machine.baraza("backup", "--to", machine.folder / "copies", "--keys-to", keys)
    assert made["encrypted"]
    assert [(file.stat().st_mode & 0o077) for file in (keys, opens)] == [0, 0]
    kept = json.loads(keys.read_text())
    secrets = [kept["secret_key"], *kept["data_keys"]]
    copies = b"".join(file.read_bytes() for file in Path(made["folder"]).iterdir())
    assert not [secret for secret in secrets if secret.encode() in copies]
    assert b"hill.localhost" not in copies
    key_of_backups = opens.read_text().split()[-1].encode()
    assert not [f for f in machine.home.rglob("*") if f.is_file() and key_of_backups in bytes_of(f)]
    machine.lose_everything()
    assert "--backup-key FILE" in machine.refusal("restore", made["folder"], "--keys", keys)
    machine.baraza("keys", "backup", "--to", other := machine.folder / "another.txt")
    assert "another one" in machine.refusal("restore", made["folder"], "--backup-key", other)
    assert machine.baraza("office", "list")["offices"] == []
    shutil.rmtree(machine.home / "keys")
    done = machine.baraza("restore", made["folder"], "--keys", keys, "--backup-key", opens)
    assert done["ok"]
    assert machine.tables.read_text() == machine.tables_after_the_first, "the next start would look"
    assert (machine.home / "keys" / "backup_key.pub").read_text().split() == [public]
    assert [left for left in machine.home.iterdir() if "seal-" in left.name] == []
    assert machine.baraza("figures", "--office", "hill") == before
    own = (machine.home / "keys" / "secret_key").read_text().strip()
    assert own == kept["secret_key"]
    [office] = machine.baraza("office", "list")["offices"]
    assert sorted(office["hosts"]) == ["hill.example", "hill.localhost"]


def test_one_office_is_restored_under_another_name_beside_the_others(machine: Machine) -> None:
    opens = machine.folder / "opens-backups.txt"
    opened = ["--backup-key", opens] if opens.exists() else []
    made = machine.baraza("backup", "--office", "hill", "--to", machine.folder / "one")
    words = machine.refusal("restore", made["folder"], *opened)
    assert "still here" in words
    # What was given to `backup --to` is taken back by `restore`.
    assert machine.refusal("restore", machine.folder / "one", *opened) == words
    shutil.copytree(made["folder"], machine.folder / "one" / "copy")
    assert "2 backups" in machine.refusal("restore", machine.folder / "one", *opened)
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


def test_a_key_for_backups_is_never_written_over(machine: Machine) -> None:
    file = machine.folder / "precious.txt"
    file.write_text("the only copy")
    assert "nothing changed" in machine.refusal("keys", "backup", "--to", file)
    assert file.read_text() == "the only copy"
    assert "Say where to" in machine.refusal("keys", "backup")


def test_a_backup_needs_a_place(machine: Machine) -> None:
    assert "--to FOLDER" in machine.refusal("backup")


def test_a_disk_that_fills_up_on_the_way_is_told_and_leaves_nothing(machine: Machine) -> None:
    # Not by the command: the limit is for the backup, not for the server.
    postgres.start_cluster(home=machine.home, fsync=False)
    folder = machine.folder / "full"
    words = machine.refusal("backup", "--to", folder, largest_file=60_000)
    assert words.startswith("No backup was made.")
    assert list(folder.iterdir()) == []
