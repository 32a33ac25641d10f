"""Copies against loss: each office in a file of its own, and a manifest that proves them whole."""

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from baraza.base.channels.actions.restoring import doubt_what_was_due
from baraza.base.office_register import archive
from baraza.base.office_register.archive import BadArchive
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common import sealed
from baraza.flows.data_held.erasure import CannotErase, erase_person
from baraza.flows.data_held.facts import differences, office_facts
from baraza.flows.data_held.ledger import came_back

FORMAT = 1
MANIFEST = "manifest.json"
OPEN, SEALED = ".office", ".office.age"
LEFT_SECONDS = 24 * 60 * 60
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
    sealed_for: Sequence[str] = (),
) -> int:
    """Write the offices to a new folder; returns its size in bytes.

    The folder appears when it is whole, or not at all. With `sealed_for`, public keys, nothing that
    an office holds comes to the folder but encrypted. Needs the owner's database role. Raises
    BadArchive, NoRoom, BadKey, OSError.
    """
    if folder.exists():
        raise BadArchive(f"{folder} is already there. Choose another name.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    archive.require_room(
        folder.parent, needed=sum(archive.size_of(office=office) for office in offices)
    )
    _sweep_up()
    with _whole_or_not_at_all(folder) as unfinished:
        entries = []
        for office in offices:
            path = unfinished / f"{office.slug}{SEALED if sealed_for else OPEN}"
            facts = _write(office, path, now, sealed_for)
            entries.append(
                {
                    "slug": office.slug,
                    "file": path.name,
                    "bytes": path.stat().st_size,
                    "sha256": archive.sha256_of(path),
                    **facts,
                }
            )
            progress(office)
        manifest = {
            "format": FORMAT,
            "product": version("baraza"),
            "postgresql": connection.pg_version // 10000,
            "made_at": now.isoformat(),
            "sealed_for": list(sealed_for),
            "offices": entries,
        }
        (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return sum(file.stat().st_size for file in folder.iterdir())


def _sweep_up() -> None:
    """What a process that was killed left in the open."""
    home = Path(settings.HOME)
    for left in (*home.glob(".seal-*"), *home.glob(".unseal-*")):
        if time.time() - left.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _write(
    office: Office, path: Path, now: datetime, sealed_for: Sequence[str]
) -> Mapping[str, Any]:
    """Returns what may be told to whoever has no key."""
    if not sealed_for:
        archive.export_office(office=office, path=path, now=now, facts=office_facts)
        return archive.contents_of(path).facts
    # In the open only here, where the office itself is: the backup may lie with somebody else.
    with tempfile.TemporaryDirectory(prefix=".seal-", dir=settings.HOME) as name:
        plain = Path(name) / path.stem
        archive.export_office(office=office, path=plain, now=now, facts=office_facts)
        with plain.open("rb") as source, path.open("xb") as target:
            sealed.seal(source, target, public_keys=sealed_for)
            target.flush()
            os.fsync(target.fileno())
    path.chmod(0o600)
    return {}


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

    A folder with nothing but one backup in it stands for that one. Raises BadArchive.
    """
    if not path.exists():
        raise BadArchive(f"There is nothing at {path}. Give a backup's folder or an office's file.")
    if path.is_file():
        if not is_sealed(path):
            archive.check(path=path)
        return [path]
    path = _only_backup(path)
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


def _only_backup(path: Path) -> Path:
    """The folder itself where it is a backup. Raises BadArchive where there are several in it."""
    if (path / MANIFEST).is_file():
        return path
    inside = sorted(
        (each.parent for each in path.glob(f"*/{MANIFEST}")),
        key=lambda backup: (backup / MANIFEST).stat().st_mtime,
    )
    if len(inside) > 1:
        raise BadArchive(
            f"{path} has {len(inside)} backups. Say which; the newest is {inside[-1]}."
        )
    return inside[0] if inside else path


def is_sealed(path: Path) -> bool:
    """Whether a key is needed to open it."""
    with path.open("rb") as file:
        return file.read(len(sealed.VERSION)) == sealed.VERSION


def slug_of(path: Path) -> str:
    """The short name of the office in a backup's file, by the file's name."""
    return path.name.partition(".")[0]


@contextmanager
def opened(*, file: Path, secret_key: str) -> Iterator[Path]:
    """The file in the open, for as long as it is needed; where it is not sealed, the file itself.

    Nobody is shown a part of it: a file cut short or changed is known before. `secret_key` is what
    the key's file holds. Raises BadArchive, NoRoom, OSError.
    """
    if not is_sealed(file):
        yield file
        return
    if not secret_key:
        raise BadArchive("It is encrypted. Give the file with its key: --backup-key FILE")
    archive.require_room(Path(settings.HOME), needed=file.stat().st_size)
    with tempfile.TemporaryDirectory(prefix=".unseal-", dir=settings.HOME) as name:
        plain = Path(name) / f"{slug_of(file)}{OPEN}"
        plain.touch(mode=0o600)
        try:
            key = sealed.secret_key_in(secret_key)
            with file.open("rb") as source, plain.open("wb") as target:
                sealed.unseal(source, target, secret_key=key)
        except sealed.BadKey as error:
            raise BadArchive(
                "What was given as its key is none: a key begins with AGE-SECRET-KEY-1. Perhaps it "
                "was copied with a mistake."
            ) from error
        except sealed.NotForThisKey as error:
            raise BadArchive(
                "This key does not open it: it was encrypted for another one. A backup needs the "
                "key of its time."
            ) from error
        except sealed.Damaged as error:
            raise BadArchive(f"It is damaged: {error}. Use another copy of it.") from error
        yield plain


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
