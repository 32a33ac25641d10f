"""The side menu: only what is finished, and what a role does."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Room:
    """An entry of the menu, leading to the first page of a screen area."""

    label: str | Promise
    icon: str
    first_page: str


ROOMS = [
    Room(_("Inbox"), "inbox", "desk:inbox"),
    Room(_("Set-up"), "setup", "desk:setup"),
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
    for room in ROOMS:
        url = reverse(room.first_page)
        entries.append(Entry(room.label, room.icon, url, request.path.startswith(url)))
    return entries
