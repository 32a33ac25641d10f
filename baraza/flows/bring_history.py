"""Bring in what another program kept of letters, calls and open matters, as past conversations.

One row is one thing somebody said or the office answered; the columns stand in
docs/administrators/history.md. Every row is stored raw and filed like a letter.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.utils.dateparse import parse_date, parse_datetime

from baraza.base.agenda.models import Topic
from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import Channel
from baraza.base.people.exchange.tables import open_table
from baraza.common.folding import fold
from baraza.dialogue.conversations.actions.desk import close, file_under
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.conversations.reading import HISTORY

BATCH = 200
COLUMNS = (
    "date", "name", "email", "phone", "subject", "text", "direction", "channel", "thread",
    "topic", "state", "language",
)  # fmt: skip
NEEDED = {"date", "text"}
CHANNELS = {
    "email": Channel.EMAIL, "mail": Channel.EMAIL, "e-mail": Channel.EMAIL, "form": Channel.FORM,
    "web": Channel.FORM, "phone": Channel.PHONE, "telephone": Channel.PHONE, "call": Channel.PHONE,
    "visit": Channel.WALK_IN, "walk-in": Channel.WALK_IN, "letter": Channel.LETTER,
    "paper": Channel.LETTER,
}  # fmt: skip
OUTGOING = {"out", "outgoing", "sent", "answer"}
OVER = {"closed", "done", "solved", "resolved"}


class MissingColumns(ValueError):
    """The table lacks columns without which nothing can be told; `columns` names them."""

    def __init__(self, columns: set[str]) -> None:
        super().__init__(", ".join(sorted(columns)))
        self.columns = columns


@dataclass(slots=True)
class BroughtHistory:
    """`rows` = `stored` + `known` + the rows in `problems` (by number, the heading being 1)."""

    rows: int = 0
    stored: int = 0
    known: int = 0
    unknown_topics: set[str] = field(default_factory=set)
    problems: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    arrival: Arrival
    topic: str
    is_over: bool


def bring_history(
    *, path: Path, now: datetime, progress: Callable[[int], None] = lambda rows: None
) -> BroughtHistory:
    """Every row that can be read; run again, nothing is doubled.

    A topic is taken where the office has one of that name. A matter whose last row says it is over
    is closed. Raises tables.NotATable, MissingColumns.
    """
    brought = BroughtHistory()
    topics = {fold(topic.name): topic for topic in Topic.objects.in_use()}
    with open_table(path) as sheet:
        columns = {fold(name): position for position, name in enumerate(sheet.columns)}
        if missing := NEEDED - columns.keys():
            raise MissingColumns(missing)
        rows = _rows(sheet.rows, columns, brought)
        while batch := list(islice(rows, BATCH)):
            stored = store_arrivals(
                source=HISTORY, arrivals=[row.arrival for row in batch], now=now
            )
            brought.stored += stored.new
            brought.known += stored.known
            while receive_waiting(now=now).more:
                pass
            _sort(batch, topics, brought)
            progress(len(batch))
    return brought


def _rows(
    cells: Iterator[list[str]], columns: Mapping[str, int], brought: BroughtHistory
) -> Iterator[_Row]:
    first_of: dict[str, str] = {}
    for number, row in enumerate(cells, start=2):
        if not any(row):
            continue
        brought.rows += 1
        values = {
            name: row[position]
            for name in COLUMNS
            if (position := columns.get(name)) is not None and position < len(row)
        }
        said_at = _moment(values.get("date", ""))
        if said_at is None or not values.get("text"):
            brought.problems[number] = "no date" if said_at is None else "no text"
            continue
        yield _row(values, said_at, first_of)


def _row(values: dict[str, str], said_at: datetime, first_of: dict[str, str]) -> _Row:
    words = json.dumps(values, ensure_ascii=False, sort_keys=True)
    identifier = f"{hashlib.sha256(words.encode()).hexdigest()[:32]}@history"
    thread = values.get("thread", "")
    begun_by = first_of.setdefault(thread, identifier) if thread else identifier
    entry = {
        **{name: values.get(name, "") for name in ("name", "email", "phone", "subject", "text")},
        "language": values.get("language", ""),
        "message_id": identifier,
        "in_reply_to": begun_by if begun_by != identifier else "",
    }
    channel = CHANNELS.get(values.get("channel", "").lower(), Channel.LETTER)
    return _Row(
        arrival=Arrival(
            content=json.dumps(entry, ensure_ascii=False).encode(),
            external_id=identifier,
            channel=channel,
            is_outgoing=values.get("direction", "").lower() in OUTGOING,
            arrived_at=said_at,
        ),
        topic=values.get("topic", ""),
        is_over=values.get("state", "").lower() in OVER,
    )


def _sort(batch: list[_Row], topics: Mapping[str, Topic], brought: BroughtHistory) -> None:
    """Topic and state of the conversations the rows ended in."""
    numbers = dict(
        Message.objects.filter(
            raw_item__source=HISTORY,
            raw_item__external_id__in=[row.arrival.external_id for row in batch],
        ).values_list("raw_item__external_id", "conversation_id")
    )
    by_topic: dict[str, set[int]] = {}
    over = set()
    for row in batch:
        conversation = numbers.get(row.arrival.external_id or "")
        if conversation is None:
            continue
        if row.topic:
            by_topic.setdefault(fold(row.topic), set()).add(conversation)
        if row.is_over:
            over.add(conversation)
    for name, conversations in by_topic.items():
        if name in topics:
            file_under(conversations=conversations, topic=topics[name], by=None)
        else:
            brought.unknown_topics.add(name)
    for conversation in Conversation.objects.filter(pk__in=over):
        close(conversation=conversation, by=None)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
        day = parse_date(text[:10]) if moment is None else None
    except ValueError:
        return None
    if moment is None and day is not None:
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment
