"""Our intake against django-helpdesk's and the floor, on the same mail and the same server.

Ours is the whole pipeline, by the command an office uses: parse, machine check, quotes, language,
person, thread, input, search. In bulk: `baraza import mail FOLDER --office NAME --json`. One at a
time, as mail arrives: the same with `--one-by-one`. Each round begins with an empty office; making
it and starting Python are not timed, for ours nor for the peer: the same command with a single
letter is timed just before, and taken off.

Afterwards the office's own tables are asked: every message must be there and dealt with. A message
that is missing or still waits fails the row, however quick it was.
"""

import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks import floor
from benchmarks.peers import django_helpdesk
from benchmarks.peers.environment import PeerUnavailableError
from benchmarks.rounds import guarded, interleaved
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, baraza, new_office

UNIT = "messages/s"
BULK_RATIO = 4.0
ONE_BY_ONE_RATIO = 2.0
ONE = (
    b"From: Amani Otieno <amani@first.example>\r\nTo: office@solberg-office.example\r\n"
    b"Subject: The bridge\r\nMessage-ID: <first@first.example>\r\n"
    b"Date: Mon, 4 May 2026 09:00:00 +0000\r\n\r\n"
    b"The bridge to the market has been closed since the rains, and nobody tells us why.\r\n"
)
STATES = "SELECT state, count(*) FROM {}.channels_rawitem GROUP BY state"


def import_mail(space: Workspace, slug: str, mail: Path, *flags: str) -> float:
    """Import a folder into an office; returns the seconds from the command's start to its end.

    Raises OursFailedError.
    """
    words = ("import", "mail", str(mail), "--office", slug, "--json", *flags)
    return baraza(space, *words).wall_seconds


def starting_seconds(space: Workspace, slug: str) -> float:
    """What the same command takes with one letter: starting Python, Django, the server, and
    loading what tells languages apart."""
    with tempfile.TemporaryDirectory(prefix="one-", dir=space.mail.parent) as folder:
        Path(folder, "one.eml").write_bytes(ONE)
        return import_mail(space, slug, Path(folder))


def check_nothing_lost(space: Workspace, schema: str, expected: int) -> dict[str, int]:
    """How many letters are in each state. Raises OursFailedError where any are missing or wait."""
    with psycopg.connect(space.dsn) as connection:
        query = sql.SQL(STATES).format(sql.Identifier(schema))
        states: dict[str, int] = dict(connection.execute(query).fetchall())
    stored = sum(states.values())
    if stored != expected:
        raise OursFailedError(f"{expected - stored} of {expected} messages were lost")
    if states.get("waiting"):
        raise OursFailedError(f"{states['waiting']} of {expected} messages still wait")
    return states


def run_ours(space: Workspace, prefix: str, number: int, *flags: str) -> float:
    """Messages a second into an office made for this run alone. Raises OursFailedError."""
    slug = f"{prefix}{number}"
    schema = new_office(space, slug)
    starting = starting_seconds(space, slug)
    seconds = import_mail(space, slug, space.mail, *flags) - starting
    check_nothing_lost(space, schema, space.count + 1)
    return space.count / seconds


def measure(space: Workspace) -> list[Row]:
    """Two rows: in bulk, and one at a time."""
    bulk_failures: list[str] = []
    single_failures: list[str] = []
    remarks: list[str] = []

    def helpdesk(number: int) -> float:
        result = django_helpdesk.measure(space.mail, space.dsn)
        if number == 0:
            raised = ", ".join(f"{count} × {what}" for what, count in result["raised"].items())
            remarks.append(f"{result['peer']} lost {result['lost']} of {space.count} ({raised})")
        return result["per_second"]

    figures = interleaved(
        {
            "bulk": guarded(
                lambda number: run_ours(space, "bulk", number), OursFailedError, bulk_failures
            ),
            "peer": guarded(helpdesk, PeerUnavailableError, remarks),
            "single": guarded(
                lambda number: run_ours(space, "single", number, "--one-by-one"),
                OursFailedError,
                single_failures,
            ),
            "floor": lambda number: floor.measure(space.mail, space.dsn),
        },
        rounds=space.rounds,
    )
    return [
        Row(
            workload="mail in, in bulk",
            unit=UNIT,
            ours=figures["bulk"],
            peer=figures["peer"],
            floor=figures["floor"],
            promised_ratio=BULK_RATIO,
            failure="; ".join(bulk_failures),
            note="; ".join(remarks),
        ),
        Row(
            workload="mail in, one at a time",
            unit=UNIT,
            ours=figures["single"],
            peer=figures["peer"],
            floor=figures["floor"],
            promised_ratio=ONE_BY_ONE_RATIO,
            failure="; ".join(single_failures),
        ),
    ]
