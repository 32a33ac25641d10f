"""How long casework takes with 500 cases, and with 50,000 that have 400,000 notes and inquiries.

Two offices on one database, alike but for their size. Each page is asked for in both in turns, 30
times after one that warms up; medians count. With 50,000 cases a page must take 60 ms or twice as
long as with 500, whichever is more, and ask the database as often; cases like another must be found
within 150 ms. What is done each night for all of them must take 20 s. Run it on an idle machine.
"""

import sys
import time

from benchmarks.pages import ENOUGH_MS, TIMES, Page, measured_pages, row_of
from benchmarks.rooms import asked, filled_office
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, ours

SMALL, LARGE = 500, 50_000
# Letters of one case.
LETTERS = 5
ALIKE_MS = 150.0
NIGHT_SECONDS = 20.0
ALIKE = "cases like one"
PAGES = [
    Page("cases: open", "/desk/cases/"),
    Page("cases: to decide", "/desk/cases/?state=new"),
    Page("cases: closed", "/desk/cases/?state=closed"),
    Page("cases: all", "/desk/cases/?state=all"),
    Page("cases: mine", "/desk/cases/?mine=1"),
    Page("cases: a kind", "/desk/cases/?state=all&kind={kind}"),
    Page("cases: a common word", "/desk/cases/?state=all&search=water"),
    Page("cases: a code", "/desk/cases/?state=all&search={code}"),
    Page("cases: board", "/desk/cases/board/"),
    Page("cases: who has how much", "/desk/cases/load/"),
    Page("case", "/desk/cases/{case}/"),
    Page("case, the pane alone", "/desk/cases/{case}/", is_part=True),
    Page(ALIKE, "/desk/cases/patterns/alike/{case}/", is_part=True),
    Page("patterns", "/desk/cases/patterns/"),
]


def measure(space: Workspace) -> list[Row]:
    """A row for each page, and one for each job of the night."""
    try:
        slugs = [
            filled_office(space, inputs=LETTERS * count, cases=count) for count in (SMALL, LARGE)
        ]
        command = [sys.executable, "-m", "benchmarks.inside", "benchmarks.cases", " ".join(slugs)]
        said = ours(space, command, DJANGO_SETTINGS_MODULE="baraza.config.settings").answer
    except OursFailedError as error:
        return [Row(workload="casework", unit="ms", failure=str(error))]
    rows = []
    for page in said["pages"]:
        most = max(ENOUGH_MS, TIMES * page["ms"][0])
        rows.append(row_of(page, most=ALIKE_MS if page["name"] == ALIKE else most))
    rows += [
        Row(workload=f"night: {name}", unit="s", ours=seconds, promised_most=NIGHT_SECONDS)
        for name, seconds in said["nights"].items()
    ]
    return rows


def run(slugs: str) -> dict[str, object]:
    """Inside Django: the pages of both offices, and the nights of the larger."""
    offices = [(asked(slug), _rooms(slug)) for slug in slugs.split()]
    pages = [measured_pages(page, offices) for page in PAGES]
    return {"pages": pages, "nights": _nights(slugs.split()[-1])}


def _nights(slug: str) -> dict[str, float]:
    from django.utils import timezone  # noqa: PLC0415 - Django must be set up first

    from baraza.base.office_register.queries import office_by_slug, within  # noqa: PLC0415
    from baraza.engagement.casework.actions.clocks import see_to_clocks  # noqa: PLC0415
    from baraza.engagement.casework.actions.suggesting import suggest_patterns  # noqa: PLC0415

    took = {}
    with within(office_by_slug(slug=slug)):
        for name, act in (("clocks", see_to_clocks), ("patterns", suggest_patterns)):
            begun = time.perf_counter()
            act(now=timezone.now())
            took[name] = time.perf_counter() - begun
    return took


def _rooms(slug: str) -> dict[str, object]:
    """A case in the middle of this office that nobody is kept from, and what is around it."""
    from baraza.base.office_register.queries import office_by_slug, within  # noqa: PLC0415
    from baraza.engagement.casework.models import Case  # noqa: PLC0415

    with within(office_by_slug(slug=slug)):
        cases = Case.objects.filter(
            state="working", circle=None, kind__is_sensitive=False, organisation__isnull=False
        ).order_by("pk")
        case = cases[cases.count() // 2]
        return {"case": case.pk, "kind": case.kind_id, "code": case.code}
