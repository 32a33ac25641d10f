"""What a row of another program's cases says: a case, or a note on one.

The columns stand in docs/administrators/cases.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_noop as noop

from baraza.base.people.exchange.mapping import PersonRow
from baraza.base.people.exchange.tables import open_table
from baraza.base.people.exchange.understanding import understand
from baraza.common.folding import fold
from baraza.engagement.casework.models import Outcome, Urgency

COLUMNS = (
    "number", "opened", "kind", "title", "name", "email", "phone", "address", "birth_year",
    "language", "story", "tried", "wanted", "urgency", "state", "outcome", "closed", "authority",
    "worker", "note", "note_date", "note_by",
)  # fmt: skip
# Without one of these a row can be neither.
TELLING = {"title", "story", "note"}
OF_PERSON = ("name", "email", "phone", "address", "birth_year", "language")
OVER = {"closed", "done", "solved", "resolved", "ended"}
OUTCOMES = {
    **{str(value): Outcome(value) for value in Outcome.values},
    **{fold(str(one.label)): one for one in Outcome},
    "resolved": Outcome.SOLVED,
    "unsolved": Outcome.NOT_SOLVED,
    "not solved": Outcome.NOT_SOLVED,
    "no answer": Outcome.NO_ANSWER,
}
URGENCIES = {
    "1": Urgency.CAN_WAIT, "low": Urgency.CAN_WAIT, "2": Urgency.NORMAL, "": Urgency.NORMAL,
    "normal": Urgency.NORMAL, "medium": Urgency.NORMAL, "3": Urgency.SOON, "high": Urgency.SOON,
    "4": Urgency.NOW, "urgent": Urgency.NOW, "now": Urgency.NOW,
}  # fmt: skip
LONGEST_WORDS = 10_000
# Everywhere the day comes first where dots stand between.
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")

NOTHING_SAID = noop("neither a case nor a note: no title, nothing told, no note")
NO_SUCH_CASE = noop("a note on a case with no such number")
BAD_OPENED = noop("no date it was opened on: today is taken")
BAD_CLOSED = noop("no date it was closed on: the date it was opened is taken")
BAD_OUTCOME = noop("an outcome we do not know: left out")
BAD_URGENCY = noop("an urgency we do not know: taken as normal")
NEW_KIND = noop("a kind you do not have: it is made, and not offered for new cases")
NO_AUTHORITY = noop("an authority you do not have: left out")
NO_WORKER = noop("nobody of that name works on cases here: left to nobody")
BAD_NOTED = noop("a date of the note we cannot read: the day the case was opened is taken")
CUT = noop("more than fits: the beginning is kept")


class MissingColumns(ValueError):
    """No column says what a case is about."""


@dataclass(slots=True)
class CaseRow:
    """A row that was understood. `remarks` are what was left out, in words kept for the report."""

    number: int
    digest: UUID
    external_id: str = ""
    kind: str = ""
    title: str = ""
    story: str = ""
    tried: str = ""
    wanted: str = ""
    urgency: Urgency = Urgency.NORMAL
    opened_at: datetime | None = None
    is_over: bool = False
    closed_at: datetime | None = None
    outcome: str = ""
    authority: str = ""
    worker: str = ""
    person: PersonRow | None = None
    note: str = ""
    note_at: datetime | None = None
    note_by: str = ""
    remarks: list[str] = field(default_factory=list)

    @property
    def tells_a_case(self) -> bool:
        """Whether the row alone could open one."""
        return bool(self.title or self.story)


def rows_in(path: Path) -> Iterator[CaseRow]:
    """Every row that is not blank. Raises NotATable, MissingColumns."""
    now = timezone.now()
    with open_table(path) as sheet:
        columns = {fold(name).replace(" ", "_"): place for place, name in enumerate(sheet.columns)}
        if TELLING.isdisjoint(columns):
            raise MissingColumns(", ".join(sorted(TELLING)))
        for number, cells in enumerate(sheet.rows, start=2):
            if not any(cells):
                continue
            yield _understood(
                number,
                {
                    name: cells[place]
                    for name in COLUMNS
                    if (place := columns.get(name)) is not None and place < len(cells)
                },
                now,
            )


def _understood(number: int, said: Mapping[str, str], now: datetime) -> CaseRow:
    cut: set[str] = set()

    def words(name: str) -> str:
        told = said.get(name, "").strip()
        # The table itself gives no more of a cell.
        cut.update([CUT] if len(told) >= LONGEST_WORDS else [])
        return told[:LONGEST_WORDS]

    def line(name: str, longest: int = 200) -> str:
        return " ".join(said.get(name, "").split())[:longest]

    row = CaseRow(
        number=number,
        digest=_digest(said),
        external_id=line("number", 100),
        kind=line("kind", 100),
        title=line("title"),
        story=words("story"),
        tried=words("tried"),
        wanted=words("wanted"),
        authority=line("authority"),
        worker=line("worker"),
        note=words("note"),
        note_by=line("note_by"),
        note_at=_moment(line("note_date"), now),
        opened_at=_moment(line("opened"), now),
        closed_at=_moment(line("closed"), now),
        remarks=sorted(cut),
    )
    if row.note and line("note_date") and row.note_at is None:
        row.remarks.append(BAD_NOTED)
    if not (row.tells_a_case or row.note):
        row.remarks.append(NOTHING_SAID)
        return row
    if row.tells_a_case:
        row.is_over = bool(line("closed"))
        _as_case(row, line("state"), line("outcome"), line("urgency"))
        row.person = _person(number, said, row)
    return row


def _as_case(row: CaseRow, state: str, outcome: str, urgency: str) -> None:
    row.is_over = row.is_over or fold(state) in OVER or bool(outcome)
    if row.opened_at is None:
        row.remarks.append(BAD_OPENED)
    if outcome:
        known = OUTCOMES.get(fold(outcome))
        row.outcome = known or ""
        if known is None:
            row.remarks.append(BAD_OUTCOME)
    if row.is_over and row.closed_at is None:
        row.remarks.append(BAD_CLOSED)
    if fold(urgency) in URGENCIES:
        row.urgency = URGENCIES[fold(urgency)]
    else:
        row.remarks.append(BAD_URGENCY)


def _person(number: int, said: Mapping[str, str], row: CaseRow) -> PersonRow | None:
    values = {name: [said[name]] for name in OF_PERSON if said.get(name)}
    if not {"name", "email", "phone"} & values.keys():
        return None
    if "name" not in values:
        values["name"] = values.get("email") or values["phone"]
    person = understand(values, number=number)
    row.remarks += person.notes
    return person if person.name else None


def _moment(text: str, now: datetime) -> datetime | None:
    """A day alone is its noon: the same day in every office's zone but a few. None for what cannot
    be read with certainty, as 4/5/2026, and for what is still to come.
    """
    if dotted := _DOTTED.fullmatch(text):
        text = f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}"
    try:
        if len(text) <= len("2026-05-04"):
            day = parse_date(text.replace("/", "-"))
            moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None
        else:
            moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # Today's noon may be a few hours away.
    return moment if moment < now + timedelta(days=1) else None


def _digest(said: Mapping[str, str]) -> UUID:
    """Of everything the row says, wherever it stands in its file."""
    words = repr(sorted(said.items()))
    whole = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16)
    return UUID(bytes=whole.digest())
