"""`baraza office handover`: the end of a term."""

from pathlib import Path
from typing import Annotated

import typer

from baraza.config.cli.installation import database, ready_office
from baraza.config.cli.office import Name
from baraza.config.cli.output import Json, Refused, report


def handover(
    name: Name,
    to: Annotated[Path, typer.Option(help="The file to write; a statement goes beside it.")],
    purge: Annotated[
        str,
        typer.Option(help="The short name once more: delete the office here afterwards, for good."),
    ] = "",
    as_json: Json = False,
) -> None:
    """Everything of an office in one file, with a statement that proves it whole."""
    if purge and purge != name:
        raise Refused(
            f"To delete the office afterwards, repeat its name: --purge {name}. "
            "Nothing was written and nothing deleted."
        )
    with database(as_owner=True):
        from django.utils import timezone

        from baraza.base.office_register.archive import BadArchive
        from baraza.flows.data_held.handover import hand_over

        try:
            done = hand_over(
                office=ready_office(name), path=to, now=timezone.now(), purge=bool(purge)
            )
        except (BadArchive, OSError) as error:
            raise Refused(str(error)) from error
    words = f"{done.path}: {done.size:,} bytes, SHA-256 {done.sha256}.\nRead {done.statement}."
    if done.purged:
        words += f"\nThe office {name} is deleted from this machine."
    report(
        words,
        as_json=as_json,
        path=done.path,
        statement=done.statement,
        sha256=done.sha256,
        bytes=done.size,
        facts=done.facts,
        purged=done.purged,
    )
