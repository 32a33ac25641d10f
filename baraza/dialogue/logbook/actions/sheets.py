"""Sheets and forms: printed with a code, entered line by line, finished."""

import uuid
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.people.actions.consent import give_consent
from baraza.base.people.models import HowGiven, Person, Purpose
from baraza.base.people.queries import current_wording
from baraza.common.paper import new_code
from baraza.dialogue.conversations.actions import entering
from baraza.dialogue.conversations.actions.entering import Entry, enter
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.logbook.models import Sheet, SheetKind, SheetLine

MOST_SHEETS = 200
# As many as fit on a page, so that every line has room for handwriting.
LINES, LINES_IN_LARGE_PRINT = 12, 6
MOST_TOPICS = 12


class LineEntered(Exception):
    """This line was entered before; `line` says what it became."""

    def __init__(self, line: SheetLine) -> None:
        super().__init__(line.pk)
        self.line = line


@transaction.atomic
def print_sheets(
    *,
    kind: SheetKind,
    count: int,
    language: str,
    by: User,
    now: datetime,
    is_large_print: bool = False,
    person: Person | None = None,
) -> list[Sheet]:
    """So many new pages (at most 200), each with a code of its own; their topics are today's."""
    topics = list(Topic.objects.in_use().values_list("pk", flat=True)[:MOST_TOPICS])
    lines = LINES_IN_LARGE_PRINT if is_large_print else LINES
    batch = uuid.uuid4()
    sheets = Sheet.objects.bulk_create(
        [
            Sheet(
                code=new_code(),
                kind=kind,
                batch=batch,
                language=language,
                is_large_print=is_large_print,
                topics=topics,
                line_count=1 if kind == SheetKind.FORM else lines,
                person=person,
                printed_at=now,
                printed_by=by,
            )
            for _ in range(max(1, min(count, MOST_SHEETS)))
        ]
    )
    record(actor=by, act="sheets_printed", obj=Sheet, now=now, count=len(sheets))
    return sheets


def enter_line(
    *,
    sheet: Sheet,
    number: int,
    entry: Entry,
    by: User,
    now: datetime,
    may_write: bool = False,
    written_date: date | None = None,
) -> SheetLine:
    """Enter one line of a sheet, or a form as a whole; a line is one entry, however often it is
    sent. `may_write` says that they ticked to be written to with news, `written_date` is the day
    that stands on the paper.

    Must not run inside a transaction. Raises LineEntered, and what `enter` raises.
    """
    with transaction.atomic():
        line, is_new = SheetLine.objects.select_for_update().get_or_create(
            sheet=sheet, number=number, defaults={"entered_by": by, "entered_at": now}
        )
        if line.message_id is not None:
            raise LineEntered(line)
        if not is_new:
            SheetLine.objects.filter(pk=line.pk).update(entered_by=by, entered_at=now)
    try:
        message = enter(entry=entry, key=_key(line, sheet), by=by, now=now)
    except entering.NothingSaid:
        SheetLine.objects.filter(pk=line.pk, message__isnull=True).delete()
        raise
    with transaction.atomic():
        line.message = message
        line.save(update_fields=["message"])
        if written_date is not None:
            Sheet.objects.filter(pk=sheet.pk).update(written_date=written_date)
        if may_write and message.conversation.person and not entry.is_anonymous:
            wordings = current_wording(purpose=Purpose.NEWSLETTER)
            give_consent(
                person=message.conversation.person,
                purpose=Purpose.NEWSLETTER,
                how_given=HowGiven.PAPER,
                wording=wordings.get(sheet.language),
                now=now,
            )
    return line


@transaction.atomic
def take_line_back(*, line: SheetLine, by: User) -> Entry:
    """The line is open again, its words are given back. Raises entering.CannotTakeBack."""
    line = SheetLine.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=line.pk)
    message = (
        Message.objects.select_related("raw_item", "conversation").filter(pk=line.message_id)
    ).first()
    if message is None:
        raise entering.CannotTakeBack
    entry = entering.take_back(message=message, by=by)
    SheetLine.objects.filter(pk=line.pk).update(attempt=line.attempt + 1, message=None)
    if line.sheet.kind == SheetKind.FORM:
        Sheet.objects.filter(pk=line.sheet_id).update(finished_at=None, finished_by=None)
    return entry


@transaction.atomic
def finish(*, sheet: Sheet, by: User, now: datetime) -> None:
    """Every line with words has been entered."""
    changed = Sheet.objects.filter(pk=sheet.pk, finished_at__isnull=True).update(
        finished_at=now, finished_by=by
    )
    if changed:
        record(actor=by, act="sheet_finished", obj=sheet, now=now)


@transaction.atomic
def open_again(*, sheet: Sheet, by: User) -> None:
    """There is one more line on it."""
    changed = Sheet.objects.filter(pk=sheet.pk, finished_at__isnull=False).update(
        finished_at=None, finished_by=None
    )
    if changed:
        record(actor=by, act="sheet_opened_again", obj=sheet)


def _key(line: SheetLine, sheet: Sheet) -> str:
    return f"sheet:{sheet.code}:{line.number}:{line.attempt}"
