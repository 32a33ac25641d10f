"""An office cast from the mould is the office that every migration would have made."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from baraza.base.office_register import actions, mould
from baraza.base.office_register.models import Office
from baraza.base.office_register.programs import run_program


@pytest.fixture
def offices_made(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[list[Office]]:
    """Kept at once, as PostgreSQL's own programs must see them; deleted afterwards."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        made: list[Office] = []
        yield made
        connection.set_schema_to_public()
        for office in made:
            actions.delete_office(office=office)


def create(slug: str, now: datetime) -> Office:
    return actions.create_office(slug=slug, name=slug, hosts=[], now=now)


def dumped(office: Office) -> str:
    """Tables, rows, numbers to come and rights, without the schema's name and this run's marks."""
    said = run_program("pg_dump", "--inserts", f"--schema={office.schema_name}")
    said = re.sub(rf"\b{office.schema_name}\b", "SCHEMA", said)
    said = re.sub(r"^\\(un)?restrict .*$", "", said, flags=re.MULTILINE)
    # Read back, PostgreSQL writes the same list of words in another way.
    said = re.sub(r"\(('[^']*'::character varying)\)::text", r"\1", said)
    said = re.sub(r"\((ARRAY\[[^]]*\])\)::text\[\]", r"\1", said)
    return re.sub(r"'\d{4}-\d\d-\d\d [\d:.]+\+00'", "MOMENT", said)


def test_what_is_cast_is_what_the_migrations_make(
    offices_made: list[Office], now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(mould, "_file", lambda: tmp_path / "made" / "office_from_mould-1.sql")
    migrated = create("by-migrations", now)
    offices_made.append(migrated)
    assert mould._file().exists()
    commands: list[str] = []
    monkeypatch.setattr(actions, "call_command", lambda name, *_, **__: commands.append(name))
    cast = create("by-mould", now)
    offices_made.append(cast)

    assert commands == [], "nothing was left to migrate"
    assert dumped(cast) == dumped(migrated)
    assert "GRANT SELECT" in dumped(cast)


def test_two_offices_cast_from_one_mould_share_nothing(offices_made: list[Office], now: datetime):
    for slug in ("mould-one", "mould-two"):
        offices_made.append(create(slug, now))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_depend d "
            "JOIN pg_class a ON a.oid = d.objid JOIN pg_class b ON b.oid = d.refobjid "
            "WHERE a.relnamespace <> b.relnamespace "
            "AND 'pg_toast'::regnamespace NOT IN (a.relnamespace, b.relnamespace) "
            "AND 'office_mould_one'::regnamespace IN (a.relnamespace, b.relnamespace)"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT count(*) FILTER (WHERE a.relnamespace <> b.relnamespace), count(*) > 50 "
            "FROM pg_constraint JOIN pg_class a ON a.oid = conrelid "
            "JOIN pg_class b ON b.oid = confrelid "
            "WHERE contype = 'f' AND connamespace = 'office_mould_one'::regnamespace"
        )
        assert cursor.fetchone() == (0, True)
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [mould.CAST])
        assert cursor.fetchone() is None


def test_without_postgresqls_programs_offices_are_made_all_the_same(
    offices_made: list[Office],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
):
    def missing(*arguments: str) -> str:
        raise FileNotFoundError("pg_dump")

    monkeypatch.setattr(mould, "_file", lambda: tmp_path / "made" / "office_from_mould-1.sql")
    monkeypatch.setattr(mould, "run_program", missing)
    monkeypatch.setattr(actions, "migrate_office", lambda *, office: None)
    offices_made.append(create("no-programs", now))
    assert "takes longer" in caplog.text
    assert not mould._file().exists()
