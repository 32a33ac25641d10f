"""`baraza import`: what was kept elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from baraza.config.cli.installation import inside_office
from baraza.config.cli.output import Json, Refused, console, progress_bar, report

app = typer.Typer(no_args_is_help=True)
SHOWN_PROBLEMS = 20


@app.callback()
def importing() -> None:
    """Bring in what was kept elsewhere."""


@app.command("mail")
def import_mail(
    path: Annotated[Path, typer.Argument(help="A .eml or mbox file, a Maildir, or a folder.")],
    office: Annotated[str, typer.Option("--office", help="The office's short name.")],
    as_json: Json = False,
    one_by_one: Annotated[
        bool, typer.Option("--one-by-one", help="As if each arrived alone.", hidden=True)
    ] = False,
) -> None:
    """Bring in letters. They are history: nobody gets an acknowledgement. Safe to run again."""
    if not path.exists():
        raise Refused(f"There is nothing at {path}. Give a file or a folder of mail.")
    with inside_office(office), progress_bar() as bar:
        from django.utils import timezone

        from baraza.flows.bring_mail import BATCH_ITEMS, bring_mail

        steps = {"read": bar.add_task("Reading"), "filed": bar.add_task("Filing", total=None)}

        def on_files(count: int) -> None:
            bar.update(steps["read"], total=count)

        def progress(step: str, count: int) -> None:
            bar.advance(steps[step], count)

        brought = bring_mail(
            path=path,
            now=timezone.now,
            batch_items=1 if one_by_one else BATCH_ITEMS,
            on_files=on_files,
            progress=progress,
        )
    for file, problem in list(brought.problems.items())[:SHOWN_PROBLEMS]:
        console.print(f"{file}: {problem}", style="yellow", markup=False)
    if len(brought.problems) > SHOWN_PROBLEMS:
        console.print(f"… and {len(brought.problems) - SHOWN_PROBLEMS} more", style="yellow")
    filed = {state: count for state, count in brought.filed.items() if count}
    words = ", ".join(f"{count} {state}" for state, count in filed.items()) or "nothing new"
    report(
        f"{brought.found} letters found, {brought.stored} new, {brought.known} already here: "
        f"{words}. {len(brought.problems)} files could not be taken.",
        as_json=as_json,
        found=brought.found,
        stored=brought.stored,
        known=brought.known,
        filed=filed,
        problems=brought.problems,
    )
    if brought.problems and not brought.found:
        raise typer.Exit(1)
