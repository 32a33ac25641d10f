"""The figures of an office: every item that came in is in exactly one of them."""

from dataclasses import asdict, dataclass

from django.db.models import Count, Exists, OuterRef

from baraza.base.channels.models import RawItem, RawState
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationKind,
    ConversationState,
    Direction,
    Message,
)
from baraza.dialogue.inputs.models import Input


@dataclass(frozen=True, slots=True)
class Figures:
    """`raw` = `filed` + `machine_mail` + `junk` + `duplicates` + `quarantined` + `waiting`;
    `filed` + `told_in_cases` = `inputs` + `from_offices` + `sent_elsewhere`;
    `messages` = `filed` + `sent_from_desk`.
    """

    raw: int
    filed: int
    machine_mail: int
    junk: int
    duplicates: int
    quarantined: int
    waiting: int
    conversations: int
    messages: int
    inputs: int
    # Of these, what was told as a case was taken in: no letter, no entry stands for it.
    told_in_cases: int
    # Agencies, and whoever a letter was passed on to: no constituent's input.
    from_offices: int
    sent_elsewhere: int
    sent_from_desk: int
    people: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)

    def contradictions(self) -> list[str]:
        """Sums that do not add up; empty when all do."""
        sums = {
            "raw": (
                self.raw,
                self.filed
                + self.machine_mail
                + self.junk
                + self.duplicates
                + self.quarantined
                + self.waiting,
            ),
            "filed": (
                self.filed + self.told_in_cases,
                self.inputs + self.from_offices + self.sent_elsewhere,
            ),
            "messages": (self.messages, self.filed + self.sent_from_desk),
        }
        return [
            f"{name} is {whole}, its parts are {parts}"
            for name, (whole, parts) in sums.items()
            if whole != parts
        ]


def figures() -> Figures:
    """Counted now; nine queries. Junk is counted as raw items only."""
    raw = dict(RawItem.objects.values_list("state").annotate(Count("pk")).order_by())
    kept = Message.objects.exclude(conversation__state=ConversationState.JUNK)
    incoming = kept.filter(direction=Direction.INCOMING)
    ours = kept.exclude(direction=Direction.INCOMING)
    return Figures(
        raw=sum(raw.values()),
        filed=raw.get(RawState.FILED, 0),
        machine_mail=raw.get(RawState.MACHINE, 0),
        junk=raw.get(RawState.JUNK, 0),
        duplicates=raw.get(RawState.DUPLICATE, 0),
        quarantined=raw.get(RawState.QUARANTINE, 0),
        waiting=raw.get(RawState.WAITING, 0),
        conversations=Conversation.objects.exclude(state=ConversationState.JUNK)
        .filter(kind=ConversationKind.CONSTITUENT, merged_into__isnull=True)
        .count(),
        messages=kept.count(),
        inputs=Input.objects.counted().count(),
        told_in_cases=Input.objects.counted()
        .filter(~Exists(Message.objects.filter(input=OuterRef("pk"))))
        .count(),
        from_offices=incoming.filter(input__isnull=True).count(),
        sent_elsewhere=ours.filter(raw_item__isnull=False).count(),
        sent_from_desk=ours.filter(raw_item__isnull=True).count(),
        people=Person.objects.count(),
    )
