"""The office that faults happen to, its mail server, and what one fault came to."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from baraza.common.postgres import start_cluster, stop_cluster
from benchmarks.peers.environment import REPOSITORY, end_of
from benchmarks.sink import free_port
from benchmarks.workspace import OursFailedError, Workspace, new_office

SLUG = "faults"
LETTERS = 12
TABLES = (
    "channels_rawitem, channels_outgoingitem, conversations_conversation, inputs_input, "
    "people_person, people_contactpoint"
)


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
    # Seconds it thinks about each letter.
    delay: float = 0.0

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        [recipient] = envelope.rcpt_tos
        await asyncio.sleep(self.delay)
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
        self.space = space
        self.schema = new_office(space, SLUG)
        self.inbox = Inbox(free_port())

    def clear(self) -> None:
        self.inbox.taken.clear()
        self.inbox.marks.clear()
        self.inbox.answer, self.inbox.delay = "250 taken", 0.0
        with psycopg.connect(self.space.dsn, autocommit=True) as connection:
            connection.execute(f"SET search_path TO {self.schema}, public")
            connection.execute(f"TRUNCATE {TABLES} CASCADE")

    def start(self, *acts: str, **more: object) -> subprocess.Popen[str]:
        wanted = json.dumps({"office": SLUG, "acts": acts, **more})
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.inside", "benchmarks.our_faults", wanted],
            cwd=REPOSITORY,
            env=self.space.environment(
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
        with psycopg.connect(self.space.dsn) as connection:
            connection.execute(f"SET search_path TO {self.schema}, public")
            return connection.execute(query).fetchall()

    def stop_database(self) -> None:
        stop_cluster(home=self.space.home, mode="immediate")
        start_cluster(home=self.space.home)

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
