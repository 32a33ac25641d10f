"""`baraza doctor`: is everything as it should be?"""

from rich.table import Table

from baraza.config.cli.installation import database
from baraza.config.cli.output import Json, Refused, console, report

MARKS = {"ok": "[green]ok[/green]", "note": "[yellow]note[/yellow]", "wrong": "[red]wrong[/red]"}


def check(as_json: Json = False) -> None:
    """Settings, database, jobs, disk, clock, mailboxes, and DNS records for sending."""
    with database():
        from baraza.config.checks import findings

        found = findings()
    if not as_json:
        table = Table(box=None, show_header=False)
        for finding in found:
            table.add_row(MARKS[finding.state], finding.about, finding.words)
        console.print(table)
    wrong = [finding for finding in found if finding.state == "wrong"]
    report(
        "Everything is in order." if not wrong else "",
        as_json=as_json,
        ok=not wrong,
        findings=[
            {"about": finding.about, "state": finding.state, "words": finding.words}
            for finding in found
        ],
    )
    if wrong:
        raise Refused(f"{len(wrong)} of {len(found)} checks failed.")
