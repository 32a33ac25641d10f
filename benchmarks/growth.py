"""Whether a letter costs more in a full office than in an empty one.

One office takes in mail in parts of 4,000, each part the continuation of the one before: threads
go on, campaigns end and new ones begin. After each part the seconds spent so far are noted against
the messages there are. The exponent of seconds over messages is fitted by least squares on
logarithms: 1.0 means that each letter costs the same, 2.0 that cost grows with what is stored.
`--growth 200000` measures what is promised; the default is smaller to keep the run short.
"""

import math
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.generator import GeneratedMail, generate
from benchmarks.intake import UNIT, check_nothing_lost, import_mail, starting_seconds
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, new_office

PART = 4_000
PROMISED = 1.05
SLUG = "growth"
SEED = 2_026


def exponent(points: list[tuple[float, float]]) -> float:
    """The e of seconds = c · messages^e that fits the points best."""
    logs = [(math.log(messages), math.log(seconds)) for messages, seconds in points]
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread


def import_part(space: Workspace, mails: Iterator[GeneratedMail]) -> float:
    """Write the next part to a folder, import it, and return the seconds of the import."""
    with tempfile.TemporaryDirectory(prefix="part-", dir=space.mail.parent) as folder:
        Path(folder).chmod(0o755)
        for number, mail in enumerate(mails):
            Path(folder, f"{number:06}.eml").write_bytes(mail.raw)
        return import_mail(space, SLUG, Path(folder)) - starting_seconds(space, SLUG)


def measure(space: Workspace) -> list[Row]:
    """One row. `ours` is the rate over the whole run."""
    points: list[tuple[float, float]] = []
    failure = ""
    try:
        schema = new_office(space, SLUG)
        mails = generate(max(space.growth, PART), SEED)
        spent = 0.0
        for taken in range(PART, max(space.growth, PART) + 1, PART):
            spent += import_part(space, islice(mails, PART))
            points.append((taken, spent))
        check_nothing_lost(space, schema, taken + 1)
    except OursFailedError as reason:
        failure = str(reason)
    done = len(points) > 1 and not failure
    return [
        Row(
            workload=f"mail in, up to {space.growth:,} in one office",
            unit=UNIT,
            ours=points[-1][0] / points[-1][1] if done else None,
            growth=exponent(points) if done else None,
            promised_growth=PROMISED,
            failure=failure,
        )
    ]
