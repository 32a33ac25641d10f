"""What was promised. Everything goes through `visible_to`."""

from datetime import date, datetime

from django.db.models import QuerySet

from baraza.base.accounts.models import User
from baraza.base.office.queries import working_days
from baraza.base.people.models import Person
from baraza.dialogue.commitments.models import Commitment, CommitmentState
from baraza.dialogue.conversations.models import Conversation

PAGE = 100
USUAL_WORKING_DAYS = 10


def commitments(
    *,
    user: User,
    owner: int | None = None,
    state: str = CommitmentState.OPEN,
    late_on: date | None = None,
    is_untold: bool = False,
) -> QuerySet[Commitment]:
    """What this person may see of what is asked for, the most urgent first.

    `late_on`: due before that day. `is_untold`: ended, and the person has not heard of it.
    """
    rows = Commitment.objects.visible_to(user)
    if is_untold:
        rows = rows.exclude(state=CommitmentState.OPEN).filter(
            reported_at__isnull=True, person__isnull=False, erased_at__isnull=True
        )
    else:
        rows = rows.filter(state=state)
    if owner is not None:
        rows = rows.filter(owner=owner)
    if late_on is not None:
        rows = rows.filter(due_date__lt=late_on)
    return rows.select_related("owner", "person", "conversation").order_by("due_date", "pk")


def commitment_for(*, user: User, commitment_id: int) -> Commitment:
    """Raises Commitment.DoesNotExist, also for what this person may not see."""
    rows = Commitment.objects.visible_to(user).filter(erased_at__isnull=True)
    return rows.select_related("owner", "person", "conversation").get(pk=commitment_id)


def commitments_of(
    *, user: User, person: Person | None, conversation: Conversation | None = None
) -> list[Commitment]:
    """What was promised to a person, or in a conversation with nobody known; open first, then
    what ended last. One query.
    """
    rows = Commitment.objects.visible_to(user).filter(erased_at__isnull=True)
    if person is not None:
        rows = rows.filter(person=person)
    elif conversation is not None:
        rows = rows.filter(conversation=conversation)
    else:
        return []
    found = list(rows.select_related("owner", "person").order_by("due_date", "pk")[:PAGE])
    return sorted(found, key=lambda one: one.state != CommitmentState.OPEN)


def usual_due_date(*, now: datetime) -> date:
    """Two working weeks from today: what is offered before somebody chooses another day."""
    days = working_days()
    return days.after(days.day_of(now), USUAL_WORKING_DAYS)
