"""The side menu: only what is finished, and what a role does."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.rules import Permission, permissions_of


@dataclass(frozen=True, slots=True)
class Room:
    """An entry of the menu, leading to the first page of a screen area.

    Shown to whoever has one of the permissions it `needs`. `also` are first pages of areas that
    belong to it, though their addresses do not begin as its own.
    """

    label: str | Promise
    icon: str
    first_page: str
    needs: frozenset[Permission]
    also: tuple[str, ...] = ()


P = Permission
SETUP = frozenset(
    {P.MANAGE_SETUP, P.MANAGE_LIBRARY, P.MANAGE_STAFF, P.MANAGE_CIRCLES, P.SEE_AUDIT, P.EXPORT}
)
ROOMS = [
    Room(_("Today"), "today", "desk:today", frozenset({P.READ_LETTERS})),
    Room(_("Inbox"), "inbox", "desk:inbox", frozenset({P.READ_LETTERS})),
    Room(_("Cases"), "cases", "desk:cases", frozenset({P.READ_LETTERS}), also=("desk:agencies",)),
    Room(_("People"), "people", "desk:people", frozenset({P.READ_LETTERS})),
    Room(_("Meetings"), "meetings", "desk:meetings", frozenset({P.READ_LETTERS})),
    Room(_("Insight"), "insight", "desk:insight", frozenset({P.SEE_FIGURES})),
    Room(_("Website"), "website", "desk:website", frozenset({P.DRAFT})),
    Room(_("Set-up"), "setup", "desk:setup", SETUP),
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A room as the menu shows it on one page."""

    label: str | Promise
    icon: str
    url: str
    current: bool


def menu_for(request: HttpRequest) -> list[Entry]:
    """The rooms this person may enter, the one they are in marked."""
    entries = []
    allowed = permissions_of(request.user)
    for room in ROOMS:
        if not room.needs & allowed:
            continue
        url = reverse(room.first_page)
        within = (url, *map(reverse, room.also))
        entries.append(Entry(room.label, room.icon, url, request.path.startswith(within)))
    return entries
