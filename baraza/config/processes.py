"""What the processes of an installation do: each function is one of them, until told to stop."""

import logging
import os
import signal
import sys
import threading

from baraza.config import environment
from baraza.config.cli.installation import set_up_django

# How a worker ends that cannot go on without the database (sysexits.h: a temporary failure).
DATABASE_LOST = 75


def load() -> None:
    """Everything that the processes need and that is the same in each of them.

    Loaded once before they are forked, it costs its seconds and its memory once.
    """
    set_up_django()
    from django.urls import get_resolver  # noqa: PLC0415
    from granian import Granian  # noqa: F401, PLC0415
    from procrastinate.worker import Worker  # noqa: F401, PLC0415

    import baraza.base.channels.mailroom  # noqa: PLC0415
    import baraza.config.wsgi  # noqa: F401, PLC0415

    get_resolver().url_patterns  # noqa: B018


def web(port: int) -> None:
    """Answer requests, in as many processes as BARAZA_WEB_PROCESSES says."""
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    Granian(
        "baraza.config.wsgi:application",
        address=environment.bind_address(),
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("BARAZA_WEB_PROCESSES") or "2"),
        # The content-type cache is global to a process, and offices' ids differ.
        blocking_threads=1,
        workers_kill_timeout=2,
        websockets=False,
        log_level=LogLevels.warning,
        process_name="baraza web",
    ).serve()


def worker(queues: str) -> int:
    """Do the jobs of some queues; names with commas between. Returns the exit code."""
    set_up_django()
    from procrastinate.contrib.django import app  # noqa: PLC0415
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415

    from baraza.config import journal  # noqa: PLC0415

    outage = journal.Outage()
    for handler in logging.getLogger().handlers:
        handler.addFilter(outage)
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as connected:
            connected.run_worker(
                queues=queues.split(","),
                name=queues,
                concurrency=1,
                fetch_job_polling_interval=1,
                delete_jobs="successful",
                shutdown_graceful_timeout=3,
            )
    except ConnectorException as error:
        if not journal.is_outage(error):
            raise
        return DATABASE_LOST
    return DATABASE_LOST if outage.is_noticed else 0


def mailroom() -> None:
    """Fetch and take in mail for every office. Exits with 1 where it cannot listen."""
    set_up_django()
    from baraza.base.channels.email.listener import CannotListen  # noqa: PLC0415
    from baraza.base.channels.mailroom import run_mailroom  # noqa: PLC0415

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        run_mailroom(
            stop=stop,
            lmtp=os.environ.get("BARAZA_LMTP", ""),
            smtp=os.environ.get("BARAZA_SMTP_LISTEN", ""),
        )
    except CannotListen as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(1)
