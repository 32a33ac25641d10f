"""`baraza run`: everything an installation needs, started together and stopped together."""

import os
import sys
from typing import Annotated

import typer

from baraza.common import postgres
from baraza.config import environment, processes
from baraza.config.cli.installation import database, set_up_django
from baraza.config.cli.output import Refused, console, report


def migrate() -> None:
    """Bring the tables of every office up to date; may be run again after a failure."""
    with database(as_owner=True):
        from baraza.config import prepare

        prepare.migrate()
    report("Everything is up to date.", as_json=False)


def run() -> None:
    """Start the database, the web server, the workers and the mail room, until Ctrl-C."""
    from baraza.config import supervision

    try:
        home = environment.prepare_home()
        port = environment.port()
        supervision.require_free_port(port)
    except (environment.UnusableHome, supervision.PortTaken, ValueError) as error:
        raise Refused(str(error)) from error
    embedded = not os.environ.get("DATABASE_URL")
    ours = embedded and not postgres.is_running(home=home)
    try:
        if embedded:
            postgres.start_cluster(home=home)
        _prepare()
        processes.load()
        hosts = _hosts()
        _before_forks()
        sys.exit(supervision.supervise(port=port, hosts=hosts, sign_in=_sign_in()))
    except postgres.ClusterError as error:
        raise Refused(str(error)) from error
    except KeyboardInterrupt:
        console.print("Stopped before it was ready.")
        sys.exit(130)
    finally:
        if ours:
            postgres.stop_cluster(home=home)


def _prepare() -> None:
    """Where something changed; in a process of its own, which alone has the owner's role."""
    import subprocess

    from baraza.config import prepare

    if not prepare.is_needed():
        return
    done = subprocess.run(
        [sys.executable, "-m", "baraza.config.prepare"],
        env={**os.environ, "BARAZA_DATABASE_ROLE": "owner"},
        check=False,
    )
    if done.returncode:
        raise Refused("Baraza could not be made ready; the lines above say why.")


def _hosts() -> list[str]:
    """Primary host names of the offices, demonstrations first."""
    from baraza.base.office_register.queries import offices, primary_host

    found = sorted(offices(), key=lambda office: (not office.is_demo, office.slug))
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

    environment.prepare_home()
    set_up_django()
    prepare.prepare_files()
    processes.load()
    _before_forks()
    processes.web(environment.port())


def worker(
    queues: Annotated[str, typer.Argument(help="Names of queues, with commas between.")],
) -> None:
    """Do the jobs of some queues until told to stop."""
    processes.worker(queues)


def mailroom() -> None:
    """Fetch and take in mail for every office until told to stop."""
    processes.mailroom()
