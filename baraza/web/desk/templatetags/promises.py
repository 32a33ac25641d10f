"""What was promised to somebody, beside their letter and on their page."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils import timezone

from baraza.base.people.models import Person
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.commitments.queries import commitments_of
from baraza.dialogue.conversations.models import Conversation

register = template.Library()


@register.simple_tag(takes_context=True)
def promised(
    context: Context, person: Person | None, conversation: Conversation | None = None
) -> list[Commitment]:
    """What the reader may see of it, open ones first; one query."""
    user = context["request"].user
    return commitments_of(user=user, person=person, conversation=conversation)


@register.filter
def is_late(commitment: Commitment) -> bool:
    """Whether its day has passed and it is still open."""
    return commitment.ended_at is None and commitment.due_date < timezone.localdate()
