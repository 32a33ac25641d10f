"""What is lost, what is doubled and how soon it goes on, when something breaks in the middle.

Each fault happens to real processes with a PostgreSQL and a mail server of their own. Twelve
letters come in, or leave: four answers, four acknowledgements, four to many. A process is killed
(SIGKILL) at a named step, the database is stopped at once, the mail server refuses, hangs up or is
slow; then everything is started again. Counted are letters that are nowhere, letters that are there
twice (answers to persons may leave twice with the same Message-ID: these are told apart), and the
seconds until the second run has dealt with everything. One lost or doubled letter fails the row.
"""

import sys
import time

from rich.console import Console
from rich.table import Table

from benchmarks.fault_scene import LETTERS, Fault, Outcome, Scene, scene_of
from benchmarks.faults_around import NotHereError, disk_full, page_killed, server_slow
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace

RECEIVE = "baraza.dialogue.conversations.actions.receive"
SENDING = "baraza.base.channels.actions.sending"
WRITTEN = "baraza.base.channels.actions.writing_out:Desk.written"
# Longer than a sender may be silent before its letters are somebody else's.
LATER = 6 * 60
DAYS = 24 * 60 * 60


def _reader_killed(step: str, *, after: bool = False) -> Fault:
    def happen(scene: Scene) -> Outcome:
        when = "after" if after else "at"
        scene.dies("bring", "receive", dies_at=f"{RECEIVE}:{step}", after=after)
        name = f"reader killed {when} {step.strip('_')}"
        return scene.filed(name, scene.act("receive"))

    return happen


def _sender_killed(step: str, *, after: bool = False) -> Fault:
    def happen(scene: Scene) -> Outcome:
        when = "after" if after else "at"
        scene.dies("put", "send", dies_at=f"{SENDING}:{step}", after=after)
        name = f"sender killed {when} {step.rpartition('.')[2].strip('_')}"
        return scene.sent(name, scene.act("send", later=LATER))

    return happen


def _deadly(scene: Scene) -> Outcome:
    scene.act("bring_deadly", "bring")
    for _ in range(3):
        scene.dies("receive", dies_at=f"{RECEIVE}:read_raw")
    seconds = scene.act("receive", dies_at=f"{RECEIVE}:read_raw")
    return scene.filed("a letter that ends whoever reads it", seconds, expected=LETTERS + 1)


def _deadly_to_send(scene: Scene) -> Outcome:
    scene.act("put")
    for times in range(3):
        scene.dies("send", dies_at=WRITTEN, later=LATER * times)
    seconds = scene.act("send", dies_at=WRITTEN, later=LATER * 3)
    return scene.sent("a letter that ends whoever sends it", seconds)


def _twice(scene: Scene) -> Outcome:
    scene.act("bring", "receive")
    seconds = scene.act("bring", "receive")
    return scene.filed("the same mail delivered twice", seconds)


def _database_stopped(*acts: str, later: int = 0) -> Fault:
    def happen(scene: Scene) -> Outcome:
        process = scene.start(*acts)
        while not scene.ask(
            "SELECT 1 FROM channels_rawitem UNION SELECT 1 FROM channels_outgoingitem"
        ):
            if process.poll() is not None:
                break
            time.sleep(0.005)
        scene.stop_database()
        process.communicate()
        first, last = acts
        seconds = scene.act(first, last, later=later) if first == "bring" else 0.0
        if first == "bring":
            return scene.filed("database stopped at once while reading", seconds)
        if not scene.ask("SELECT 1 FROM channels_outgoingitem"):
            scene.act("put")
        seconds = scene.act(last, later=later)
        return scene.sent("database stopped at once while sending", seconds)

    return happen


def _server_says(answer: str, name: str, *, later: int) -> Fault:
    def happen(scene: Scene) -> Outcome:
        scene.inbox.answer = answer
        scene.act("put", "send")
        scene.inbox.answer = "250 taken"
        return scene.sent(name, scene.act("send", later=later))

    return happen


def _clock(scene: Scene) -> Outcome:
    scene.act("put", "bring", "receive", "send", later=400 * DAYS)
    outcome = scene.filed("", 0.0)
    sent = scene.sent("", scene.act("send", "receive"), expected=LETTERS)
    return Outcome(
        "clock 400 days ahead, then back",
        outcome.lost + sent.lost,
        outcome.doubled + sent.doubled,
        sent.again,
        sent.uncertain,
        sent.seconds,
    )


FAULTS: dict[str, Fault] = {
    "read-claimed": _reader_killed("_claim", after=True),
    "read-parsed": _reader_killed("Filing"),
    "read-stored": _reader_killed("Filing.store", after=True),
    "read-acknowledged": _reader_killed("acknowledge", after=True),
    "read-marked": _reader_killed("mark_raw", after=True),
    "read-filed": _reader_killed("_file", after=True),
    "deadly": _deadly,
    "deadly-to-send": _deadly_to_send,
    "twice": _twice,
    "sent-claimed": _sender_killed("_Round._begin"),
    "sent-given": _sender_killed("_Round._begin", after=True),
    "sent-handed-over": _sender_killed("_Round._note"),
    "sent-written": _sender_killed("_Round._write_sent", after=True),
    "database-reading": _database_stopped("bring", "receive"),
    "database-sending": _database_stopped("put", "send", later=LATER),
    "smtp-4xx": _server_says("451 later", "mail server: 4xx", later=2 * 60),
    "smtp-5xx": _server_says("554 no", "mail server: 5xx", later=2 * 60),
    "smtp-dropped": _server_says("", "mail server hangs up after DATA", later=2 * 60),
    "smtp-slow": server_slow,
    "page-before": page_killed(after=False),
    "page-after": page_killed(after=True),
    "disk-full": disk_full,
    "clock": _clock,
}


def measure(space: Workspace) -> list[Row]:
    """One row for all of them, and a table of their own."""
    outcomes: list[Outcome] = []
    failures: list[str] = []
    with scene_of(space) as scene:
        for name, happen in FAULTS.items():
            scene.clear()
            try:
                outcomes.append(happen(scene))
            except NotHereError as reason:
                print(f"{name}: not tried here, {reason}", file=sys.stderr)
            except OursFailedError as reason:
                failures.append(f"{name}: {reason}")
    print_outcomes(outcomes)
    failures += [
        f"{one.fault}: {one.lost} lost, {one.doubled} doubled"
        for one in outcomes
        if one.lost or one.doubled
    ]
    return [
        Row(
            workload=f"{len(FAULTS)} faults, the slowest to go on after",
            unit="s",
            ours=max((one.seconds for one in outcomes), default=None),
            less_is_better=True,
            failure="; ".join(failures),
        )
    ]


def print_outcomes(outcomes: list[Outcome]) -> None:
    table = Table(title="When something breaks")
    table.add_column("fault")
    for name in ("lost", "doubled", "left again, same Message-ID", "shown as uncertain", "seconds"):
        table.add_column(name, justify="right")
    for one in outcomes:
        numbers = (one.lost, one.doubled, one.again, one.uncertain)
        table.add_row(one.fault, *map(str, numbers), f"{one.seconds:.1f}")
    Console(width=None if sys.stdout.isatty() else 140).print(table)
