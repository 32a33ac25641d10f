"""`baraza run`: everything an installation needs, started together and stopped together."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from baraza.common import postgres
from baraza.config import environment, processes
from baraza.config.cli.installation import database
from baraza.config.cli.output import Json, Refused, console, report

# What is killed at the end is not gone at once, and uses the database until it is.
ENDING_SECONDS = 1.0


def migrate(as_json: Json = False) -> None:
    """Bring the tables of every office up to date; may be run again after a failure."""
    with database(as_owner=True):
        from baraza.config import prepare

        try:
            prepare.migrate()
        except prepare.NotMigrated as error:
            raise Refused(str(error)) from error
        prepare.mark_tables()
    report("Everything is up to date.", as_json=as_json)


def run() -> None:
    """Start the database, the web server, the workers and the mail room, until Ctrl-C."""
    from concurrent.futures import ThreadPoolExecutor

    from baraza.config import prepare, supervision

    try:
        home = environment.prepare_home()
        port = environment.port()
        supervision.require_free_port(port)
    except (environment.UnusableHome, supervision.PortTaken, ValueError) as error:
        raise Refused(str(error)) from error
    try:
        with ExitStack() as until_stopped:
            # Nobody waits for one after the other: the database needs no more than to be left
            # alone.
            with ThreadPoolExecutor(1) as beside:
                started = beside.submit(_database, home, until_stopped)
                if is_ready := not prepare.is_needed():
                    processes.load()
                started.result()
            if not is_ready:
                _prepare()
                processes.load()
            hosts = _hosts()
            _before_forks()
            sys.exit(
                supervision.supervise(
                    port=port,
                    hosts=hosts,
                    sign_in=_sign_in(),
                    home=None if os.environ.get("DATABASE_URL") else home,
                )
            )
    except postgres.ClusterError as error:
        raise Refused(str(error)) from error
    except KeyboardInterrupt:
        console.print("Stopped before it was ready.")
        sys.exit(130)


def _database(home: Path, until_stopped: ExitStack) -> None:
    """The embedded PostgreSQL, unless there is another."""
    if not os.environ.get("DATABASE_URL"):
        cluster = postgres.cluster_in_use(home=home, wait_seconds=ENDING_SECONDS)
        until_stopped.enter_context(cluster)


def _prepare() -> None:
    """What has changed; in a process of its own, which alone has the owner's role."""
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "baraza.config.prepare"],
        env={**os.environ, "BARAZA_DATABASE_ROLE": "owner"},
        check=False,
    )
    if done.returncode:
        raise Refused("Baraza could not be made ready; the lines above say why.")


def _hosts() -> list[str]:
    """Primary host names of the offices that are ready, demonstrations first."""
    from baraza.base.office_register.queries import primary_host, ready_offices

    found = sorted(ready_offices(), key=lambda office: (not office.is_demo, office.slug))
    return [host for office in found if (host := primary_host(office=office))]


def _before_forks() -> None:
    """Copies must not share a connection; and memory nobody writes to stays one."""
    import gc

    from django.db import connections

    connections.close_all()
    gc.collect()
    gc.freeze()


def _sign_in() -> str:
    from baraza.config.prepare import demo_password_file

    path = demo_password_file()
    if not path.exists():
        return ""
    return path.read_text(encoding="utf-8").strip()


def web() -> None:
    """Answer requests until told to stop, beside a machine that does the rest."""
    from baraza.config import prepare

    with database():
        prepare.prepare_files()
        processes.load()
        _before_forks()
        processes.web(environment.port())


def worker(
    queues: Annotated[str, typer.Argument(help="Names of queues, with commas between.")],
) -> None:
    """Do the jobs of some queues until told to stop."""
    with database():
        if processes.worker(queues) == processes.DATABASE_LOST:
            raise Refused("The database does not answer. Start the worker again once it does.")


def mailroom() -> None:
    """Fetch and take in mail for every office until told to stop."""
    with database():
        processes.mailroom()
