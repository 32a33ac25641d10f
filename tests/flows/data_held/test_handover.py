"""An office that ends is handed over whole, and leaves nothing behind."""

from datetime import datetime
from pathlib import Path

from django.db import connection

from baraza.base.office_register import archive
from baraza.base.office_register.models import Office
from baraza.flows.data_held import backups
from baraza.flows.data_held.handover import hand_over


def test_an_office_handed_over_leaves_a_file_a_statement_and_nothing_else(
    filled: Office, tmp_path: Path, now: datetime
) -> None:
    connection.set_schema_to_public()
    done = hand_over(office=filled, path=tmp_path / "term.office", now=now, purge=True)
    statement = done.statement.read_text()
    assert archive.sha256_of(done.path) in statement
    assert "inputs: 2" in statement
    assert done.facts["audit_head"]["hash"] in statement
    assert not Office.objects.filter(slug="canary").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'office_canary'")
        assert cursor.fetchone() is None
    assert backups.restore(file=done.path, now=now).problems == []
