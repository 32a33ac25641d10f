"""What a new office's schema looks like, as SQL: the first office is made by every migration there
is, and those after it are cast from what came out.

The mould is kept in BARAZA_HOME under a name that stands for the migrations, so that a changed
Baraza makes a new one. It never decides what is true: whatever was cast is migrated afterwards.
"""

import hashlib
import inspect
import logging
import re
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from baraza.base.office_register.programs import ProgramFailed, run_program

CAST = "office_from_mould"
MADE = "made"

logger = logging.getLogger(__name__)


def keep(*, schema: str) -> None:
    """Take the mould of a schema that was made by the migrations and holds nothing else."""
    try:
        dumped = run_program(
            "pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=1000",
            f"--schema={schema}",
        )  # fmt: skip
    except (ProgramFailed, OSError) as error:
        # A server newer than our programs. Everything works without, only slower.
        logger.warning("New offices are made by migrations, which takes longer: %s", error)
        return
    mould = _file()
    mould.parent.mkdir(exist_ok=True)
    for old in mould.parent.glob(f"{CAST}-*.sql"):
        old.unlink(missing_ok=True)
    part = mould.with_suffix(".new")
    part.write_text(_statements(dumped, schema), encoding="utf-8")
    part.replace(mould)


def cast(*, schema: str) -> bool:
    """Make the schema with everything in it; False where there is no mould of these migrations."""
    try:
        statements = _file().read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    # The name is taken only within this transaction: of two at once, one waits for the other.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statements)
        cursor.execute(
            sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(
                sql.Identifier(CAST), sql.Identifier(schema)
            )
        )
    return True


def _statements(dumped: str, schema: str) -> str:
    """Without what is meant for the program psql and for another session's settings."""
    begins = dumped.index(f"CREATE SCHEMA {schema};")
    lines = re.sub(rf"\b{schema}\.", f"{CAST}.", dumped[begins:]).splitlines(keepends=True)
    lines[0] = f"CREATE SCHEMA {CAST};\n"
    return "".join(line for line in lines if not line.startswith(("\\", "SET ", "--")))


def _file() -> Path:
    digest = hashlib.sha256()
    loader = MigrationLoader(None)
    for key, migration in sorted(loader.disk_migrations.items()):
        digest.update(repr(key).encode())
        digest.update(Path(inspect.getfile(type(migration))).read_bytes())
    return Path(settings.HOME) / MADE / f"{CAST}-{digest.hexdigest()[:16]}.sql"
