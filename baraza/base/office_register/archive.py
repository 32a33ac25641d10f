"""One office in one file: its schema as PostgreSQL dumps it, its files, and what they need.

The file is a tar archive. `manifest.json` in it says what it is and holds the SHA-256 of every
other member, so that a file cut short or changed on the way is known before anything is restored.
"""

import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django_tenants.utils import schema_exists
from psycopg import sql

from baraza.base.office_register.actions import delete_office, migrate_office, register_office
from baraza.base.office_register.models import Office
from baraza.base.office_register.programs import ProgramFailed, run_program
from baraza.base.office_register.queries import migrations_here, within

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
SPARE_BYTES = 50_000_000
_SCHEMA = re.compile(r"office_[a-z0-9_]{1,40}")


class BadArchive(Exception):
    """The file is not an exported office, or cannot be written or restored here."""


class NoRoom(BadArchive):
    """The disk has not enough free space; the message says how much is needed."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive says of itself."""

    slug: str
    name: str
    schema: str
    hosts: list[str]
    is_demo: bool
    product: str
    postgresql: int
    exported_at: str
    # What whoever exported wanted known, as it was in the same instant as the data.
    facts: Mapping[str, Any]


def export_office(
    *,
    office: Office,
    path: Path,
    now: datetime,
    facts: Callable[[], Mapping[str, Any]] = dict,
) -> int:
    """Write everything of the office to a new file; returns its size in bytes.

    `facts` is asked within the office and of the very state that is written; its answer must be
    fit for JSON. The keys of the installation are not in the file: passwords of mailboxes must be
    given again where it is restored without them. Raises BadArchive, NoRoom, OSError.
    """
    if path.exists():
        raise BadArchive(f"{path} is already there. Choose another name.")
    require_room(path.parent, needed=size_of(office=office))
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as name:
        folder = Path(name)
        with _one_instant() as snapshot, within(office):
            told = dict(facts())
            migrations = [list(key) for key in MigrationRecorder(connection).applied_migrations()]
            _run(
                "pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges",
                f"--snapshot={snapshot}", f"--schema={office.schema_name}",
                # Whoever was signed in then must not be so again.
                f"--exclude-table-data={office.schema_name}.django_session",
                f"--file={folder / DUMP}",
            )  # fmt: skip
        kept = _kept_files(office)
        manifest = {
            "format": FORMAT,
            "product": version("baraza"),
            "slug": office.slug,
            "name": office.name,
            "schema": office.schema_name,
            "hosts": list(office.domains.values_list("domain", flat=True)),
            "is_demo": office.is_demo,
            "exported_at": now.isoformat(),
            "postgresql": connection.pg_version // 10000,
            "migrations": migrations,
            "facts": told,
            "sha256": {
                DUMP: sha256_of(folder / DUMP),
                **{member: sha256_of(file) for member, file in kept.items()},
            },
        }
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        written = folder / "office.tar"
        with tarfile.open(written, "w") as archive:
            for member, file in {MANIFEST: folder / MANIFEST, DUMP: folder / DUMP, **kept}.items():
                archive.add(file, member)
        written.chmod(0o600)
        with written.open("rb") as done:
            os.fsync(done.fileno())
        os.link(written, path)
    return path.stat().st_size


def size_of(*, office: Office) -> int:
    """How many bytes an export needs at most: its tables and files, beside what it is made of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_table_size(c.oid)), 0) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = %s AND c.relkind IN ('r', 'm')",
            [office.schema_name],
        )
        (tables,) = cursor.fetchone()
    return int(tables) + sum(file.stat().st_size for file in _kept_files(office).values())


def require_room(folder: Path, *, needed: int) -> None:
    """Raises NoRoom unless that many bytes and a few to spare are free there."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise NoRoom(
            f"{folder} has {free / 1e6:,.0f} MB free and {(needed + SPARE_BYTES) / 1e6:,.0f} MB "
            "may be needed. Make room there, or choose another folder."
        )


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept_files(office: Office) -> dict[str, Path]:
    root = Path(settings.MEDIA_ROOT) / office.schema_name
    found = sorted(path for path in root.rglob("*") if path.is_file())
    return {f"{FILES}/{path.relative_to(root).as_posix()}": path for path in found}


@contextmanager
def _one_instant() -> Iterator[str]:
    """A transaction that sees one state, and the name by which pg_dump sees the same one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def contents_of(path: Path) -> Contents:
    """What the file says of itself, without unpacking it. Raises BadArchive."""
    try:
        with tarfile.open(path) as archive:
            return _contents(_manifest(archive))
    except (OSError, EOFError, tarfile.TarError, LookupError, ValueError, TypeError) as error:
        raise BadArchive(f"{path} is not an exported office: {error}") from error


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    member = archive.extractfile(MANIFEST)
    if member is None:
        raise KeyError(MANIFEST)
    return json.load(member)


def _contents(manifest: dict[str, Any]) -> Contents:
    if int(manifest["format"]) > FORMAT:
        raise BadArchive("It was written by a newer Baraza. Upgrade this one first.")
    if not _SCHEMA.fullmatch(manifest["schema"]):
        raise ValueError("its schema has a strange name")
    return Contents(
        slug=str(manifest["slug"]),
        name=str(manifest["name"]),
        schema=manifest["schema"],
        hosts=[str(host) for host in manifest["hosts"]],
        is_demo=bool(manifest["is_demo"]),
        product=str(manifest["product"]),
        postgresql=int(manifest["postgresql"]),
        exported_at=str(manifest["exported_at"]),
        facts=dict(manifest["facts"]),
    )


def restore_office(
    *, path: Path, slug: str = "", hosts: list[str] | None = None, now: datetime
) -> Office:
    """The exported office as it was, under its own short name and host names unless others are
    given; tables brought up to date. A failure leaves nothing behind.

    Raises BadArchive, NoRoom, OfficeNameTaken, BadOfficeName.
    """
    contents = contents_of(path)
    if contents.postgresql > connection.pg_version // 10000:
        raise BadArchive(
            f"{path} comes from PostgreSQL {contents.postgresql}; this database is "
            f"{connection.pg_version // 10000}. Restore it on the same or a newer one."
        )
    check(path=path)
    # Unpacked where there is room for the office itself; /tmp is often small.
    require_room(Path(settings.HOME), needed=2 * path.stat().st_size)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.HOME) as name:
        folder = Path(name)
        with tarfile.open(path) as archive:
            _unpack(archive, folder)
        if schema_exists(contents.schema):
            raise BadArchive(
                f"The office this was exported from is still here (schema {contents.schema}). "
                "Delete it first, or restore on another machine."
            )
        office = register_office(
            slug=slug or contents.slug,
            name=contents.name,
            hosts=contents.hosts if hosts is None else hosts,
            now=now,
            is_demo=contents.is_demo,
        )
        try:
            _restore_schema(folder / DUMP, contents.schema, office.schema_name)
            if (folder / FILES).is_dir():
                shutil.copytree(
                    folder / FILES,
                    Path(settings.MEDIA_ROOT) / office.schema_name,
                    dirs_exist_ok=True,
                )
            migrate_office(office=office)
        except BaseException:
            delete_office(office=office)
            raise
    return office


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Files, and nothing outside the folder. By hand: filters of `tarfile` came with Python 3.11.4,
    and Debian 12 has an older one. Raises BadArchive.
    """
    for member in archive:
        target = folder / member.name
        content = archive.extractfile(member) if member.isfile() else None
        if content is None or not target.resolve().is_relative_to(folder.resolve()):
            raise BadArchive(f"{member.name} in it is nothing that an office exports.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            shutil.copyfileobj(content, file)


def check(*, path: Path) -> None:
    """Every member is as it was written, and this Baraza knows its tables. Raises BadArchive."""
    try:
        with tarfile.open(path) as archive:
            found = {
                member.name: hashlib.file_digest(content, "sha256").hexdigest()
                for member in archive
                if member.name != MANIFEST and (content := archive.extractfile(member))
            }
            manifest = _manifest(archive)
        expected = {str(member): str(digest) for member, digest in manifest["sha256"].items()}
        written = {(str(app), str(name)) for app, name in manifest["migrations"]}
    except (OSError, EOFError, tarfile.TarError, LookupError, ValueError, TypeError) as error:
        raise BadArchive(f"{path} is damaged: {error}. Use another copy of it.") from error
    wrong = sorted(found.keys() ^ expected.keys()) or sorted(
        member for member, digest in found.items() if digest != expected[member]
    )
    if wrong:
        raise BadArchive(
            f"{path} is not as it was written: {wrong[0]} is damaged or was changed. Use another "
            "copy of it."
        )
    if unknown := written - migrations_here():
        app, name = min(unknown)
        raise BadArchive(
            f"{path} was written by a newer Baraza, which knows {app} {name}. Upgrade this one "
            "first."
        )


def _restore_schema(dump: Path, old: str, new: str) -> None:
    # One transaction: a dump that breaks off leaves nothing behind.
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction",
         f"--dbname={connection.settings_dict['NAME']}", str(dump))  # fmt: skip
    if old == new:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
        )


def _run(program: str, *arguments: str) -> None:
    try:
        run_program(program, *arguments)
    except ProgramFailed as error:
        raise BadArchive(str(error)) from error
