"""`baraza import places`: wards, villages and districts from a table or a map."""

from pathlib import Path
from typing import Annotated

import typer

from baraza.config.cli.installation import inside_office
from baraza.config.cli.output import Json, Refused, console, report


def import_places(
    file: Annotated[Path, typer.Argument(help="A table (CSV) or a map (GeoJSON) of areas.")],
    office: Annotated[str, typer.Option("--office", help="The office's short name.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    as_json: Json = False,
) -> None:
    """Bring in the areas of the constituency and around it. Safe to run again."""
    if not file.is_file():
        raise Refused(f"There is no file at {file}.")
    with inside_office(office):
        from django.utils import timezone

        from baraza.base.places.actions.importing import look_at_areas, take_areas
        from baraza.base.places.reading import MOST_BYTES
        from baraza.base.places.rows import Unusable

        # One byte more than is taken is enough to know that it is too large.
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        try:
            plan = (
                look_at_areas(content=content)
                if dry_run
                else take_areas(content=content, by=None, now=timezone.now())
            )
        except Unusable as unusable:
            raise Refused(str(unusable)) from unusable
        counts = {act.value: count for act, count in plan.counts().items()}
        remarks = [line for line in plan.lines() if line.remarks]
        for line in remarks:
            words = " ".join(str(remark) for remark in line.remarks)
            console.print(f"Row {line.number}, {line.name}: {words}", style="yellow", markup=False)
    words = ", ".join(f"{count} {act}" for act, count in counts.items())
    report(
        f"{sum(counts.values())} areas in the file: {words}."
        + (" Nothing was changed." if dry_run else ""),
        as_json=as_json,
        counts=counts,
        remarks={line.number: [str(remark) for remark in line.remarks] for line in remarks},
    )
