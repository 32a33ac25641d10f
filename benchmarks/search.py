"""The search of everything while somebody types, in an office with a million letters.

Each thing that is looked for is typed letter by letter, as the field sends it: common words and
rare ones, two that never stand together, names in two scripts, numbers, an address, a day, a place
and nonsense. Every request is timed once, after one that warms the server up: whole answers of the
web server's code, asked for within the process. The 95th percentile must stay within 50 ms.
"""

import json
import sys

from benchmarks.rooms import asked, filled_office
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, ours

PROMISED_MS = 50.0
TYPED = (
    "water", "the", "hospital", "pension", "water bus", "school roof", "dialysis", "market levy",
    "eau", "bibliothèque", "retraite", "maji", "barabara", "hospitali", "المياه", "مستشفى",
    "Wanjala", "Njeri", "Zawadi", "Mumbi Abaambo", "فاطمة", "محمد حداد", "34088", "+88810012345",
    "wambui.@post", "12 March 2026", "2026-03-12", "mars 2025", "Bahati Estate", "Kibuyuni",
    "zzzyqx", "our roof leaks since the long rains", "Roads Authority",
)  # fmt: skip


def measure(space: Workspace) -> list[Row]:
    """One row: milliseconds at the 95th percentile."""
    try:
        slug = filled_office(space, inputs=space.large)
        said = ours(
            space,
            [sys.executable, "-m", "benchmarks.inside", "benchmarks.search", slug],
            DJANGO_SETTINGS_MODULE="baraza.config.settings",
        ).answer
    except OursFailedError as error:
        return [_row(None, failure=str(error))]
    note = (
        f"median {said['median']:.0f} ms, slowest {said['slowest']:.0f} ms at “{said['at']}”,"
        f" {said['worked']:.0f} ms of processor"
    )
    return [_row(said["p95"], note=f"{said['requests']} requests; {note}")]


def _row(p95: float | None, *, failure: str = "", note: str = "") -> Row:
    return Row(
        workload="search while typing, p95",
        unit="ms",
        ours=p95,
        promised_most=PROMISED_MS,
        failure=failure,
        note=note,
    )


def typed() -> list[str]:
    """Everything the field holds on the way, from the second letter on."""
    return list(dict.fromkeys(whole[:end] for whole in TYPED for end in range(2, len(whole) + 1)))


def run(slug: str) -> dict[str, object]:
    """Inside Django: every request's milliseconds, summed up."""
    ask = asked(slug)
    words = typed()
    ask("/desk/search/", {"search": "warm"}, part=True)
    answers = [(ask("/desk/search/", {"search": one}, part=True), one) for one in words]
    taken = sorted((answer.ms, one) for answer, one in answers)
    times = [ms for ms, _ in taken]
    worked = sorted(answer.worked_ms for answer, _ in answers)
    return {
        "requests": len(times),
        "median": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "worked": worked[int(len(worked) * 0.95)],
        "slowest": times[-1],
        "at": taken[-1][1],
        "slow": taken[-12:],
    }


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1]), ensure_ascii=False, indent=1))
