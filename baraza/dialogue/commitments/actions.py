"""Make, keep, give up and hand over what was promised. Each act is undone by its opposite."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import one_line
from baraza.base.people.models import Person
from baraza.dialogue.commitments.models import Commitment, CommitmentState
from baraza.dialogue.conversations.models import Conversation

LONGEST = 500


class NothingPromised(ValueError):
    """A promise needs words."""


class OwnerLeft(ValueError):
    """Whoever shall do it no longer works here."""


@transaction.atomic
def promise(
    *,
    words: str,
    due_date: date,
    owner: User | None,
    by: User,
    now: datetime,
    person: Person | None = None,
    conversation: Conversation | None = None,
    circle_id: int | None = None,
) -> Commitment:
    """Remember what the office said it would do, for whom and until when.

    Where a conversation is named, its person is meant, and its circle.

    Raises NothingPromised, OwnerLeft.
    """
    commitment = Commitment.objects.create(
        words=_checked(words),
        due_date=due_date,
        owner=_at_work(owner),
        person=person or (conversation.person if conversation else None),
        conversation=conversation,
        circle_id=conversation.circle_id if conversation else circle_id,
        made_by=by,
        made_at=now,
    )
    record(actor=by, act="promised", obj=commitment, now=now)
    return commitment


@transaction.atomic
def change(
    *, commitment: Commitment, words: str, due_date: date, owner: User | None, by: User
) -> None:
    """Other words, another day, somebody else. Raises NothingPromised, OwnerLeft."""
    commitment.words = _checked(words)
    commitment.due_date = due_date
    commitment.owner = owner if owner and owner.pk == commitment.owner_id else _at_work(owner)
    commitment.save(update_fields=["words", "due_date", "owner"])
    record(actor=by, act="promise_changed", obj=commitment)


def keep(*, commitment: Commitment, by: User, now: datetime) -> None:
    """It is done; whom it was promised to has still to hear of it."""
    _end(commitment, CommitmentState.KEPT, by, now)


def drop(*, commitment: Commitment, by: User, now: datetime) -> None:
    """It will not be done; whom it was promised to should hear that, too."""
    _end(commitment, CommitmentState.DROPPED, by, now)


@transaction.atomic
def reopen(*, commitment: Commitment, by: User) -> None:
    """It is still to be done."""
    commitment.state = CommitmentState.OPEN
    commitment.ended_at = commitment.reported_at = None
    commitment.save(update_fields=["state", "ended_at", "reported_at"])
    record(actor=by, act="promise_reopened", obj=commitment)


@transaction.atomic
def mark_reported(*, commitment: Commitment, by: User, now: datetime) -> None:
    """The person knows what became of it."""
    if commitment.reported_at is None and commitment.state != CommitmentState.OPEN:
        commitment.reported_at = now
        commitment.save(update_fields=["reported_at"])
        record(actor=by, act="promise_reported", obj=commitment, now=now)


@transaction.atomic
def withdraw(*, commitment: Commitment, by: User) -> None:
    """What was entered by mistake was never promised."""
    gone = Commitment(pk=commitment.pk)
    commitment.delete()
    record(actor=by, act="promise_withdrawn", obj=gone)


def hand_over(*, user: User, to: User | None) -> int:
    """Whatever somebody still owes becomes another's, or nobody's; returns how much."""
    return Commitment.objects.filter(owner=user, state=CommitmentState.OPEN).update(owner=to)


def set_promises_circle(*, commitments: Collection[int], circle_id: int | None) -> None:
    """Who may see what was promised (ids); None: all staff."""
    Commitment.objects.filter(pk__in=commitments).update(circle=circle_id)


def forget_person(*, person: Person, now: datetime) -> int:
    """The words go; that something was promised, and whether it was kept, stays."""
    rows = Commitment.objects.filter(person=person, erased_at__isnull=True)
    return rows.update(words="", erased_at=now)


@transaction.atomic
def _end(commitment: Commitment, state: CommitmentState, by: User, now: datetime) -> None:
    if commitment.state != CommitmentState.OPEN:
        return
    commitment.state = state
    commitment.ended_at = now
    commitment.save(update_fields=["state", "ended_at"])
    act = "promise_kept" if state == CommitmentState.KEPT else "promise_dropped"
    record(actor=by, act=act, obj=commitment, now=now)


def _checked(words: str) -> str:
    words = one_line(words, limit=LONGEST)
    if not words:
        raise NothingPromised
    return words


def _at_work(owner: User | None) -> User | None:
    if owner and not owner.is_active:
        raise OwnerLeft
    return owner
