"""Two conversations become one, or one becomes two: letters move, nothing is lost."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min, Q

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.dialogue.conversations.actions.filing import excerpt_of
from baraza.dialogue.conversations.actions.moving import (
    lock_both,
    move_all,
    move_all_back,
    move_rows,
)
from baraza.dialogue.conversations.actions.settling import settle
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Joining,
    Message,
    ThreadMark,
)


class CannotJoin(ValueError):
    """They are with two people, or seen by different circles, or one of them is junk."""


class NothingToSplit(ValueError):
    """The conversation would be left without a letter."""


@transaction.atomic
def join(
    *, conversation: Conversation, into: Conversation, by: User | None, now: datetime
) -> Joining:
    """Everything in `conversation` stands in `into` from now on; letters that answer either come
    there. Raises CannotJoin.
    """
    one, other = lock_both(conversation, into)
    same = (one.person_id, one.circle_id) == (other.person_id, other.circle_id)
    junk = ConversationState.JUNK in (one.state, other.state)
    if one.pk == other.pk or not same or junk or one.merged_into_id or other.merged_into_id:
        raise CannotJoin
    moved = move_all(one, other)
    joining = Joining.objects.create(
        joined=one, kept=other, moved=moved, former_state=one.state, by=by, joined_at=now
    )
    one.merged_into = other
    one.state = ConversationState.CLOSED
    one.save(update_fields=["merged_into", "state"])
    if joining.former_state == ConversationState.TO_ANSWER:
        # Whoever waits longest says by when.
        for name in ("due_date", "waiting_since"):
            both = [value for value in (getattr(one, name), getattr(other, name)) if value]
            setattr(other, name, min(both, default=None))
        other.state = ConversationState.TO_ANSWER
        other.save(update_fields=["due_date", "waiting_since", "state"])
    _tell_anew(one)
    _tell_anew(other)
    record(actor=by, act="joined", obj=other, now=now, detail={"joined": one.pk})
    return joining


@transaction.atomic
def part(*, joining: Joining, by: User | None, now: datetime) -> Conversation:
    """Undo `join`: what moved goes back, as far as it still stands there."""
    one, other = lock_both(joining.joined, joining.kept)
    if joining.parted_at is None:
        move_all_back(joining.moved, source=other, to=one)
        one.merged_into = None
        one.state = joining.former_state
        # Shut to all but a circle meanwhile, both stay so.
        one.circle_id = other.circle_id
        one.save(update_fields=["merged_into", "state", "circle"])
        joining.parted_at = now
        joining.save(update_fields=["parted_at"])
        _tell_anew(one)
        _tell_anew(other)
        record(actor=by, act="parted", obj=one, now=now, detail={"from": other.pk})
    return one


@transaction.atomic
def split(*, message: Message, by: User | None, now: datetime) -> Conversation:
    """A letter and whatever follows it are another matter: a conversation of its own, with the same
    person. Raises NothingToSplit.
    """
    former = Conversation.objects.select_for_update(of=("self",)).get(pk=message.conversation_id)
    following = former.messages.filter(
        Q(happened_at__gt=message.happened_at)
        | Q(happened_at=message.happened_at, pk__gte=message.pk)
    )
    if not former.messages.exclude(pk__in=following.values("pk")).exists():
        raise NothingToSplit
    made = Conversation.objects.create(
        subject=message.subject or former.subject,
        person=former.person,
        candidates=former.candidates,
        circle=former.circle,
        topic=former.topic,
        language=former.language,
        channel=message.channel,
        assigned_to=former.assigned_to,
        assigned_because=former.assigned_because,
        due_date=former.due_date,
        waiting_since=former.waiting_since,
        state=former.state,
        started_at=message.happened_at,
        last_message_at=message.happened_at,
    )
    written = list(following.exclude(message_id="").values_list("message_id", flat=True))
    move_rows(following, made)
    move_rows(ThreadMark.objects.filter(conversation=former, identifier__in=written), made)
    _tell_anew(former)
    _tell_anew(made)
    record(actor=by, act="split", obj=former, now=now, detail={"made": made.pk})
    return made


def _tell_anew(conversation: Conversation) -> None:
    """What the list says of it, after letters moved; a conversation without any says nothing."""
    span = conversation.messages.aggregate(first=Min("happened_at"), last=Max("happened_at"))
    newest = conversation.messages.order_by("-happened_at", "-pk").first()
    oldest = conversation.messages.order_by("happened_at", "pk").first()
    conversation.message_count = conversation.messages.count()
    conversation.subject = oldest.subject or conversation.subject if oldest else ""
    conversation.excerpt = excerpt_of(newest.said) if newest else ""
    conversation.started_at = span["first"] or conversation.started_at
    conversation.last_message_at = span["last"] or conversation.last_message_at
    conversation.save(
        update_fields=["message_count", "subject", "excerpt", "started_at", "last_message_at"]
    )
    if newest:
        settle(conversations=[conversation.pk])
