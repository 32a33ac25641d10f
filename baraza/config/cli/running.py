"""`baraza run`: everything an installation needs, started together and stopped together."""

import os
import sys
from typing import Annotated

import typer

from baraza.common import postgres
from baraza.config import environment
from baraza.config.cli.installation import database, set_up_django
from baraza.config.cli.output import Refused, console, progress_bar, report


def migrate() -> None:
    """Bring the tables of every office up to date; may be run again after a failure."""
    with database(as_owner=True), progress_bar() as bar:
        from baraza.base.office_register.actions import migrate_everything, migrate_register
        from baraza.base.office_register.queries import offices

        migrate_register()
        task = bar.add_task("Offices", total=len(offices()))
        migrate_everything(progress=lambda office: bar.advance(task))
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
        hosts = _prepare()
        sys.exit(supervision.supervise(port=port, hosts=hosts, sign_in=_sign_in()))
    except postgres.ClusterError as error:
        raise Refused(str(error)) from error
    except KeyboardInterrupt:
        console.print("Stopped before it was ready.")
        sys.exit(130)
    finally:
        if ours:
            postgres.stop_cluster(home=home)


def _prepare() -> list[str]:
    """In a process of its own, which alone has the owner's database role; the host names."""
    import json
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "baraza.config.prepare"],
        env={**os.environ, "BARAZA_DATABASE_ROLE": "owner"},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise Refused("Baraza could not be made ready; the lines above say why.")
    return json.loads(done.stdout)


def _sign_in() -> str:
    from baraza.config.prepare import demo_password_file

    path = demo_password_file()
    if not path.exists():
        return ""
    return path.read_text(encoding="utf-8").strip()


def worker(
    queues: Annotated[str, typer.Argument(help="Names of queues, with commas between.")],
) -> None:
    """Do the jobs of some queues until told to stop."""
    set_up_django()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as connected:
        connected.run_worker(
            queues=queues.split(","),
            name=queues,
            concurrency=1,
            fetch_job_polling_interval=1,
            delete_jobs="successful",
            shutdown_graceful_timeout=3,
        )


def mailroom() -> None:
    """Fetch and take in mail for every office until told to stop."""
    set_up_django()
    import signal
    import threading

    from baraza.base.channels.email.listener import CannotListen
    from baraza.base.channels.mailroom import run_mailroom

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
        raise Refused(str(error)) from error
