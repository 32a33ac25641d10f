"""Filters of the inbox, and questions kept under a name: of this list, and of others like it."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission, may
from baraza.common.numbers import number
from baraza.dialogue.conversations.actions import teamwork
from baraza.dialogue.conversations.models import SavedView, ViewRoom
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.filters import panel_context, place_of
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.inbox.views.pages import Toast, toast_alone


class ListPlace(Protocol):
    """A list as an address says it."""

    @property
    def parts(self) -> dict[str, str]: ...
    @property
    def here(self) -> str: ...
    @property
    def list_url(self) -> str: ...


@staff_only("GET", needs=Permission.READ_LETTERS)
def panel(request: HttpRequest) -> HttpResponse:
    """Which letters?"""
    return render(request, "desk/inbox/filters.html", panel_context(request, Place.of(request)))


@staff_only("POST", needs=Permission.READ_LETTERS)
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the list as it is asked for under a name, for oneself or for the office."""
    return keep_list(request, Place.of(request), room=ViewRoom.INBOX, undo="desk:remove-view")


@staff_only("POST", needs=Permission.READ_LETTERS)
def remove(request: HttpRequest) -> HttpResponse:
    """No longer kept; the letters it found are untouched."""
    view = kept_list(request, room=ViewRoom.INBOX)
    return remove_list(request, view, place_of(view), undo="desk:keep-view", back="desk:inbox")


def keep_list(request: HttpRequest, place: ListPlace, *, room: ViewRoom, undo: str) -> HttpResponse:
    """Keeps a list of any room; `undo` is the address that takes it away again."""
    for_all = request.POST.get("for_all") == "1" and may(request.user, Permission.MANAGE_SETUP)
    try:
        view = teamwork.save_view(
            name=request.POST.get("name", ""),
            filters=place.parts,
            owner=None if for_all else request.user,
            by=request.user,
            room=room,
        )
    except teamwork.NoName:
        return toast_alone(request, Toast(words=_("Give it a name to find it by.")))
    toast = Toast(
        words=_("Kept as “%(name)s”.") % {"name": view.name},
        undo_url=reverse(undo),
        undo_fields={"view": str(view.pk)},
    )
    return toast_alone(request, toast) if request.htmx else redirect(place.list_url)


def kept_list(request: HttpRequest, *, room: ViewRoom) -> SavedView:
    """The one that is named, if it is theirs to take away. Raises SavedView.DoesNotExist."""
    mine = Q(owner=request.user)
    if may(request.user, Permission.MANAGE_SETUP):
        mine |= Q(owner__isnull=True)
    return SavedView.objects.filter(mine, room=room).get(pk=number(request.POST.get("view")))


def remove_list(
    request: HttpRequest, view: SavedView, place: ListPlace, *, undo: str, back: str
) -> HttpResponse:
    """Takes a kept list away; `undo` is the address that keeps it again, `back` the room's."""
    fields = {"name": view.name, "for_all": "" if view.owner_id else "1"}
    teamwork.remove_view(view=view, by=request.user)
    toast = Toast(
        words=_("“%(name)s” is no longer kept.") % {"name": fields["name"]},
        undo_url=reverse(undo) + place.here,
        undo_fields=fields,
    )
    return toast_alone(request, toast) if request.htmx else redirect(back)
