"""Only a circle sees a conversation: itself and everything that carries its words."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from baraza.base.accounts.models import Circle, User
from baraza.base.audit.actions import record
from baraza.base.channels.actions.confidential import (
    mentioning,
    set_outgoing_circle,
    set_raw_circle,
)
from baraza.base.channels.models import RawItem, RawState
from baraza.dialogue.conversations.actions.assigning import take_from_outsiders
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.conversations.reading import Reading
from baraza.dialogue.inputs.actions import set_inputs_circle, set_responses_circle

# Where a second copy of a letter, or a bounce that quotes it, is kept.
SHELVES = (RawState.DUPLICATE, RawState.MACHINE)


@transaction.atomic
def set_circle(
    *, conversation: Conversation, circle: Circle | None, by: User | None = None
) -> Circle | None:
    """Shut a conversation to all but a circle, or open it to all staff; returns the former circle.

    Its letters as they arrived, their copies and bounces, inputs, answers and outgoing rows go
    with it.
    """
    former = conversation.circle
    circle_id = circle.pk if circle else None
    Conversation.objects.filter(pk=conversation.pk).update(circle=circle_id)
    conversation.circle = circle
    if circle is not None:
        take_from_outsiders(circle=circle, conversation=conversation)
    rows = list(
        conversation.messages.values_list("raw_item", "input", "response", "outgoing", "message_id")
    )
    raws, inputs, responses, outgoing, identifiers = (
        [row[column] for row in rows if row[column]] for column in range(5)
    )
    copies = mentioning(identifiers=identifiers, states=SHELVES, since=conversation.started_at)
    set_raw_circle(raw_ids=[*raws, *copies], circle_id=circle_id)
    set_outgoing_circle(item_ids=outgoing, circle_id=circle_id)
    set_inputs_circle(inputs=inputs, circle_id=circle_id)
    set_responses_circle(responses=responses, circle_id=circle_id)
    record(actor=by, act="circle_set", obj=conversation, detail={"circle": circle_id})
    return former


def keep_confidential(*, raws: Sequence[RawItem], readings: Sequence[Reading]) -> None:
    """What just arrived for a confidential conversation is confidential as it arrived, too.

    Two queries, and one for each circle it is for. An office without circles need not ask.
    """
    quoted = {reading.raw.pk: _identifiers(reading) for reading in readings}
    circle_of = dict(
        Message.objects.filter(
            message_id__in={one for several in quoted.values() for one in several},
            conversation__circle__isnull=False,
        ).values_list("message_id", "conversation__circle")
    )
    found = dict(
        Message.objects.filter(
            raw_item__in=[raw.pk for raw in raws], conversation__circle__isnull=False
        ).values_list("raw_item", "conversation__circle")
    )
    for raw_id, identifiers in quoted.items():
        for identifier in identifiers:
            if identifier in circle_of:
                found.setdefault(raw_id, circle_of[identifier])
    for circle_id, raw_ids in _by_circle(found).items():
        set_raw_circle(raw_ids=raw_ids, circle_id=circle_id)


def _identifiers(reading: Reading) -> set[str]:
    """Its own Message-ID where it may be a copy, and those of the letters a bounce quotes."""
    quoted = reading.machine.original_message_ids if reading.machine else ()
    return {one for one in (reading.message_id, *quoted) if one}


def _by_circle(circle_of: Mapping[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for raw_id, circle_id in circle_of.items():
        found.setdefault(circle_id, []).append(raw_id)
    return found
