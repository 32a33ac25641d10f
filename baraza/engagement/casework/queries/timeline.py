"""All that happened in a case, newest first: letters, inquiries, calls, updates, decisions, notes,
files, from its opening to its end."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from baraza.base.accounts.models import User
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.conversations.queries import joined_to
from baraza.engagement.casework.models import Case, InquiryLog

PAGE = 30


class Kind(StrEnum):
    """What happened. Of the same moment, the first of these stands on top."""

    CLOSED = "closed"
    NOTE = "note"
    UPDATE = "update"
    LOG = "log"
    AGENCY_LETTER = "agency_letter"
    INQUIRY = "inquiry"
    DECISION = "decision"
    AUTHORISATION = "authorisation"
    FILE = "file"
    LETTER = "letter"
    OPENED = "opened"


ORDER = list(Kind)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, with the row that says more."""

    kind: Kind
    at: datetime
    number: int
    row: Any


@dataclass(frozen=True, slots=True)
class Before:
    """The last entry of a page: what is older stands on the next one."""

    at: datetime
    kind: Kind
    number: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of it, and where the next one begins."""

    entries: list[Entry]
    older: Before | None


def timeline(
    *,
    case: Case,
    user: User,
    before: Before | None = None,
    letters: Collection[Conversation] | None = None,
    kinds: Container[Kind] = frozenset(Kind),
) -> Timeline:
    """Thirty entries. Twelve queries at most, however much was written; fewer for a caller who
    knows the letters of the case, or which kinds of entry it has.
    """
    if letters is None:
        letters = letters_of(case=case, user=user)
    found: list[Entry] = []
    for kind, rows, moment in _sources(case, letters, kinds):
        found.extend(_newest(kind, rows, moment, before))
    found.extend(_ends(case, before))
    found.sort(key=lambda one: (one.at, -ORDER.index(one.kind), one.number), reverse=True)
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    return Timeline(shown, Before(last.at, last.kind, last.number) if last else None)


def letters_of(*, case: Case, user: User) -> list[Conversation]:
    """The conversations with the constituent that belong to it and that this person may see; where
    one was joined to another, the one it stands in now. Two or three queries.
    """
    numbers = list(case.conversations.values_list("conversation", flat=True))
    if not numbers:
        return []
    now_in = joined_to(numbers=numbers)
    wanted = {now_in.get(number, number) for number in numbers}
    rows = Conversation.objects.visible_to(user).filter(pk__in=wanted)
    return list(rows.order_by("-last_message_at", "-pk"))


Source = tuple[Kind, QuerySet, str]


def _sources(
    case: Case, letters: Collection[Conversation], kinds: Container[Kind]
) -> Iterator[Source]:
    if letters:
        ours = Q(conversation__in=[one.pk for one in letters])
        yield Kind.LETTER, _messages(ours), "happened_at"
    if Kind.INQUIRY in kinds:
        inquiries = case.inquiries.select_related("organisation", "asked_by")
        yield Kind.INQUIRY, inquiries, "asked_at"
        threads = case.inquiries.filter(conversation__isnull=False).values("conversation")
        theirs = Q(conversation__in=threads.order_by())
        yield Kind.AGENCY_LETTER, _messages(theirs), "happened_at"
        calls = InquiryLog.objects.filter(inquiry__case=case)
        yield Kind.LOG, calls.select_related("inquiry__organisation", "written_by"), "happened_at"
    # What went out as a letter of the conversation stands there already.
    updates = case.updates.filter(message__isnull=True).select_related("given_by")
    rows: list[Source] = [
        (Kind.UPDATE, updates, "given_at"),
        (Kind.DECISION, case.decisions.select_related("organisation", "made_by"), "made_at"),
        (Kind.NOTE, case.notes.select_related("written_by"), "written_at"),
        (Kind.AUTHORISATION, case.authorisations.select_related("recorded_by"), "recorded_at"),
        (Kind.FILE, case.files.defer("content").select_related("added_by"), "added_at"),
    ]
    yield from (one for one in rows if one[0] in kinds)


def _messages(which: Q) -> QuerySet[Message]:
    rows = Message.objects.filter(which).select_related("written_by", "conversation")
    return rows.defer("quoted").annotate(files=Count("attachments"))


def _newest(kind: Kind, rows: QuerySet, moment: str, before: Before | None) -> list[Entry]:
    if before is not None:
        rows = rows.filter(_older(kind, moment, before))
    found = rows.order_by(f"-{moment}", "-pk")[: PAGE + 1]
    return [Entry(kind, getattr(row, moment), row.pk, row) for row in found]


def _older(kind: Kind, moment: str, before: Before) -> Q:
    older = Q(**{f"{moment}__lt": before.at})
    at_once = Q(**{moment: before.at})
    if ORDER.index(kind) > ORDER.index(before.kind):
        return older | at_once
    if kind == before.kind:
        return older | (at_once & Q(pk__lt=before.number))
    return older


def _ends(case: Case, before: Before | None) -> Iterator[Entry]:
    moments = ((Kind.OPENED, case.opened_at), (Kind.CLOSED, case.closed_at))
    for kind, at in moments:
        if at is None:
            continue
        place = (at, -ORDER.index(kind))
        if before is None or place < (before.at, -ORDER.index(before.kind)):
            yield Entry(kind, at, case.pk, case)
