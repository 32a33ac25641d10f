"""The numbers of Today. Each leads to exactly what it counts: the list is asked, not a copy of it.

A screen area adds its own by `register`; all of them are counted in one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Notification, NotificationKind, User
from baraza.base.accounts.rules import Permission, may
from baraza.base.channels.models import RawItem, RawState
from baraza.common.counting import capped_counts
from baraza.dialogue.conversations.queries import matching
from baraza.dialogue.conversations.queries.writing import waiting_for_approval
from baraza.web.desk.inbox.place import Place


class Side(StrEnum):
    """Whose it is: the reader's own, or the office's together."""

    YOURS = "yours"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number and where it leads; none is shown for nothing, but for what is `always` there."""

    label: str | Promise
    url: str
    rows: QuerySet
    side: Side = Side.OFFICE
    is_late: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A tile with its number, counted to a thousand."""

    tile: Tile
    count: int


Provider = Callable[[User], Iterable[Tile]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add numbers to everybody's Today; the provider says what this person may see."""
    _providers.append(provider)
    return provider


def counted(*, user: User) -> list[Counted]:
    """Every tile that has something to say, in the order they were registered. One query."""
    tiles = [tile for provider in _providers for tile in provider(user)]
    counts = capped_counts(of={str(number): tile.rows for number, tile in enumerate(tiles)})
    found = [Counted(tile, counts[str(number)]) for number, tile in enumerate(tiles)]
    return [one for one in found if one.count or one.tile.always]


def of_inbox(
    user: User,
    label: str | Promise,
    *,
    state: str = "to_answer",
    side: Side = Side.OFFICE,
    is_late: bool = False,
    always: bool = False,
    **filters: str,
) -> Tile:
    """A number of the inbox: the address it leads to is the question that is counted."""
    place = Place(state=state, filters=filters)
    rows = matching(user=user, question=place.asks(user))
    return Tile(label, place.list_url, rows, side, is_late=is_late, always=always)


@register
def letters(user: User) -> Iterable[Tile]:
    """What waits for an answer, first the reader's own."""
    yours = Side.YOURS
    if may(user, Permission.DRAFT):
        yield of_inbox(user, _("Mine to answer"), side=yours, always=True, mine="1")
        yield of_inbox(user, _("Late"), side=yours, is_late=True, mine="1", late="1")
        yield of_inbox(user, _("Due today"), side=yours, mine="1", due="today")
        yield of_inbox(user, _("Came back today or before"), side=yours, mine="1", snoozed="back")
    if may(user, Permission.APPROVE):
        rows = waiting_for_approval(user=user)
        yield Tile(_("Waits for my approval"), reverse("desk:approvals"), rows, yours)
    mentions = Notification.objects.filter(
        user=user, kind=NotificationKind.MENTIONED, read_at__isnull=True
    )
    where = f"{reverse('desk:news')}?new={NotificationKind.MENTIONED}"
    yield Tile(_("Notes that mention me"), where, mentions, yours)
    yield of_inbox(user, _("To answer"), always=True)
    yield of_inbox(user, _("Nobody’s yet"), nobody="1")
    yield of_inbox(user, _("Late"), is_late=True, late="1")
    yield of_inbox(user, _("Due today"), due="today")
    yield of_inbox(user, _("Who wrote these?"), state="ambiguous")
    quarantine = RawItem.objects.visible_to(user).filter(state=RawState.QUARANTINE)
    yield Tile(_("Could not be read"), reverse("desk:quarantine"), quarantine)
