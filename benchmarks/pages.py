"""How long the server takes for each page of the desk, at a thousand letters and at a million.

Two offices on one database, alike but for their size. Each page is asked for in both in turns, 30
times after one that warms up, within the process of the web server's code; medians count. With a
million letters a page must take 60 ms or twice as long as with a thousand, whichever is more, and
ask the database as often. Run it on an idle machine.
"""

import json
import statistics
import sys
from dataclasses import dataclass

from benchmarks.rooms import Ask, asked, filled_office
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, ours

ROUNDS = 30
ENOUGH_MS = 60.0
TIMES = 2.0
# What one letter has and another has not is asked for where there is any.
SOME_PARTS = 6


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its name; `path` may hold {letter}, {person}, {writer}, {topic} … of the office."""

    name: str
    path: str
    is_part: bool = False


PAGES = [
    Page("Today", "/desk/today/"),
    Page("inbox: to answer", "/desk/inbox/"),
    Page("inbox: answered", "/desk/inbox/?state=answered"),
    Page("inbox: all", "/desk/inbox/?state=all"),
    Page("inbox: done", "/desk/inbox/?state=closed"),
    Page("inbox: junk", "/desk/inbox/?state=junk"),
    Page("inbox: who is it", "/desk/inbox/?state=ambiguous"),
    Page("inbox: mine", "/desk/inbox/?mine=1"),
    Page("inbox: nobody's", "/desk/inbox/?nobody=1"),
    Page("inbox: late", "/desk/inbox/?late=1"),
    Page("inbox: due today", "/desk/inbox/?due=today"),
    Page("inbox: a topic", "/desk/inbox/?state=all&topic={topic}"),
    Page("inbox: a channel", "/desk/inbox/?state=all&channel=walk_in"),
    Page("inbox: a place", "/desk/inbox/?state=all&area={area}"),
    Page("inbox: a person", "/desk/inbox/?state=all&person={writer}"),
    Page("inbox: a month", "/desk/inbox/?state=all&from={month}-01&until={month}-28"),
    Page("inbox: topic and place", "/desk/inbox/?topic={topic}&area={area}"),
    Page("inbox: a common word", "/desk/inbox/?state=all&search=water"),
    Page("inbox: a rare word", "/desk/inbox/?state=all&search=dialysis"),
    Page("inbox: two words", "/desk/inbox/?search=water+hospital"),
    Page("inbox: a name", "/desk/inbox/?state=all&search=Wanjala"),
    Page("letter", "/desk/inbox/{letter}/?state=all"),
    Page("letter, the pane alone", "/desk/inbox/{letter}/?state=all", is_part=True),
    Page("letter of a constant writer", "/desk/inbox/{long}/?state=all"),
    Page("people", "/desk/people/"),
    Page("people: a name", "/desk/people/?search=wan"),
    Page("organisations", "/desk/people/organisations/"),
    Page("person", "/desk/people/{person}/"),
    Page("person with thousands of letters", "/desk/people/{writer}/"),
    Page("entry", "/desk/entry/"),
    Page("search", "/desk/search/?search=water"),
    Page("search: a name", "/desk/search/?search=Njeri"),
    Page("insight", "/desk/insight/"),
    Page("map", "/desk/insight/map/"),
    Page("machine mail", "/desk/inbox/machine/"),
    Page("quarantine", "/desk/inbox/quarantine/"),
    Page("audiences", "/desk/audiences/"),
    Page("audit trail", "/desk/audit/"),
    Page("set-up", "/desk/set-up/"),
]


def measure(space: Workspace) -> list[Row]:
    """A row for each page."""
    try:
        slugs = [filled_office(space, inputs=count) for count in (space.small, space.large)]
        command = [sys.executable, "-m", "benchmarks.inside", "benchmarks.pages", " ".join(slugs)]
        said = ours(space, command, DJANGO_SETTINGS_MODULE="baraza.config.settings").answer
    except OursFailedError as error:
        return [Row(workload="pages of the desk", unit="ms", failure=str(error))]
    return [row_of(page, most=max(ENOUGH_MS, TIMES * page["ms"][0])) for page in said["pages"]]


def row_of(page: dict[str, object], *, most: float) -> Row:
    """What was measured of a page, in the small office and in the large one."""
    name = f"page: {page['name']}"
    if page["statuses"] != [200, 200]:
        return Row(workload=name, unit="ms", failure=f"it answered {page['statuses']}")
    small, large = page["ms"]
    asked_small, asked_large = page["queries"]
    return Row(
        workload=name,
        unit="ms",
        ours=large,
        promised_most=most,
        failure=""
        if asked_large <= asked_small + SOME_PARTS
        else f"{asked_small} → {asked_large} queries",
        note=(
            f"{small:.0f} ms when small, {asked_large} queries,"
            f" {page['worked'][1]:.0f} ms of processor"
        ),
    )


def run(slugs: str) -> dict[str, object]:
    """Inside Django: for each page the medians, the statuses and the numbers of queries."""
    offices = [(asked(slug), _rooms(slug)) for slug in slugs.split()]
    return {"pages": [measured_pages(page, offices) for page in PAGES]}


def measured_pages(page: Page, offices: list[tuple[Ask, dict[str, object]]]) -> dict[str, object]:
    """One page in each of the offices, in turns: milliseconds, statuses, numbers of queries."""
    paths = [page.path.format(**rooms) for _, rooms in offices]
    asks = [ask for ask, _ in offices]
    counted = [
        ask(path, part=page.is_part, counted=True) for ask, path in zip(asks, paths, strict=True)
    ]
    times: list[list[float]] = [[] for _ in offices]
    worked: list[list[float]] = [[] for _ in offices]
    for _ in range(ROUNDS):
        for taken, work, ask, path in zip(times, worked, asks, paths, strict=True):
            answered = ask(path, part=page.is_part)
            taken.append(answered.ms)
            work.append(answered.worked_ms)
    return {
        "name": page.name,
        "ms": [statistics.median(taken) for taken in times],
        "worked": [statistics.median(work) for work in worked],
        "statuses": [one.status for one in counted],
        "queries": [one.queries for one in counted],
        "bytes": [one.size for one in counted],
    }


def _rooms(slug: str) -> dict[str, object]:
    """A letter, a person and so on that are in the middle of this office."""
    from django.db.models import Count  # noqa: PLC0415 - Django must be set up first

    from baraza.base.agenda.models import Topic  # noqa: PLC0415
    from baraza.base.office_register.queries import office_by_slug, within  # noqa: PLC0415
    from baraza.base.people.models import Person  # noqa: PLC0415
    from baraza.dialogue.conversations.models import Conversation  # noqa: PLC0415

    with within(office_by_slug(slug=slug)):
        several = Conversation.objects.filter(message_count__gte=4, state="answered", circle=None)
        known = several.filter(person__isnull=False)
        person = known[known.count() // 2].person
        constant = Conversation.objects.filter(person=1, circle=None).order_by("-message_count")
        area = Person.objects.values("area").annotate(n=Count("pk")).order_by("-n")[0]["area"]
        return {
            "letter": known[known.count() // 2].pk,
            "long": constant[0].pk,
            "person": person.pk,
            "writer": 1,
            "topic": Topic.objects.order_by("pk")[3].pk,
            "area": area,
            "month": f"{several.latest('started_at').started_at:%Y-%m}",
        }


if __name__ == "__main__":
    for found in run(" ".join(sys.argv[1:]))["pages"]:
        print(json.dumps(found))
