"""Whether a letter costs more in a full office than in a young one.

Two offices are filled first: a young one with 4,000 letters, a full one with `--growth`; this is
not timed. Then one process takes in 200 more for the young one, 200 for the full one, again for the
full one and for the young one, and so on for twenty rounds, each part the continuation of what the
office had before: threads go on, campaigns end and new ones begin. A machine changes its pace
within seconds, so only the parts of one round are compared. Its exponent is the one by which the
cost of a letter would have grown with the office's letters from the one to the other; the median of
the rounds counts. 1.0 means that each letter costs the same, 2.0 that it costs as many times more
as there are more letters.

An office's first few thousand letters cost up to a sixth less than all later ones, since each
word's list in the index of the search is still short. A young office is one that has them behind
it. `--growth 200000` measures what is promised; the default is smaller to keep the run short.
"""

import math
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.generator import GeneratedMail, generate
from benchmarks.intake import UNIT, check_nothing_lost, import_mail
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, new_office, ours

YOUNG = 4_000
PART = 200
ROUNDS = 20
TURNS = ("young", "full", "full", "young")
PARTS = ROUNDS * TURNS.count("full")
AT_ONCE = 10_000
PROMISED = 1.05
SEED = 2_026


def exponent(young: tuple[float, float], full: tuple[float, float]) -> float:
    """The e of cost = c · letters^e through two points: the letters in an office, and the seconds
    that as many more take there as in the other."""
    (few, quick), (many, slow) = young, full
    return 1 + math.log(slow / quick) / math.log(many / few)


def write_mail(folder: Path, mails: Iterable[GeneratedMail]) -> Path:
    """Each letter a file of this new folder."""
    folder.mkdir(mode=0o755, parents=True)
    for number, mail in enumerate(mails):
        (folder / f"{number:06}.eml").write_bytes(mail.raw)
    return folder


def fill(space: Workspace, slug: str, mails: Iterator[GeneratedMail], count: int) -> None:
    """Import the next `count` letters, in parts that do not fill the disk."""
    for start in range(0, count, AT_ONCE):
        with tempfile.TemporaryDirectory(dir=space.mail.parent) as root:
            few = islice(mails, min(AT_ONCE, count - start))
            import_mail(space, slug, write_mail(Path(root, "mail"), few))


def measure(space: Workspace) -> list[Row]:
    """One row. `ours` is the median rate in the full office."""
    sizes = {"young": YOUNG, "full": max(space.growth, 2 * YOUNG)}
    workload = f"mail in, {sizes['full']:,} in the office"
    try:
        with tempfile.TemporaryDirectory(dir=space.mail.parent) as root:
            schemas = {slug: new_office(space, slug) for slug in sizes}
            for slug, size in sizes.items():
                mails = generate(size + PARTS * PART, SEED)
                fill(space, slug, mails, size)
                for number in range(PARTS):
                    write_mail(Path(root, slug, str(number)), islice(mails, PART))
            command = [sys.executable, "-m", "benchmarks.inside", "benchmarks.growth", root]
            took = ours(space, command, DJANGO_SETTINGS_MODULE="baraza.config.settings").answer
        for slug, size in sizes.items():
            check_nothing_lost(space, schemas[slug], size + PARTS * PART)
    except OursFailedError as reason:
        return [Row(workload=workload, unit=UNIT, failure=str(reason))]
    per_round = PARTS // ROUNDS * PART
    exponents = [
        exponent(*((sizes[slug] + number * per_round, took[slug][number]) for slug in sizes))
        # The first round loads what tells languages apart.
        for number in range(1, ROUNDS)
    ]
    return [
        Row(
            workload=workload,
            unit=UNIT,
            ours=per_round / median(took["full"]),
            growth=median(exponents),
            promised_growth=PROMISED,
        )
    ]


def run(root: str) -> dict[str, list[float]]:
    """Inside Django: the seconds of each round's letters, by office."""
    from django.utils import timezone  # noqa: PLC0415 - Django must be set up first

    from baraza.base.office_register.queries import office_by_slug, within  # noqa: PLC0415
    from baraza.config.cli.installation import set_up_django  # noqa: PLC0415
    from baraza.flows.bring_mail import bring_mail  # noqa: PLC0415

    # Once more, as each command does: it says what is left out when memory is tidied.
    set_up_django()
    parts = {slug: iter(range(PARTS)) for slug in TURNS}
    took: dict[str, list[float]] = {slug: [0.0] * ROUNDS for slug in TURNS}
    for number in range(ROUNDS):
        for slug in TURNS:
            with within(office_by_slug(slug=slug)):
                begun = time.perf_counter()
                bring_mail(path=Path(root, slug, str(next(parts[slug]))), now=timezone.now)
                took[slug][number] += time.perf_counter() - begun
    return took
