"""Which conversations hold some words, or are with somebody of that name."""

from django.db.models import Q, QuerySet

from baraza.base.accounts.models import User
from baraza.base.channels.email.decode import clean_text
from baraza.base.office.queries import profile
from baraza.base.people.search import people_matching
from baraza.dialogue.conversations.models import Conversation, Message, Note
from baraza.dialogue.inputs.models import Input, Response
from baraza.dialogue.inputs.search import holding_rarely, search_query

# So many of a list are looked through at first, then so many times as many, and so on.
FIRST_LOOK = 200
FURTHER = 10
LONGEST_LOOK = 20_000
# Of more people of that name, the conversations are met in the list soon enough.
FEW_PEOPLE = 1_000


def holding(*, user: User, search: str) -> Q:
    """For all conversations at once; a page of them is found sooner by `newest_holding`."""
    query = search_query(words=search, languages=profile().languages)
    if query is None:
        return Q(subject__icontains=clean_text(search).strip())
    messages = Message.objects.values("conversation")
    found = Q()
    for field, model in (("input", Input), ("response", Response)):
        rows = model.objects.visible_to(user).filter(search=query)
        found |= Q(pk__in=messages.filter(**{f"{field}__in": rows}))
    found |= Q(pk__in=Note.objects.filter(search=query).values("conversation"))
    if _has_words_and_numbers(search):
        return found  # no name: house numbers, dates, sums
    # A name in any script, an address or a number: also where the letter itself does not hold it.
    return found | Q(person__in=people_matching(search).values("pk"))


def newest_holding(
    *, rows: QuerySet[Conversation], user: User, search: str, limit: int
) -> list[Conversation]:
    """The first of `rows`, newest first.

    Common words are met among the first of the list; rare ones are found by the index.
    """
    ordered = rows.order_by("-last_message_at", "-pk")
    query = search_query(words=search, languages=profile().languages)
    if query is None:
        return list(ordered.filter(holding(user=user, search=search))[:limit])
    found: set[int] = set()
    begin, size = 0, FIRST_LOOK
    while ordered[begin : begin + 1].exists():
        found |= _among(ordered[begin : begin + size].values("pk"), user=user, search=search)
        if len(found) >= limit:
            break
        if begin == 0 and (rare := _rare(user, search)) is not None:
            return list(ordered.filter(rare)[:limit])
        begin, size = begin + size, min(FURTHER * size, LONGEST_LOOK)
    return list(ordered.filter(pk__in=found)[:limit]) if found else []


def _among(looked_at: QuerySet, *, user: User, search: str) -> set[int]:
    """Those of these conversations that hold it."""
    query = search_query(words=search, languages=profile().languages)
    held: set[int] = set()
    for field, model in (("input", Input), ("response", Response)):
        hits = model.objects.visible_to(user).filter(search=query)
        messages = Message.objects.filter(conversation__in=looked_at, **{f"{field}__in": hits})
        held |= set(messages.order_by().values_list("conversation", flat=True))
    notes = Note.objects.filter(conversation__in=looked_at, search=query)
    held |= set(notes.order_by().values_list("conversation", flat=True))
    if not _has_words_and_numbers(search):
        named = Conversation.objects.visible_to(user).filter(
            pk__in=looked_at, person__in=people_matching(search).values("pk")
        )
        held |= set(named.values_list("pk", flat=True))
    return held


def _rare(user: User, search: str) -> Q | None:
    """Every conversation that holds it, by id; None where they are too many to name."""
    query = search_query(words=search, languages=profile().languages)
    found = Q()
    for field, model in (("input", Input), ("response", Response)):
        hits = holding_rarely(rows=model.objects.visible_to(user), query=query)
        if hits is None:
            return None
        held = Message.objects.filter(**{f"{field}__in": hits})
        found |= Q(pk__in=list(held.values_list("conversation", flat=True)))
    hits = holding_rarely(rows=Note.objects.all(), query=query)
    if hits is None:
        return None
    notes = Note.objects.filter(pk__in=hits)
    found |= Q(pk__in=list(notes.values_list("conversation", flat=True)))
    if not _has_words_and_numbers(search):
        named = list(people_matching(search).values_list("pk", flat=True)[: FEW_PEOPLE + 1])
        if len(named) > FEW_PEOPLE:
            return None
        found |= Q(person__in=named)
    return found


def _has_words_and_numbers(search: str) -> bool:
    return "@" not in search and any(map(str.isalpha, search)) and any(map(str.isdecimal, search))
