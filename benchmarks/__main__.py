"""`python -m benchmarks` (or `make bench`): run the benchmarks in order and print one table.

Everything happens in a temporary folder with a PostgreSQL of its own, durability on. Peers are
installed once, under `.bench/`. Ours, peer and floor take turns in three rounds, and medians count;
compare ratios of one run, not figures of two machines. The exit code is 1 when a promised ratio is
missed or our own program fails, and 0 otherwise: what cannot be measured here (no `smtp-sink`, no
way to install a peer) is said below the table.
"""

import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable

from rich.console import Console

from benchmarks import (
    appointments,
    cases,
    faults,
    growth,
    intake,
    offices,
    outbox,
    pages,
    people,
    search,
    site,
    topics,
)
from benchmarks.generator import DEFAULT_COUNT
from benchmarks.table import Row, exit_code, print_table
from benchmarks.workspace import Workspace, workspace

ROUNDS = 3
GROWTH = 30_000

# In the order they run; each is described at the top of its module.
BENCHMARKS: dict[str, Callable[[Workspace], list[Row]]] = {
    "intake": intake.measure,
    "growth": growth.measure,
    "outbox": outbox.measure,
    "faults": faults.measure,
}
# Only by name: they make an office with a million letters or people first, or need real mail.
BY_NAME: dict[str, Callable[[Workspace], list[Row]]] = {
    "appointments": appointments.measure,
    "cases": cases.measure,
    "offices": offices.measure,
    "pages": pages.measure,
    "people": people.measure,
    "search": search.measure,
    "site": site.measure,
    "topics": topics.measure,
}
LARGE = 1_000_000


def main() -> int:
    described = "\n\n".join(
        f"{name}: {sys.modules[run.__module__].__doc__}"
        for name, run in (BENCHMARKS | BY_NAME).items()
    )
    parser = ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=described,
        formatter_class=RawDescriptionHelpFormatter,
    )
    known = BENCHMARKS | BY_NAME
    parser.add_argument("names", nargs="*", help=f"only these: {', '.join(known)}")
    parser.add_argument("--count", type=int, default=DEFAULT_COUNT, help="messages of intake")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--growth", type=int, default=GROWTH, help="messages of growth")
    parser.add_argument("--large", type=int, default=LARGE, help="letters of pages and search")
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - set(known):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    console = Console(width=None if sys.stdout.isatty() else 160)
    rows: list[Row] = []
    began = time.monotonic()
    with workspace(
        count=wanted.count, rounds=wanted.rounds, growth=wanted.growth, large=wanted.large
    ) as space:
        for name, run in known.items():
            if name in (wanted.names or BENCHMARKS):
                started = time.monotonic()
                console.print(f"{name} … ", end="")
                rows += run(space)
                console.print(f"{time.monotonic() - started:.0f} s", highlight=False)
    print_table(rows, console=console)
    console.print(f"All of it took {(time.monotonic() - began) / 60:.1f} minutes.", highlight=False)
    return exit_code(rows)


if __name__ == "__main__":
    sys.exit(main())
