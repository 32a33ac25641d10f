"""What parliaments give out, read into rows: our own tables (CSV, XLSX) and JSON as Popolo has it
(https://www.popoloproject.com: persons, organizations, memberships, motions, vote_events).

A row is a bill, a vote or a membership: `is` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from baraza.base.people.exchange.headed import NoSuchColumn, Row, TooManyRows, read_headed
from baraza.engagement.consultations.models import Bill, Committee, Option, Vote
from baraza.engagement.consultations.popolo import read_popolo

MOST_ROWS = 20_000
COUNTED = (Option.YES, Option.NO, Option.ABSTAIN, Option.ABSENT)

BILLS: dict[str, str | Promise] = {
    "bill": gettext_lazy("Bill"),
    "bill_number": gettext_lazy("Number"),
    "stage": gettext_lazy("Stage"),
    "date": gettext_lazy("Date"),
    "summary": gettext_lazy("In plain words"),
    "topic": gettext_lazy("Topic"),
    "part": gettext_lazy("The member’s part"),
    "view": gettext_lazy("What the member says of it"),
    "text": gettext_lazy("Address of its text"),
    "id": gettext_lazy("Id"),
}
VOTES: dict[str, str | Promise] = {
    "vote": gettext_lazy("Voted on"),
    "date": gettext_lazy("Date"),
    "body": gettext_lazy("Who voted"),
    "bill": gettext_lazy("Bill"),
    "topic": gettext_lazy("Topic"),
    "result": gettext_lazy("Result"),
    "option": gettext_lazy("The member’s vote"),
    "explanation": gettext_lazy("Why"),
    "count_yes": pgettext_lazy("how many voted so", "Yes"),
    "count_no": pgettext_lazy("how many voted so", "No"),
    "count_abstain": pgettext_lazy("how many voted so", "Abstained"),
    "count_absent": pgettext_lazy("how many voted so", "Absent"),
    "source": gettext_lazy("Official record"),
    "id": gettext_lazy("Id"),
}
COMMITTEES: dict[str, str | Promise] = {
    "committee": gettext_lazy("Committee"),
    "role": gettext_lazy("As"),
    "since": gettext_lazy("Since"),
    "until": gettext_lazy("Until"),
    "what_for": gettext_lazy("What it does"),
    "website": gettext_lazy("Website"),
    "id": gettext_lazy("Id"),
}
# Tried in this order: a table of votes may name bills too.
TABLES = (("vote", VOTES), ("committee", COMMITTEES), ("bill", BILLS))


def read_rows(path: Path, *, member: str) -> list[Row]:
    """The rows of a file; in JSON, `member` is how it writes the name of ours.

    Raises NotATable, NotPopolo, NoSuchColumn, TooManyRows.
    """
    with path.open("rb") as file:
        is_json = file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    if is_json:
        rows = read_popolo(path.read_bytes(), member=member)
        if len(rows) > MOST_ROWS:
            raise TooManyRows
        return rows
    for needed, fields in TABLES:
        try:
            rows = read_headed(path, fields=fields, needs=needed, most=MOST_ROWS)
        except NoSuchColumn:
            continue
        return [{**row, "is": needed} for row in rows]
    raise NoSuchColumn("vote")


def table_of_bills(bills: Iterable[Bill]) -> Iterator[list[object]]:
    """Lines for a file, a heading first; topics and steps must be fetched. A bill has a line for
    each step, and all but title and step stands in its first."""
    yield [str(label) for label in BILLS.values()]
    for bill in bills:
        about = [
            bill.summary,
            bill.topic.name if bill.topic else "",
            str(bill.get_part_display()),
            bill.view,
            bill.text_address,
        ]
        for at, step in enumerate(list(bill.steps.all()) or [None]):
            stage = (step or bill).get_stage_display()
            yield [
                bill.title,
                bill.number,
                str(stage),
                _day(step.happened_date) if step else "",
                *(about if at == 0 else [""] * len(about)),
                bill.external_id,
            ]


def table_of_votes(votes: Iterable[Vote]) -> Iterator[list[object]]:
    """Lines for a file, a heading first; topics and bills must be fetched."""
    yield [str(label) for label in VOTES.values()]
    for vote in votes:
        yield [
            vote.title,
            _day(vote.held_date),
            vote.body,
            (vote.bill.number or vote.bill.title) if vote.bill else "",
            vote.topic.name if vote.topic else "",
            str(vote.get_result_display()),
            str(vote.get_option_display()),
            vote.explanation,
            *(str(vote.counts.get(option.value, "")) for option in COUNTED),
            vote.source,
            vote.external_id,
        ]


def table_of_committees(committees: Iterable[Committee]) -> Iterator[list[object]]:
    """Lines for a file, a heading first; memberships must be fetched."""
    yield [str(label) for label in COMMITTEES.values()]
    for committee in committees:
        for one in list(committee.memberships.all()) or [None]:
            yield [
                committee.name,
                one.role if one else "",
                _day(one.began_date) if one else "",
                _day(one.ended_date) if one else "",
                committee.what_for,
                committee.website,
                committee.external_id,
            ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
