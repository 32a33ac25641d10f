"""The inbox: which conversations, how many, and which comes next. Everything goes through
`visible_to`."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.channels.models import RawItem, RawState
from baraza.base.places.models import Area
from baraza.common.counting import capped_counts
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
)
from baraza.dialogue.conversations.queries.holding import holding, newest_holding
from baraza.dialogue.conversations.queries.writing import paper_letters, waiting_for_approval

PAGE = 30
Before = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Question:
    """Which conversations are asked for; every part that is given narrows it.

    `state` may also be "all" (never junk) or "ambiguous" (a human must choose the person). What
    was put off for later is left out of what waits, unless `is_snoozed` or `came_back` asks for it.
    Days are the reader's (`django.utils.timezone`).
    """

    state: str = ConversationState.TO_ANSWER
    search: str = ""
    assigned_to: int | None = None
    is_unassigned: bool = False
    is_late: bool = False
    due_date: date | None = None
    is_snoozed: bool = False
    came_back: bool = False
    channel: str = ""
    language: str = ""
    # 0: none yet.
    topic_id: int | None = None
    area_id: int | None = None
    person_id: int | None = None
    # A letter came in from the first of these days to the last.
    first_date: date | None = None
    last_date: date | None = None


def matching(*, user: User, question: Question) -> QuerySet[Conversation]:
    """What this person may see of what is asked for, in no order."""
    rows = _asked(user, question)
    if question.search.strip():
        rows = rows.filter(holding(user=user, search=question.search))
    return rows


def _first(
    *, user: User, question: Question, before: Before | None, limit: int
) -> list[Conversation]:
    rows = _asked(user, question)
    if before is not None:
        rows = rows.filter(_older_than(*before))
    whole = rows.select_related("person", "topic", "assigned_to", "suggested_topic")
    if question.search.strip():
        return newest_holding(rows=whole, user=user, search=question.search, limit=limit)
    order = ("-last_message_at", "-pk")
    # Which ones first, and only of these the rest: thousands may be late.
    return list(whole.filter(pk__in=rows.order_by(*order)[:limit].values("pk")).order_by(*order))


def _asked(user: User, question: Question) -> QuerySet[Conversation]:
    """All that is asked for but the words."""
    now = timezone.now()
    rows = _in_state(Conversation.objects.visible_to(user), question.state)
    if question.is_snoozed:
        rows = rows.filter(snoozed_until__gt=now)
    elif question.came_back:
        rows = rows.filter(snoozed_until__lte=now)
    elif question.state == ConversationState.TO_ANSWER and not question.search:
        rows = rows.filter(_at_hand(now))
    if question.is_unassigned:
        rows = rows.filter(assigned_to__isnull=True)
    elif question.assigned_to is not None:
        rows = rows.filter(assigned_to=question.assigned_to)
    if question.is_late:
        rows = rows.filter(due_date__lt=timezone.localdate(), state=ConversationState.TO_ANSWER)
    if question.due_date is not None:
        rows = rows.filter(due_date=question.due_date, state=ConversationState.TO_ANSWER)
    if question.channel:
        rows = rows.filter(channel=question.channel)
    if question.language:
        rows = rows.filter(language=question.language)
    if question.topic_id is not None:
        rows = rows.filter(topic=question.topic_id or None)
    if question.area_id is not None:
        within = Area.objects.filter(lineage__contains=[question.area_id])
        rows = rows.filter(person__area__in=within.values("pk"))
    if question.person_id is not None:
        rows = rows.filter(person=question.person_id)
    return _came_in(rows, question.first_date, question.last_date)


def _in_state(rows: QuerySet[Conversation], state: str) -> QuerySet[Conversation]:
    if state == "all":
        return rows.exclude(state=ConversationState.JUNK)
    if state == "ambiguous":
        return (
            rows.filter(person__isnull=True)
            .exclude(candidates=[])
            .exclude(state=ConversationState.JUNK)
        )
    return rows.filter(state=state)


def _at_hand(now: datetime) -> Q:
    return Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now)


def _came_in(
    rows: QuerySet[Conversation], first: date | None, last: date | None
) -> QuerySet[Conversation]:
    if first is None and last is None:
        return rows
    letters = Message.objects.filter(conversation=OuterRef("pk"), direction=Direction.INCOMING)
    if first is not None:
        begins = timezone.make_aware(datetime.combine(first, time.min))
        letters = letters.filter(happened_at__gte=begins)
        rows = rows.filter(last_message_at__gte=begins)
    if last is not None:
        ends = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
        letters = letters.filter(happened_at__lt=ends)
        rows = rows.filter(started_at__lt=ends)
    return rows.filter(Exists(letters))


def inbox(
    *,
    user: User,
    state: str = ConversationState.TO_ANSWER,
    search: str = "",
    question: Question | None = None,
    before: Before | None = None,
    limit: int = PAGE,
) -> list[Conversation]:
    """Conversations newest first, with person, topic and whose they are; `question` says more
    than `state` and `search` can.

    `before` is (last_message_at, id) of the last row already shown.
    """
    asked = question or Question(state=state, search=search)
    return _first(user=user, question=asked, before=before, limit=limit)


def _older_than(moment: datetime, number: int) -> Q:
    return Q(last_message_at__lt=moment) | Q(last_message_at=moment, pk__lt=number)


def sender_names(*, conversations: Collection[int]) -> dict[int, str]:
    """What the sender of each conversation called themselves; no query for none.

    Asked for conversations the reader may see.
    """
    if not conversations:
        return {}
    return {
        number: name or address
        for number, name, address in Message.objects.filter(
            conversation__in=conversations, direction=Direction.INCOMING
        ).values_list("conversation_id", "author_name", "author_address")
    }


# Quiet places whose number nobody acts on.
_NOT_COUNTED = {str(ConversationState.CLOSED), str(RawState.MACHINE)}


def counts(*, user: User) -> dict[str, int]:
    """How many rows each place holds, counted to 1,001 (beyond that nobody reads the number):
    "to_answer", "junk", "snoozed", "ambiguous", "quarantine"; whether there are any, as 0 or 1:
    "closed", "machine"; and what waits beside the letters, as far as their role does either:
    "approvals", "to_print". One query.
    """
    places: dict[str, QuerySet] = {
        str(state): matching(user=user, question=Question(state=state))
        for state in (ConversationState.TO_ANSWER, ConversationState.CLOSED, ConversationState.JUNK)
    }
    places["snoozed"] = matching(user=user, question=Question(is_snoozed=True))
    places["ambiguous"] = matching(user=user, question=Question(state="ambiguous"))
    raw = RawItem.objects.visible_to(user)
    for state in (RawState.MACHINE, RawState.QUARANTINE):
        places[str(state)] = raw.filter(state=state)
    if may(user, Permission.APPROVE):
        places["approvals"] = waiting_for_approval(user=user)
    if may(user, Permission.ANSWER):
        places["to_print"] = paper_letters(user=user)
    return capped_counts(of=places, only_whether=_NOT_COUNTED)


def next_to_answer(
    *, user: User, after: Conversation, question: Question | None = None
) -> Conversation | None:
    """The next one of the list that waits, older than this one; else the newest of them."""
    asked = replace(question or Question(), state=ConversationState.TO_ANSWER)
    here = (after.last_message_at, after.pk)
    older = _first(user=user, question=asked, before=here, limit=1)
    newest = older or [
        one for one in _first(user=user, question=asked, before=None, limit=2) if one.pk != after.pk
    ]
    return newest[0] if newest else None


def came_since(*, user: User, moment: datetime, question: Question, most: int = 99) -> int:
    """How many conversations of the list have a letter newer than that moment, at most so many."""
    rows = matching(user=user, question=question).filter(last_message_at__gt=moment)
    return rows.order_by()[:most].count()
