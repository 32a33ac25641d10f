"""What commands print: words for people, and with `--json` one object as the last line."""

import errno
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

console = Console(stderr=True, highlight=False)
Json = Annotated[bool, typer.Option("--json", help="Make the last line one JSON object.")]

FULL = "The disk is full. What was kept before is safe: make room, and do this once more."
# How often a log is told how far something long is.
SAY_AFTER_SECONDS = 5.0


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


@contextmanager
def counted(words: str, *, total: int) -> Iterator[Callable[[], None]]:
    """Something long, also where nobody sits before it: a bar on a terminal, and elsewhere, as in
    the journal of a service, a line now and then. Call what is given after each of them.
    """
    done = 0
    said_at = time.monotonic()
    with progress_bar() as bar:
        task = bar.add_task(words, total=total)

        def advance() -> None:
            nonlocal done, said_at
            done += 1
            bar.advance(task)
            if bar.disable and time.monotonic() - said_at >= SAY_AFTER_SECONDS:
                said_at = time.monotonic()
                console.print(f"{words}: {done} of {total}", markup=False)

        yield advance


def run_app(app: typer.Typer) -> NoReturn:
    """Run a command line; what is refused ends in one clear line and exit code 1."""
    try:
        app(standalone_mode=True)
    except Refused as error:
        _refuse(str(error))
    except Exception as error:
        if not _is_full_disk(error):
            raise
        _refuse(FULL)
    sys.exit(0)


def _refuse(words: str) -> NoReturn:
    if "--json" in sys.argv:
        print(json.dumps({"error": words}, ensure_ascii=False))  # noqa: T201
    console.print(words, style="red", markup=False)
    sys.exit(1)


def _is_full_disk(error: Exception) -> bool:
    """Whether the system says so, or the database does."""
    return getattr(error, "errno", None) == errno.ENOSPC or os.strerror(errno.ENOSPC) in str(error)
