"""What a process of ours does while something goes wrong; started by `benchmarks/inside.py`.

The argument is JSON: `office`; `acts`, in this order; `dies_at`, the function at whose call, or
`after` whose call, this process kills itself with SIGKILL; `later`, seconds the clock is ahead;
`port`, where it answers requests instead of acting.
"""

import json
import os
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.utils import timezone

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.actions.outbox import Outgoing, put_in_outbox
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.models import OutgoingKind
from baraza.base.office.actions import update_profile
from baraza.base.office_register.queries import office_by_slug, within
from baraza.config.prepare import prepare_files
from baraza.dialogue.conversations.actions.receive import receive_waiting
from benchmarks.fault_scene import LETTERS

KINDS = (OutgoingKind.PERSONAL, OutgoingKind.ACKNOWLEDGEMENT, OutgoingKind.BULK)
DEADLY = b"this one ends the process"
DEADLY_TO = f"{OutgoingKind.PERSONAL}0@post.example"


def letter(number: int, words: bytes = b"The well is dry.") -> bytes:
    return (
        b"From: Amani %d <amani%d@post.example>\r\nTo: mp@solberg-office.example\r\n"
        b"Subject: The well\r\nMessage-ID: <%d@post.example>\r\n"
        b"Date: Mon, 4 May 2026 09:00:00 +0000\r\n\r\n%s\r\n"
    ) % (number, number, number, words)


def bring(now: datetime) -> None:
    arrivals = [Arrival(content=letter(number), is_live=True) for number in range(LETTERS)]
    store_arrivals(source="faults", arrivals=arrivals, now=now)


def bring_large(now: datetime) -> None:
    store_arrivals(
        source="faults",
        arrivals=[
            Arrival(
                content=letter(number, b"The well is dry. " + os.urandom(400_000).hex().encode())
            )
            for number in range(LETTERS)
        ],
        now=now,
    )


def bring_deadly(now: datetime) -> None:
    store_arrivals(source="faults", arrivals=[Arrival(content=letter(99, DEADLY))], now=now)


def receive(now: datetime) -> None:
    while receive_waiting(now=now).more:
        pass


def put(now: datetime) -> None:
    update_profile(email="mp@solberg-office.example", member_name="Neema Solberg")
    put_in_outbox(
        letters=[
            Outgoing(kind=kind, recipient=f"{kind}{n}@post.example", subject="S", text="T")
            for kind in KINDS
            for n in range(LETTERS // len(KINDS))
        ],
        now=now,
    )


def send(now: datetime) -> None:
    while send_due(now=now):
        pass


ACTS: dict[str, Callable[[datetime], None]] = {
    "bring": bring,
    "bring_deadly": bring_deadly,
    "bring_large": bring_large,
    "receive": receive,
    "put": put,
    "send": send,
}


def run(argument: str) -> dict[str, object]:
    wanted = json.loads(argument)
    with within(office_by_slug(slug=wanted["office"])):
        if wanted.get("dies_at"):
            die_at(wanted["dies_at"], after=wanted.get("after", False))
        if "port" in wanted:
            serve(wanted["port"])
        started = time.perf_counter()
        for act in wanted["acts"]:
            ACTS[act](timezone.now() + timedelta(seconds=wanted.get("later", 0)))
        return {"seconds": time.perf_counter() - started}


def serve(port: int) -> None:
    """Answer requests until somebody ends this process."""
    prepare_files()
    from baraza.config.wsgi import application  # noqa: PLC0415 - after its static files

    with make_server("127.0.0.1", port, application, handler_class=Silent) as server:
        server.serve_forever()


class Silent(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *values: object) -> None:
        pass


def die_at(name: str, *, after: bool) -> None:
    """`module:attribute` or `module:class.method`. Where letters are read or written out one by
    one, only the deadly one ends it.
    """
    module, _, path = name.partition(":")
    owner: object = import_module(module)
    *outer, last = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    real = getattr(owner, last)

    def dying(*values: object, **named: object) -> object:
        if last == "read_raw" and DEADLY not in bytes(values[0].content):
            return real(*values, **named)
        if last == "written" and values[1].recipient != DEADLY_TO:
            return real(*values, **named)
        if after:
            real(*values, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    setattr(owner, last, dying)
