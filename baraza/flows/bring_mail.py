"""Bring in letters kept as files: store them raw, then file them, and say what became of each."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.email.mailfiles import letters_in, mail_files
from baraza.dialogue.conversations.actions.receive import receive_waiting

SOURCE = "import"
BATCH_ITEMS = 200
BATCH_BYTES = 16_000_000
Progress = Callable[[str, int], None]


@dataclass(slots=True)
class Brought:
    """`found` = `stored` + `known`; `filed` counts by raw state what this run filed."""

    found: int = 0
    stored: int = 0
    known: int = 0
    filed: Counter[str] = field(default_factory=Counter)
    problems: dict[str, str] = field(default_factory=dict)


def bring_mail(
    *,
    path: Path,
    now: Callable[[], datetime],
    batch_items: int = BATCH_ITEMS,
    on_files: Callable[[int], None] = lambda count: None,
    progress: Progress = lambda step, count: None,
) -> Brought:
    """Every letter below `path`, as history: nobody is acknowledged.

    `progress` is told ("read", files) and ("filed", items) as they are done. What could not be
    read is in `problems`, by path; everything else is kept. May be interrupted and run again.
    Raises FileNotFoundError.
    """
    brought = Brought()
    files = mail_files(path)
    on_files(len(files))
    for batch in _batches(files, brought, path, batch_items, progress):
        stored = store_arrivals(source=SOURCE, arrivals=batch, now=now(), wakes=False)
        brought.stored += stored.new
        brought.known += stored.known
        _file(brought, now, progress)
    _file(brought, now, progress)
    return brought


def _file(brought: Brought, now: Callable[[], datetime], progress: Progress) -> None:
    while True:
        received = receive_waiting(now=now())
        brought.filed += received.counts
        progress("filed", received.total)
        if not received.more:
            return


def _batches(
    files: list[Path], brought: Brought, root: Path, batch_items: int, progress: Progress
) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
    size = 0
    for file in files:
        for found in letters_in(file, is_named=file == root):
            if found.content is None:
                brought.problems[str(found.path)] = found.problem
                continue
            brought.found += 1
            batch.append(Arrival(content=found.content))
            size += len(found.content)
            if len(batch) >= batch_items or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
        progress("read", 1)
    if batch:
        yield batch
