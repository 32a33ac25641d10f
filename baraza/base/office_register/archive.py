"""One office in one file: its schema as PostgreSQL dumps it, its files, and what they need."""

import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django_tenants.utils import schema_exists
from psycopg import sql

from baraza.base.office_register.actions import delete_office, migrate_office, register_office
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import primary_host
from baraza.common import postgres

FORMAT = 1
_SCHEMA = re.compile(r"office_[a-z0-9_]{1,40}")


class BadArchive(Exception):
    """The file is not an exported office, or cannot be written or restored here."""


def export_office(*, office: Office, path: Path, now: datetime) -> int:
    """Write everything of the office to a new file; returns its size in bytes.

    The keys of the installation are not in it: passwords of mailboxes must be given again where
    it is restored. Raises BadArchive, OSError.
    """
    if path.exists():
        raise BadArchive(f"{path} is already there. Choose another name.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        dump = Path(folder) / "database.dump"
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
            f"--schema={office.schema_name}", f"--file={dump}",
        )  # fmt: skip
        manifest = Path(folder) / "manifest.json"
        manifest.write_text(
            json.dumps(
                {
                    "format": FORMAT,
                    "slug": office.slug,
                    "name": office.name,
                    "schema": office.schema_name,
                    "host": primary_host(office=office),
                    "is_demo": office.is_demo,
                    "exported_at": now.isoformat(),
                    "postgresql": connection.pg_version // 10000,
                }
            ),
            encoding="utf-8",
        )
        written = Path(folder) / "office.tar"
        with tarfile.open(written, "w") as archive:
            archive.add(manifest, "manifest.json")
            archive.add(dump, "database.dump")
            files = Path(settings.MEDIA_ROOT) / office.schema_name
            if files.is_dir():
                archive.add(files, "files")
        written.chmod(0o600)
        os.link(written, path)
    return path.stat().st_size


def restore_office(*, path: Path, slug: str, hosts: list[str], now: datetime) -> Office:
    """The exported office as it was, under a short name that may be another; tables brought up to
    date. A failure leaves nothing behind.

    Raises BadArchive, OfficeNameTaken, BadOfficeName.
    """
    with tempfile.TemporaryDirectory(prefix="baraza-restore-") as folder:
        manifest = _unpack(path, Path(folder))
        old_schema = manifest["schema"]
        if schema_exists(old_schema):
            raise BadArchive(
                f"The office this was exported from is still here (schema {old_schema}). Delete "
                "it first, or restore on another machine."
            )
        office = register_office(
            slug=slug, name=manifest["name"], hosts=hosts, now=now, is_demo=manifest["is_demo"]
        )
        try:
            _restore_schema(Path(folder) / "database.dump", old_schema, office.schema_name)
            files = Path(folder) / "files"
            if files.is_dir():
                shutil.copytree(
                    files, Path(settings.MEDIA_ROOT) / office.schema_name, dirs_exist_ok=True
                )
            migrate_office(office=office)
        except BaseException:
            delete_office(office=office)
            raise
    return office


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    """What the manifest says, once it is known that this file can be restored here."""
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        version, postgresql = int(manifest["format"]), int(manifest["postgresql"])
        known = {"name": str(manifest["name"]), "is_demo": bool(manifest["is_demo"])}
        if not _SCHEMA.fullmatch(manifest["schema"]):
            raise ValueError("its schema has a strange name")
        known["schema"] = manifest["schema"]
        if not (folder / "database.dump").is_file():
            raise ValueError("it has no database in it")
    except (OSError, tarfile.TarError, LookupError, ValueError, TypeError) as error:
        raise BadArchive(f"{path} is not an exported office: {error}") from error
    if version > FORMAT:
        raise BadArchive(f"{path} was written by a newer Baraza. Upgrade this one first.")
    if postgresql > connection.pg_version // 10000:
        raise BadArchive(
            f"{path} comes from PostgreSQL {postgresql}; this database is "
            f"{connection.pg_version // 10000}. Restore it on the same or a newer one."
        )
    return known


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
    """A PostgreSQL program on our database; the password goes by the environment."""
    database = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        **{name: str(database[key]) for name, key in names.items() if database[key]},
        "PGDATABASE": database["NAME"],
    }
    done = subprocess.run(
        [str(postgres.binary(program)), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"]
        raise BadArchive(f"{program}: {said[-1]}")
