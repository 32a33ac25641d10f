"""Which conversations hold some words, or are with somebody of that name."""

from contextlib import suppress
from heapq import nlargest

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from baraza.base.accounts.models import User
from baraza.base.channels.email.decode import clean_text
from baraza.base.people.search import people_matching
from baraza.common.rows import among
from baraza.dialogue.conversations.models import Conversation, Message, Note
from baraza.dialogue.inputs.models import Input, Response
from baraza.dialogue.inputs.search import holding_rarely
from baraza.dialogue.inputs.sought import Sought

# So many of a list are looked through at first; where nothing is met, so many times as many.
FIRST_LOOK = 200
FURTHER = 10
# Of what is met so often at first, enough is met soon: it is not rare.
MET_AGAIN = 2
LONGEST_LOOK = 20_000


def holding(*, user: User, search: str) -> Q:
    """For all conversations at once; a page of them is found sooner by `newest_holding`."""
    query = Sought(search).query
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
    sought = Sought(search)
    if sought.query is None:
        return list(ordered.filter(holding(user=user, search=search))[:limit])
    found: set[int] = set()
    look = _Look(user, sought)
    begin, size = 0, FIRST_LOOK
    while True:
        met, looked_at = look.among(ordered[begin : begin + size])
        found |= met
        if len(found) >= limit or looked_at < size:
            break
        if begin == 0 and len(found) < MET_AGAIN and (rare := _rare(user, sought)) is not None:
            found = _newest(rows.filter(rare), limit)
            break
        begin += size
        # As far on as there should be enough of it, and a quarter as far again.
        further = (limit - len(found)) * begin * 5 // (len(found) * 4) if found else FURTHER * begin
        size = min(max(further, FIRST_LOOK), LONGEST_LOOK)
    return list(ordered.filter(among("pk", found))[:limit]) if found else []


def _newest(rows: QuerySet[Conversation], limit: int) -> set[int]:
    """Ids of the first of a few. Put in order here: told to, the database would walk through all
    conversations in that order until it has met enough of them.
    """
    moments = rows.order_by().values_list("last_message_at", "pk")
    return {pk for _moment, pk in nlargest(limit, moments)}


class _Look:
    """Which of some conversations hold it: one statement, most of it put together once."""

    def __init__(self, user: User, sought: Sought) -> None:
        looked_at = RawSQL("SELECT id FROM looked_at", [])
        parts = [
            Message.objects.filter(
                conversation__in=looked_at,
                **{f"{field}__in": model.objects.visible_to(user).filter(search=sought.query)},
            ).values("conversation")
            for field, model in (("input", Input), ("response", Response))
        ]
        notes = Note.objects.filter(conversation__in=looked_at, search=sought.query)
        parts.append(notes.values("conversation"))
        if not _has_words_and_numbers(sought.words):
            them = (
                among("person", (pk for _key, pk in sought.people))
                if sought.are_people_few
                else Q(person__in=people_matching(sought.words).values("pk"))
            )
            named = Conversation.objects.visible_to(user).filter(them, pk__in=looked_at)
            parts.append(named.values("pk"))
        asked = []
        for rows in parts:
            with suppress(EmptyResultSet):  # nothing of it may be seen
                asked.append(rows.order_by().query.sql_with_params())
        self._held = " UNION ".join(statement for statement, _ in asked)
        self._values = [value for _, values in asked for value in values]

    def among(self, conversations: QuerySet[Conversation]) -> tuple[set[int], int]:
        """Those of these that hold it, and how many these are."""
        try:
            these, values = conversations.values_list("pk").query.sql_with_params()
        except EmptyResultSet:
            return set(), 0
        statement = (
            f"WITH looked_at (id) AS ({these})"  # noqa: S608
            f" SELECT held.*, NULL FROM ({self._held}) AS held"
            " UNION ALL SELECT NULL, count(*) FROM looked_at"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*values, *self._values])
            rows = cursor.fetchall()
        return {number for number, _ in rows if number}, max(count or 0 for _, count in rows)


def _rare(user: User, sought: Sought) -> Q | None:
    """Every conversation that holds it, by id; None where they are too many to name."""
    found = Q(pk__in=[])
    for field, model in (("input", Input), ("response", Response)):
        hits = holding_rarely(rows=model.objects.visible_to(user), query=sought.query)
        if hits is None:
            return None
        if hits:
            held = Message.objects.filter(among(field, hits))
            found |= among("pk", held.values_list("conversation", flat=True))
    hits = holding_rarely(rows=Note.objects.all(), query=sought.query)
    if hits is None:
        return None
    if hits:
        notes = Note.objects.filter(among("pk", hits))
        found |= among("pk", notes.values_list("conversation", flat=True))
    if not _has_words_and_numbers(sought.words):
        if not sought.are_people_few:
            return None
        if sought.people:
            found |= among("person", (pk for _key, pk in sought.people))
    return found


def _has_words_and_numbers(search: str) -> bool:
    return "@" not in search and any(map(str.isalpha, search)) and any(map(str.isdecimal, search))
