"""What joining conversations and moving letters to an agency's thread have in common."""

from collections.abc import Mapping, Sequence

from django.db.models import Model, QuerySet

from baraza.dialogue.conversations.models import (
    Approval,
    ApprovalState,
    Conversation,
    ConversationHold,
    Draft,
    Message,
    Note,
    ThreadMark,
)

# What stands in a conversation, by the name under which a `Joining` remembers what moved.
STANDING: dict[str, type[Model]] = {
    "messages": Message,
    "marks": ThreadMark,
    "notes": Note,
    "holds": ConversationHold,
    "approvals": Approval,
    "drafts": Draft,
}


def lock_both(one: Conversation, other: Conversation) -> tuple[Conversation, Conversation]:
    """Both as they are now, held until the transaction ends; always in the same order."""
    rows = Conversation.objects.select_for_update(of=("self",)).order_by("pk")
    locked = rows.in_bulk([one.pk, other.pk])
    return locked[one.pk], locked[other.pk]


def move_rows(rows: QuerySet, to: Conversation) -> list[int]:
    """These rows belong to that conversation now; returns their ids, to move them back by."""
    ids = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=ids).update(conversation=to)
    return ids


def move_all(one: Conversation, to: Conversation) -> dict[str, list[int]]:
    """Everything that stands in a conversation stands in the other now; returns the ids of what
    moved. Whoever has begun an answer in both finds the first again when they are parted.
    """
    rows = {name: model.objects.filter(conversation=one) for name, model in STANDING.items()}
    asked = to.approvals.filter(state=ApprovalState.ASKED).values("author")
    rows["approvals"] = rows["approvals"].exclude(state=ApprovalState.ASKED, author__in=asked)
    rows["drafts"] = rows["drafts"].exclude(author__in=to.drafts.values("author"))
    return {name: move_rows(each, to) for name, each in rows.items()}


def move_all_back(
    moved: Mapping[str, Sequence[int]], *, source: Conversation, to: Conversation
) -> None:
    """What `move_all` moved goes back, as far as it still stands in `source`."""
    for name, model in STANDING.items():
        model.objects.filter(pk__in=moved[name], conversation=source).update(conversation=to)
