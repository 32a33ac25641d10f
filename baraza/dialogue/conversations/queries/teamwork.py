"""Colleagues beside a conversation: who may take it, who may be told of it, and kept views."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from baraza.base.accounts.models import Absence, Circle, User
from baraza.base.accounts.queries import absent_on, staff_with
from baraza.base.accounts.rules import Permission
from baraza.dialogue.conversations.models import (
    BulkAct,
    Conversation,
    ConversationState,
    Note,
    SavedView,
    ViewRoom,
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a letter may be given to, with what waits for them already."""

    user: User
    load: int
    absence: Absence | None


def colleagues_for(*, user: User, circle_id: int | None, day: date) -> list[Colleague]:
    """Who may answer and see it, oneself first, then whoever has least to do. Three queries."""
    people = _who_see(staff_with(permission=Permission.DRAFT), circle_id)
    waiting = Conversation.objects.filter(
        state=ConversationState.TO_ANSWER, assigned_to__isnull=False
    )
    loads = dict(waiting.values_list("assigned_to").annotate(Count("pk")).order_by())
    away = absent_on(day=day)
    found = [Colleague(one, loads.get(one.pk, 0), away.get(one.pk)) for one in people]
    return sorted(
        found, key=lambda one: (one.user.pk != user.pk, one.absence is not None, one.load)
    )


def readers_of(*, circle_id: int | None) -> QuerySet[User]:
    """Who may be told of a conversation of that circle, by name."""
    return _who_see(staff_with(permission=Permission.READ_LETTERS), circle_id).order_by("name")


def _who_see(people: QuerySet[User], circle_id: int | None) -> QuerySet[User]:
    if circle_id is None:
        return people
    members = Circle.members.through.objects.filter(circle=circle_id).values("user")
    return people.filter(pk__in=members)


def note_for(*, user: User, note_id: int) -> Note:
    """Raises Note.DoesNotExist, also for what this person may not see."""
    visible = Conversation.objects.visible_to(user)
    return Note.objects.select_related("conversation", "author").get(
        pk=note_id, conversation__in=visible
    )


def views_of(*, user: User, room: ViewRoom = ViewRoom.INBOX) -> list[SavedView]:
    """The whole office's, then one's own."""
    views = SavedView.objects.filter(Q(owner__isnull=True) | Q(owner=user), room=room)
    return sorted(views, key=lambda view: view.owner_id is not None)


def bulk_act_for(*, user: User, bulk_id: int) -> BulkAct:
    """What this person did to many. Raises BulkAct.DoesNotExist."""
    return BulkAct.objects.get(pk=bulk_id, by=user)
