"""What is lost, what is doubled and how soon it goes on, when something breaks in the middle.

Each fault happens to real processes with a PostgreSQL and a mail server of their own. Twelve
letters come in, or leave: four answers, four acknowledgements, four to many. A process is killed
(SIGKILL) at a named step, the database is stopped at once, the mail server refuses, hangs up or is
slow; then everything is started again. Counted are letters that are nowhere, letters that are there
twice (answers to persons may leave twice with the same Message-ID: these are told apart), and the
seconds until the second run has dealt with everything. One lost or doubled letter fails the row.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from rich.console import Console
from rich.table import Table

from baraza.common.postgres import start_cluster, stop_cluster
from benchmarks.peers.environment import REPOSITORY, end_of
from benchmarks.sink import free_port
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, new_office

SLUG = "faults"
LETTERS = 12
TABLES = (
    "channels_rawitem, channels_outgoingitem, conversations_conversation, inputs_input, "
    "people_person, people_contactpoint"
)
RECEIVE = "baraza.dialogue.conversations.actions.receive"
SENDING = "baraza.base.channels.actions.sending"
# Longer than a sender may be silent before its letters are somebody else's.
LATER = 6 * 60
DAYS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one fault came to."""

    fault: str
    lost: int
    doubled: int
    # Left twice with one Message-ID, as mail from a person may.
    again: int
    # Shown to staff as "perhaps sent".
    uncertain: int
    seconds: float


@dataclass
class Inbox:
    """A mail server that counts what it took, and misbehaves as it is told."""

    port: int
    taken: Counter[str] = field(default_factory=Counter)
    marks: dict[str, set[str]] = field(default_factory=dict)
    answer: str = "250 taken"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        [recipient] = envelope.rcpt_tos
        if self.answer.startswith("2") or not self.answer:
            self.taken[recipient] += 1
            said = message_from_bytes(bytes(envelope.content))
            self.marks.setdefault(recipient, set()).add(said["Message-ID"])
        if not self.answer:
            server.transport.abort()
        return self.answer or "250 never heard"


class Scene:
    """One office that faults happen to."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self.schema = new_office(space, SLUG)
        self.inbox = Inbox(free_port())

    def clear(self) -> None:
        self.inbox.taken.clear()
        self.inbox.marks.clear()
        self.inbox.answer = "250 taken"
        with psycopg.connect(self._space.dsn, autocommit=True) as connection:
            connection.execute(f"SET search_path TO {self.schema}, public")
            connection.execute(f"TRUNCATE {TABLES} CASCADE")

    def start(self, *acts: str, **more: object) -> subprocess.Popen[str]:
        wanted = json.dumps({"office": SLUG, "acts": acts, **more})
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.inside", "benchmarks.our_faults", wanted],
            cwd=REPOSITORY,
            env=self._space.environment(
                DJANGO_SETTINGS_MODULE="baraza.config.settings",
                BARAZA_SMTP_URL=f"smtp://127.0.0.1:{self.inbox.port}",
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def act(self, *acts: str, **more: object) -> float:
        """Seconds the acts took. Raises OursFailedError."""
        process = self.start(*acts, **more)
        said, problem = process.communicate()
        if process.returncode:
            raise OursFailedError(f"{acts}: {end_of(problem)}")
        return json.loads(said.strip().splitlines()[-1])["seconds"]

    def dies(self, *acts: str, **more: object) -> None:
        """The same, ended by SIGKILL on its way. Raises OursFailedError when it is not."""
        process = self.start(*acts, **more)
        _, problem = process.communicate()
        if process.returncode != -9:
            raise OursFailedError(f"{acts} {more} was not killed: {end_of(problem)}")

    def ask(self, query: str) -> list[tuple]:
        with psycopg.connect(self._space.dsn) as connection:
            connection.execute(f"SET search_path TO {self.schema}, public")
            return connection.execute(query).fetchall()

    def stop_database(self) -> None:
        stop_cluster(home=self._space.home, mode="immediate")
        start_cluster(home=self._space.home)

    def filed(self, fault: str, seconds: float, *, expected: int = LETTERS) -> Outcome:
        states = dict(self.ask("SELECT state, count(*) FROM channels_rawitem GROUP BY 1"))
        [(messages, inputs)] = self.ask(
            "SELECT (SELECT count(*) FROM conversations_message),"
            " (SELECT count(*) FROM inputs_input)"
        )
        ended = sum(count for state, count in states.items() if state != "waiting")
        filed = states.get("filed", 0)
        lost = max(expected - ended, filed - messages, 0)
        doubled = max(messages - filed, inputs - messages, ended - expected, 0)
        return Outcome(fault, lost, doubled, 0, 0, seconds)

    def sent(self, fault: str, seconds: float, *, expected: int = LETTERS) -> Outcome:
        rows = self.ask("SELECT recipient, kind, state FROM channels_outgoingitem")
        taken = self.inbox.taken
        # Not lost: what staff see as uncertain or failed.
        lost = max(expected - len(rows), 0)
        lost += sum(state in ("waiting", "sending") for _, _, state in rows)
        lost += sum(state == "sent" and not taken[to] for to, _, state in rows)
        lost += sum(kind == "personal" and state == "uncertain" for _, kind, state in rows)
        doubled = sum(taken[to] > 1 for to, kind, _ in rows if kind != "personal")
        doubled += sum(len(marks) > 1 for marks in self.inbox.marks.values())
        again = sum(taken[to] > 1 for to, kind, _ in rows if kind == "personal")
        uncertain = sum(state == "uncertain" for _, _, state in rows)
        return Outcome(fault, lost, doubled, again, uncertain, seconds)


Fault = Callable[[Scene], Outcome]


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
    "clock": _clock,
}


@contextmanager
def scene_of(space: Workspace) -> Iterator[Scene]:
    """An office and its mail server. Raises OursFailedError."""
    scene = Scene(space)
    controller = Controller(scene.inbox, hostname="127.0.0.1", port=scene.inbox.port)
    controller.start()
    try:
        yield scene
    finally:
        controller.stop()


def measure(space: Workspace) -> list[Row]:
    """One row for all of them, and a table of their own."""
    outcomes: list[Outcome] = []
    failures: list[str] = []
    with scene_of(space) as scene:
        for name, happen in FAULTS.items():
            scene.clear()
            try:
                outcomes.append(happen(scene))
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
