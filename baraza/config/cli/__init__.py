"""The `baraza` command: offices, mail brought in, figures, checks, and running it all."""

import typer

from baraza.config.cli import (
    areas,
    backup,
    demo,
    dkim,
    doctor,
    figures,
    handover,
    importing,
    keys,
    office,
    running,
)
from baraza.config.cli.output import run_app

app = typer.Typer(
    help="Baraza: what the office of a member of parliament works with.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(office.app, name="office", help="Create, list, export and delete offices.")
app.add_typer(importing.app, name="import", help="Bring in what was kept elsewhere.")
importing.app.command("places")(areas.import_places)
app.add_typer(keys.app, name="keys", help="Change the keys that texts are encrypted with.")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
office.app.command("handover")(handover.handover)
app.command("figures")(figures.show)
app.command("dkim")(dkim.dkim)
app.command("doctor")(doctor.check)
app.command("demo")(demo.fill)
app.command("run")(running.run)
app.command("migrate")(running.migrate)
app.command("web", hidden=True)(running.web)
app.command("worker", hidden=True)(running.worker)
app.command("mailroom", hidden=True)(running.mailroom)


def main() -> None:
    """Entry point of the command."""
    run_app(app)
