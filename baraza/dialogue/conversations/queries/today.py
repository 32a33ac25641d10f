"""What stands first today. Everything goes through `visible_to`."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem, OutgoingKind
from baraza.base.channels.queries import NOT_DELIVERED
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.conversations.queries.listing import Question, matching

# Whoever has not cared for a lost answer in this time knows of it.
LOST_SHOWN = timedelta(days=30)
MOST_LOST = 500


def first_to_answer(*, user: User, limit: int) -> list[Conversation]:
    """Theirs, what is due first before the rest; where nothing is theirs, what is nobody's yet.

    At most two queries.
    """
    for question in (Question(assigned_to=user.pk), Question(is_unassigned=True)):
        rows = list(
            matching(user=user, question=question)
            .select_related("person", "topic", "assigned_to")
            .order_by(F("due_date").asc(nulls_last=True), "last_message_at", "pk")[:limit]
        )
        if rows:
            return rows
    return []


def not_delivered(*, user: User, limit: int) -> list[Conversation]:
    """Conversations that wait because an answer to them came to nothing, the newest first. Two
    queries: such answers are few, and all that waits may be much."""
    lost = OutgoingItem.objects.visible_to(user).filter(
        kind=OutgoingKind.PERSONAL,
        state__in=NOT_DELIVERED,
        made_at__gte=timezone.now() - LOST_SHOWN,
    )
    rows = Message.objects.filter(
        outgoing__in=lost, conversation__in=Conversation.objects.visible_to(user)
    ).order_by("-happened_at")
    few = list(rows.values_list("conversation", flat=True)[:MOST_LOST])
    return list(
        Conversation.objects.visible_to(user)
        .filter(state=ConversationState.TO_ANSWER, pk__in=few)
        .select_related("person", "topic", "assigned_to")
        .order_by("-last_message_at", "-pk")[:limit]
    )
