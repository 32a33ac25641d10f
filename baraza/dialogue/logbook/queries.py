"""Sheets by their code, what became of their lines, and numbers as staff dial them."""

from dataclasses import dataclass

import phonenumbers
from django.db.models import Count, Q, QuerySet

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.office.queries import profile
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.logbook.models import Sheet, SheetLine


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet; `entered` where it was, and its conversation where one may see it."""

    number: int
    entered: SheetLine | None = None
    conversation: Conversation | None = None


def sheets() -> QuerySet[Sheet]:
    """Every page that was printed, with how many of its lines were entered, newest first."""
    return Sheet.objects.select_related("person", "printed_by", "finished_by").annotate(
        entered=Count("lines", filter=Q(lines__message__isnull=False))
    )


def lines_of(*, sheet: Sheet, user: User) -> list[Line]:
    """Every line of the paper, in order. Two queries however many."""
    entered = {
        line.number: line
        for line in sheet.lines.filter(message__isnull=False).select_related(
            "message", "entered_by"
        )
    }
    visible = (
        Conversation.objects.visible_to(user)
        .select_related("person", "topic")
        .in_bulk([line.message.conversation_id for line in entered.values()])
    )
    return [
        Line(
            number=number,
            entered=line,
            conversation=visible.get(line.message.conversation_id) if line else None,
        )
        for number in range(1, sheet.line_count + 1)
        for line in [entered.get(number)]
    ]


def topics_of(sheet: Sheet) -> list[tuple[int, Topic]]:
    """The topics that stand on the paper, with the numbers they have there."""
    found = Topic.objects.select_related("merged_into").in_bulk(sheet.topics)
    return [
        (place, found[pk].merged_into or found[pk])
        for place, pk in enumerate(sheet.topics, start=1)
        if pk in found
    ]


def full_number(dialled: str) -> str:
    """A number as it is dialled here, with the country's code; as typed where that is not known."""
    if dialled.strip().startswith("+"):
        return dialled.strip()
    try:
        own = phonenumbers.parse(profile().phone)
        region = phonenumbers.region_code_for_number(own)
        found = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        return dialled.strip()
    if not phonenumbers.is_possible_number(found):
        return dialled.strip()
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
