"""What commands print: words for people, and with `--json` one object as the last line."""

import json
import sys
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

console = Console(stderr=True, highlight=False)
Json = Annotated[bool, typer.Option("--json", help="Make the last line one JSON object.")]


class Refused(Exception):
    """A command cannot do what was asked; the message says why and what to do."""


def report(words: str, *, as_json: bool, **values: Any) -> None:
    """The result, for people or for programs."""
    if as_json:
        print(json.dumps(values, ensure_ascii=False, default=str))  # noqa: T201
    elif words:
        print(words)  # noqa: T201


def progress_bar() -> Progress:
    """A bar on standard error; nothing where that is not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def run_app(app: typer.Typer) -> NoReturn:
    """Run a command line; what is refused ends in one clear line and exit code 1."""
    try:
        app(standalone_mode=True)
    except Refused as error:
        if "--json" in sys.argv:
            print(json.dumps({"error": str(error)}, ensure_ascii=False))  # noqa: T201
        console.print(str(error), style="red", markup=False)
        sys.exit(1)
    sys.exit(0)
