"""Two hundred offices on one machine: made, brought up to date, and worked in.

The first office is made by every migration there is, the others are cast from it. Then each gets
one migration that was taken back from it; half-way the upgrade is made to fail, and is started
again. At last one connection asks for the first page of a desk in all of them by turns, as a web
process does, and its memory and PostgreSQL's for it are read. With two hundred offices a page must
take no more than twice as long as with one.
"""

import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, ours

OFFICES = 200
ROUNDS = 2
ALONE = 30
TIMES = 2.0
# Taken back and made again; nothing refers to it.
LAST = ("django_session", "sessions", "0001_initial")


class OnPurpose(Exception):
    """The failure half-way."""


def measure(space: Workspace) -> list[Row]:
    """Seconds an office, milliseconds a page, megabytes."""
    command = [sys.executable, "-m", "benchmarks.inside", "benchmarks.offices", str(OFFICES)]
    try:
        found = ours(
            space,
            command,
            DJANGO_SETTINGS_MODULE="baraza.config.settings",
            BARAZA_DATABASE_ROLE="owner",
        ).answer
    except OursFailedError as error:
        return [Row(workload=f"{OFFICES} offices", unit="s", failure=str(error))]
    return _rows(found)


def _rows(found: dict[str, Any]) -> list[Row]:
    count = found["offices"]
    return [
        Row(
            workload="an office made",
            unit="s",
            ours=found["made_later"],
            peer=found["made_first"],
            less_is_better=True,
            note=f"the first by migrations, the median of the last ten of {count} from the mould",
        ),
        Row(
            workload=f"{count} offices, one migration each",
            unit="s",
            ours=found["upgrade"],
            failure="" if found["failed"] == 1 else f"{found['failed']} failed instead of one",
            note=f"one failed on purpose; started again it took {found['again']:.1f} s, and with "
            f"nothing to do {found['nothing']:.1f} s",
        ),
        Row(
            workload=f"page: Today, {count} offices by turns",
            unit="ms",
            ours=found["page_many"],
            promised_most=max(60.0, TIMES * found["page_one"]),
            note=f"{found['page_one']:.1f} ms in one office alone",
        ),
        Row(
            workload=f"memory of a web process, {count} offices",
            unit="MB",
            ours=found["memory_many"],
            note=f"{found['memory_one']:.0f} MB with one office",
        ),
        Row(
            workload=f"memory of PostgreSQL for it, {count} offices",
            unit="MB",
            ours=found["backend_many"],
            note=f"{found['backend_one']:.0f} MB with one office; the database holds "
            f"{found['database']:.0f} MB",
        ),
    ]


def run(count: str) -> dict[str, Any]:
    """Inside Django, with the owner's database role."""
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from baraza.base.office_register import actions  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)
    actions.migrate_register()
    made = []
    offices = []
    for number in range(int(count)):
        begun = time.perf_counter()
        slug = f"office{number:03}"
        offices.append(
            actions.create_office(
                slug=slug, name=slug, hosts=[f"{slug}.localhost"], now=timezone.now(), is_demo=True
            )
        )
        made.append(time.perf_counter() - begun)
        if number == 0:
            first = _visitor(offices[0])
            page_one = statistics.median(_page(first) for _ in range(ALONE))
            memory_one = _megabytes("self")
            backend_one = _megabytes(connection.connection.info.backend_pid)
    upgrade, failed, again, nothing = _upgrades(offices)
    visitors = [_visitor(office) for office in offices]
    for visitor in visitors:
        _page(visitor)
    pages = [_page(visitor) for _ in range(ROUNDS) for visitor in visitors]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1e6")
        (database,) = cursor.fetchone()
    return {
        "offices": len(offices),
        "made_first": made[0],
        "made_later": statistics.median(made[-10:]),
        "upgrade": upgrade,
        "failed": failed,
        "again": again,
        "nothing": nothing,
        "page_one": page_one,
        "page_many": statistics.median(pages),
        "memory_one": memory_one,
        "memory_many": _megabytes("self"),
        "backend_one": backend_one,
        "backend_many": _megabytes(connection.connection.info.backend_pid),
        "database": float(database),
    }


def _upgrades(offices: list[Any]) -> tuple[float, int, float, float]:
    """Seconds of an upgrade with one failure, how many failed, and of two more after it."""
    from django.db import connection  # noqa: PLC0415

    from baraza.base.office_register import actions  # noqa: PLC0415
    from baraza.base.office_register.queries import within  # noqa: PLC0415

    table, app, name = LAST
    for office in offices:
        with within(office), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(
                "DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", [app, name]
            )
    real = actions.call_command
    unlucky = offices[len(offices) // 2].schema_name

    def command(words: str, *labels: str, **options: Any) -> Any:
        if options.get("schema_name") == unlucky:
            raise OnPurpose
        return real(words, *labels, **options)

    actions.call_command = command
    failed = 0
    begun = time.perf_counter()
    try:
        actions.migrate_everything()
    except actions.SomeNotMigrated as error:
        failed = len(error.failed)
    finally:
        actions.call_command = real
    moments = [time.perf_counter()]
    for _ in range(2):
        actions.migrate_everything()
        moments.append(time.perf_counter())
    return moments[0] - begun, failed, moments[1] - moments[0], moments[2] - moments[1]


def _visitor(office: Any) -> Any:
    """A browser in which a chief of staff is signed in."""
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from baraza.base.accounts.models import Role, User  # noqa: PLC0415
    from baraza.base.office.actions import acknowledge  # noqa: PLC0415
    from baraza.base.office.queries import current_rules  # noqa: PLC0415
    from baraza.base.office_register.queries import within  # noqa: PLC0415

    with within(office):
        user, _ = User.objects.get_or_create(
            email="chief@office.example",
            defaults={"name": "Chief", "roles": [str(Role.CHIEF_OF_STAFF)]},
        )
        acknowledge(user=user, version=current_rules().version, now=timezone.now())
        client = Client(headers={"host": f"{office.slug}.localhost"})
        client.force_login(user)
    return client


def _page(client: Any) -> float:
    from django.db import connection  # noqa: PLC0415

    begun = time.perf_counter()
    status = client.get("/desk/today/").status_code
    taken = time.perf_counter() - begun
    connection.set_schema_to_public()
    if status != 200:
        raise RuntimeError(f"the page answered {status}")
    return taken * 1000


def _megabytes(process: object) -> float:
    """What a process has to itself, in memory."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:  # another account's process, or no Linux
        return 0.0
    kept = {line.split(":")[0]: line.split()[1] for line in lines[1:]}
    return (int(kept["Private_Clean"]) + int(kept["Private_Dirty"])) / 1000
