"""Copies against loss: each office in a file of its own, and a manifest that proves them whole."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection

from baraza.base.channels.actions.restoring import doubt_what_was_due
from baraza.base.office_register import archive
from baraza.base.office_register.archive import BadArchive
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.flows.data_held.erasure import CannotErase, erase_person
from baraza.flows.data_held.facts import differences, office_facts
from baraza.flows.data_held.ledger import came_back

FORMAT = 1
MANIFEST = "manifest.json"
_NIGHTLY = re.compile(r"nightly-\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Restored:
    """An office brought back. `problems`: what is not as it was written down, a sentence each."""

    office: Office
    facts: Mapping[str, Any]
    problems: list[str]
    erased_again: int
    # Outgoing rows that may have left since the backup.
    doubted: int


def back_up(
    *,
    offices: Sequence[Office],
    folder: Path,
    now: datetime,
    progress: Callable[[Office], None] = lambda office: None,
) -> int:
    """Write the offices to a new folder; returns its size in bytes.

    The folder appears when it is whole, or not at all. Needs the owner's database role. Raises
    BadArchive, NoRoom, OSError.
    """
    if folder.exists():
        raise BadArchive(f"{folder} is already there. Choose another name.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    archive.require_room(
        folder.parent, needed=sum(archive.size_of(office=office) for office in offices)
    )
    with _whole_or_not_at_all(folder) as unfinished:
        entries = []
        for office in offices:
            path = unfinished / f"{office.slug}.office"
            size = archive.export_office(office=office, path=path, now=now, facts=office_facts)
            entries.append(
                {
                    "slug": office.slug,
                    "file": path.name,
                    "bytes": size,
                    "sha256": archive.sha256_of(path),
                    **archive.contents_of(path).facts,
                }
            )
            progress(office)
        manifest = {
            "format": FORMAT,
            "product": version("baraza"),
            "postgresql": connection.pg_version // 10000,
            "made_at": now.isoformat(),
            "offices": entries,
        }
        (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return sum(file.stat().st_size for file in folder.iterdir())


@contextmanager
def _whole_or_not_at_all(folder: Path) -> Iterator[Path]:
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    try:
        yield unfinished
        os.rename(unfinished, folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def newest_nightly(*, folder: Path) -> Path | None:
    """The last whole nightly backup there."""
    return max(_nightly_backups(folder), default=None)


def drop_old(*, folder: Path, keep: int) -> list[Path]:
    """Delete nightly backups but the newest `keep`; nothing else in the folder is touched."""
    old = sorted(_nightly_backups(folder))[:-keep]
    for backup in old:
        shutil.rmtree(backup)
    return old


def _nightly_backups(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [
        backup
        for backup in folder.iterdir()
        if _NIGHTLY.fullmatch(backup.name) and (backup / MANIFEST).is_file()
    ]


def files_of(*, path: Path) -> list[Path]:
    """The offices' files in a backup: the file itself, or those of a folder, each proven whole.

    Raises BadArchive.
    """
    if not path.exists():
        raise BadArchive(f"There is nothing at {path}. Give a backup's folder or an office's file.")
    if path.is_file():
        archive.check(path=path)
        return [path]
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        newer = int(manifest["format"]) > FORMAT
        expected = {
            path / Path(entry["file"]).name: str(entry["sha256"]) for entry in manifest["offices"]
        }
    except (OSError, LookupError, ValueError, TypeError) as error:
        raise BadArchive(f"{path} is not a backup: {error}") from error
    if newer:
        raise BadArchive(f"{path} was written by a newer Baraza. Upgrade this one first.")
    for file, digest in expected.items():
        if not file.is_file():
            raise BadArchive(f"{file} is missing from the backup. Use another copy of it.")
        if archive.sha256_of(file) != digest:
            raise BadArchive(
                f"{file} is damaged or was changed: its SHA-256 is not the one in {MANIFEST}. "
                "Use another copy of it."
            )
    return list(expected)


def restore(
    *, file: Path, now: datetime, slug: str = "", hosts: list[str] | None = None
) -> Restored:
    """Bring one office back from its file and compare it with what was written down.

    People who were erased after the backup was made are erased again, and what may have been sent
    since then is not sent a second time. Differences and a broken
    trail do not undo the restoring: they are in `problems`. Raises BadArchive, NoRoom,
    OfficeNameTaken, BadOfficeName.
    """
    contents = archive.contents_of(file)
    facts = contents.facts
    office = archive.restore_office(path=file, slug=slug, hosts=hosts, now=now)
    with within(office):
        problems = differences(facts)
        doubted = doubt_what_was_due(now=now)
        erased_again = 0
        for person in came_back(schema=contents.schema):
            try:
                erase_person(person=person, by=None, now=now)
                erased_again += 1
            except CannotErase as error:
                problems.append(f"Person {person.pk} could not be erased again: {error}")
    return Restored(
        office=office, facts=facts, problems=problems, erased_again=erased_again, doubted=doubted
    )
