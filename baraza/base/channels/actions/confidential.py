"""Which circle may see what arrived and what leaves."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Func, IntegerField, Q, Value

from baraza.base.channels.models import OutgoingItem, RawItem


class _Position(Func):
    """position(needle in haystack) of bytes; 0 where it is not there."""

    template = "position(%(expressions)s)"
    arg_joiner = " in "
    output_field = IntegerField()


def mentioning(
    *, identifiers: Collection[str], states: Collection[str], since: datetime
) -> list[int]:
    """Ids of raw items in these states, arrived since then, that hold one of the Message-IDs.

    Reads their bytes inside the database: for what a person asks for, not for every letter.
    """
    if not identifiers:
        return []
    anywhere = Q()
    rows = RawItem.objects.filter(state__in=list(states), arrived_at__gte=since)
    for number, identifier in enumerate(identifiers):
        name = f"at_{number}"
        rows = rows.alias(**{name: _Position(Value(identifier.encode()), "content")})
        anywhere |= Q(**{f"{name}__gt": 0})
    return list(rows.filter(anywhere).values_list("pk", flat=True))


def set_raw_circle(*, raw_ids: Collection[int], circle_id: int | None) -> None:
    """Who may see these as they arrived; None: all staff."""
    RawItem.objects.filter(pk__in=raw_ids).update(circle=circle_id)


def set_outgoing_circle(*, item_ids: Collection[int], circle_id: int | None) -> None:
    """Who may see these on their way out; None: all staff."""
    OutgoingItem.objects.filter(pk__in=item_ids).update(circle=circle_id)
