"""What a monitoring system reads at `/metrics`: figures, and not a word of anybody.

In the text format of Prometheus (version 0.0.4). Shown only with the secret BARAZA_METRICS_TOKEN.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version

from django.conf import settings
from django.db import connection

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import offices, within
from baraza.config import health
from baraza.flows.data_held.backups import newest_nightly

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = dict[str, str]
Sample = tuple[Labels, float]

HELP = {
    "baraza_info": "The version that runs.",
    "baraza_healthy": "1 while the database answers and workers are at work.",
    "baraza_worker_silence_seconds": "Since the last sign of any worker.",
    "baraza_jobs": "Jobs by queue and state.",
    "baraza_disk_free_bytes": "Free where the state is kept.",
    "baraza_database_bytes": "Size of the whole database.",
    "baraza_backup_age_seconds": "Age of the newest nightly backup.",
    "baraza_offices": "Offices on this machine.",
    "baraza_offices_not_ready": "Offices whose tables could not be brought up to date.",
    "baraza_unfiled_letters": "Letters that came in and wait to be filed.",
    "baraza_quarantined_letters": "Letters that could not be read.",
    "baraza_outbox_letters": "Letters on their way out that are not sent, by state.",
    "baraza_outbox_overdue_seconds": "How long the oldest letter that should have left has waited.",
    "baraza_mailbox_silence_seconds": "Since a mailbox was last read without trouble.",
}
# One question an office; a row is the name of a figure, its label and its value.
OFFICE = """
SELECT 'baraza_unfiled_letters', '', count(*)::float FROM channels_rawitem WHERE state = 'waiting'
UNION ALL
SELECT 'baraza_quarantined_letters', '', count(*) FROM channels_rawitem WHERE state = 'quarantine'
UNION ALL
SELECT 'baraza_outbox_letters', state, count(*) FROM channels_outgoingitem
WHERE state IN ('waiting', 'sending', 'uncertain', 'failed') GROUP BY state
UNION ALL
SELECT 'baraza_outbox_overdue_seconds', '', greatest(0, extract(epoch FROM now() - min(due_at)))
FROM channels_outgoingitem WHERE state = 'waiting' AND kind <> 'bulk'
UNION ALL
SELECT 'baraza_mailbox_silence_seconds', id::text, extract(epoch FROM now()
    - least(problem_since, coalesce(checked_at, attended_since)))
FROM channels_mailbox WHERE is_active
"""
LABELS = {"baraza_outbox_letters": "state", "baraza_mailbox_silence_seconds": "mailbox"}


def is_allowed(authorization: str) -> bool:
    """Whether a request carries the secret; where none is set, nobody may."""
    token = os.environ.get("BARAZA_METRICS_TOKEN", "")
    return bool(token) and secrets.compare_digest(
        authorization.encode(), f"Bearer {token}".encode()
    )


def exposition() -> str:
    """Every figure, as Prometheus reads it."""
    found: dict[str, list[Sample]] = {name: [] for name in HELP}
    for name, labels, value in (*_machine(), *_offices()):
        found[name].append((labels, value))
    lines = []
    for name, samples in found.items():
        if samples:
            lines += [f"# HELP {name} {HELP[name]}", f"# TYPE {name} gauge"]
            lines += [f"{name}{_written(labels)} {value:g}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _machine() -> Iterator[tuple[str, Labels, float]]:
    yield "baraza_info", {"version": version("baraza")}, 1
    yield "baraza_healthy", {}, not health.failing()
    yield "baraza_disk_free_bytes", {}, shutil.disk_usage(settings.HOME).free
    if (folder := settings.BACKUP_FOLDER) and (newest := newest_nightly(folder=folder)):
        made_at = datetime.fromtimestamp(newest.stat().st_mtime, UTC)
        yield "baraza_backup_age_seconds", {}, (datetime.now(UTC) - made_at).total_seconds()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield "baraza_database_bytes", {}, cursor.fetchone()[0]
        cursor.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
        )
        (silence,) = cursor.fetchone()
        if silence is not None:
            yield "baraza_worker_silence_seconds", {}, silence
        cursor.execute(
            "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs "
            "WHERE status NOT IN ('succeeded', 'cancelled', 'aborted') GROUP BY 1, 2 ORDER BY 1, 2"
        )
        for queue, state, count in cursor.fetchall():
            yield "baraza_jobs", {"queue": queue, "state": state}, count


def _offices() -> Iterator[tuple[str, Labels, float]]:
    known = offices()
    yield "baraza_offices", {}, len(known)
    ready = [office for office in known if office.is_ready]
    yield "baraza_offices_not_ready", {}, len(known) - len(ready)
    for office in ready:
        yield from _office(office)


def _office(office: Office) -> Iterator[tuple[str, Labels, float]]:
    with within(office), connection.cursor() as cursor:
        cursor.execute(OFFICE)
        for name, label, value in cursor.fetchall():
            if value is not None:
                labels = {"office": office.slug}
                yield name, {**labels, LABELS[name]: label} if label else labels, value


def _written(labels: Labels) -> str:
    # Slugs, states and numbers: nothing that would need a backslash.
    inside = ",".join(f'{name}="{value}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""
