"""`baraza figures`: what an office holds."""

from typing import Annotated

import typer
from rich.table import Table

from baraza.config.cli.installation import inside_office
from baraza.config.cli.output import Json, Refused, console, report


def show(
    office: Annotated[str, typer.Option("--office", help="The office's short name.")],
    as_json: Json = False,
) -> None:
    """How many letters, conversations and people an office has, and whether the sums add up."""
    with inside_office(office):
        from baraza.insight.queries import figures

        found = figures()
    if not as_json:
        table = Table(show_header=False, box=None)
        for name, value in found.as_dict().items():
            table.add_row(name.replace("_", " "), str(value))
        console.print(table)
    wrong = found.contradictions()
    report("", as_json=as_json, **found.as_dict(), adds_up=not wrong)
    if wrong:
        raise Refused("The sums do not add up: " + "; ".join(wrong))
