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


@app.command("people")
def import_people(
    path: Annotated[Path, typer.Argument(help="A CSV, XLSX or vCard file.")],
    office: Annotated[str, typer.Option("--office", help="The office's short name.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    as_json: Json = False,
) -> None:
    """Bring in an address book. Nobody is doubled when it is run again; undo it at the desk."""
    if not path.is_file():
        raise Refused(f"There is no file at {path}.")
    with inside_office(office), progress_bar() as bar:
        from collections import Counter
        from itertools import islice

        from django.utils import timezone

        from baraza.base.people.actions.importing import BATCH, bring_in
        from baraza.base.people.exchange.deciding import decide, understood_rows
        from baraza.base.people.exchange.mapping import guess_mapping
        from baraza.base.people.exchange.tables import NotATable, is_vcard, open_table
        from baraza.base.people.models import ImportState, PeopleImport

        mapping: dict[int, str] = {}
        try:
            if not is_vcard(path):
                with open_table(path) as sheet:
                    mapping = guess_mapping(sheet.columns)
                    unknown = [c for n, c in enumerate(sheet.columns) if n not in mapping]
                if not {"name", "given_name", "family_name"} & set(mapping.values()):
                    raise Refused(
                        f"No column of {path} is a name. Its columns are: "
                        f"{', '.join(sheet.columns)}. Call one of them Name."
                    )
                if unknown:
                    console.print(f"Left out: {', '.join(unknown)}", style="yellow", markup=False)
            task = bar.add_task("People", total=None)
            if dry_run:
                counts, problems, seen = Counter(), {}, set()
                rows = understood_rows(path, mapping=mapping)
                while batch := list(islice(rows, BATCH)):
                    decisions = decide(batch, seen=seen)
                    seen.update(one.digest for one in decisions)
                    counts.update(one.outcome for one in decisions)
                    problems |= {row.number: row.notes for row in batch if row.notes}
                    bar.advance(task, len(batch))
            else:
                people_import = PeopleImport.objects.create(
                    filename=path.name[:200],
                    mapping={str(column): field for column, field in mapping.items()},
                    state=ImportState.WAITING,
                    started_at=timezone.now(),
                )
                bring_in(
                    people_import=people_import,
                    now=timezone.now(),
                    path=path,
                    progress=lambda rows: bar.advance(task, rows),
                )
                people_import.refresh_from_db()
                if people_import.problem:
                    raise Refused(people_import.problem)
                done = people_import.imported_rows
                counts = Counter(done.values_list("outcome", flat=True))
                problems = dict(done.exclude(notes="").values_list("number", "notes"))
        except NotATable as error:
            raise Refused(f"{path}: {error}") from error
    for number, notes in list(problems.items())[:SHOWN_PROBLEMS]:
        console.print(f"row {number}: {notes}", style="yellow", markup=False)
    words = ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "no rows"
    report(words, as_json=as_json, outcomes=counts, problems=problems, dry_run=dry_run)


@app.command("cases")
def import_cases(
    path: Annotated[Path, typer.Argument(help="A CSV or XLSX file, one row a case or a note.")],
    office: Annotated[str, typer.Option("--office", help="The office's short name.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    as_json: Json = False,
) -> None:
    """Bring in cases and notes. Nothing is doubled when it is run again; undo it at the desk."""
    if not path.is_file():
        raise Refused(f"There is no file at {path}.")
    with inside_office(office), progress_bar() as bar:
        from collections import Counter
        from itertools import islice

        from django.utils import timezone

        from baraza.base.people.exchange.tables import NotATable
        from baraza.base.people.models import ImportState
        from baraza.engagement.casework.actions.importing import BATCH, bring_in
        from baraza.engagement.casework.exchange.deciding import Seen, decide
        from baraza.engagement.casework.exchange.reading import MissingColumns, rows_in
        from baraza.engagement.casework.models import CaseImport

        task = bar.add_task("Rows", total=None)
        try:
            if dry_run:
                counts, problems, seen = Counter(), {}, Seen()
                rows = rows_in(path)
                while batch := list(islice(rows, BATCH)):
                    counts.update(one.outcome for one in decide(batch, seen=seen))
                    problems |= {row.number: "; ".join(row.remarks) for row in batch if row.remarks}
                    bar.advance(task, len(batch))
            else:
                next(rows_in(path), None)
                case_import = CaseImport.objects.create(
                    filename=path.name[:200],
                    state=ImportState.WAITING,
                    started_at=timezone.now(),
                )
                bring_in(
                    case_import=case_import,
                    now=timezone.now(),
                    path=path,
                    progress=lambda rows: bar.advance(task, rows),
                )
                case_import.refresh_from_db()
                if case_import.problem:
                    raise Refused(case_import.problem)
                counts = Counter(case_import.rows.values_list("outcome", flat=True))
                remarked = case_import.rows.exclude(remarks="")
                problems = dict(remarked.values_list("number", "remarks"))
        except MissingColumns as error:
            raise Refused(
                f"{path} has none of the columns {error}. See docs/administrators/cases.md."
            ) from error
        except NotATable as error:
            raise Refused(f"{path}: {error}") from error
    for number, remarks in list(problems.items())[:SHOWN_PROBLEMS]:
        console.print(f"row {number}: {remarks}", style="yellow", markup=False)
    words = ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "no rows"
    report(words, as_json=as_json, outcomes=counts, problems=problems, dry_run=dry_run)


@app.command("history")
def import_history(
    path: Annotated[Path, typer.Argument(help="A CSV or XLSX file, one row a letter or call.")],
    office: Annotated[str, typer.Option("--office", help="The office's short name.")],
    as_json: Json = False,
) -> None:
    """Bring in letters, calls and open matters another program kept. Safe to run again."""
    if not path.is_file():
        raise Refused(f"There is no file at {path}.")
    with inside_office(office), progress_bar() as bar:
        from django.utils import timezone

        from baraza.base.people.exchange.tables import NotATable
        from baraza.flows.bring_history import MissingColumns, bring_history

        task = bar.add_task("Rows", total=None)
        try:
            brought = bring_history(
                path=path, now=timezone.now(), progress=lambda rows: bar.advance(task, rows)
            )
        except MissingColumns as error:
            raise Refused(
                f"{path} lacks the columns {error}. See docs/administrators/history.md."
            ) from error
        except NotATable as error:
            raise Refused(f"{path}: {error}") from error
    for number, problem in list(brought.problems.items())[:SHOWN_PROBLEMS]:
        console.print(f"row {number}: {problem}", style="yellow", markup=False)
    if brought.unknown_topics:
        console.print(
            f"No topic of these names, so not filed: {', '.join(sorted(brought.unknown_topics))}",
            style="yellow",
            markup=False,
        )
    report(
        f"{brought.rows} rows: {brought.stored} new, {brought.known} already here, "
        f"{len(brought.problems)} could not be used.",
        as_json=as_json,
        rows=brought.rows,
        stored=brought.stored,
        known=brought.known,
        problems=brought.problems,
    )
