"""Filters of the cases, and lists kept under a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from baraza.base.accounts.rules import Permission
from baraza.dialogue.conversations.models import ViewRoom
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.filters import panel_context, place_of
from baraza.web.desk.cases.place import Place
from baraza.web.desk.inbox.views.kept import keep_list, kept_list, remove_list


@staff_only("GET", needs=Permission.READ_LETTERS)
def panel(request: HttpRequest) -> HttpResponse:
    """Which cases?"""
    context = panel_context(request, Place.of(request), now=timezone.now())
    return render(request, "desk/cases/filters.html", context)


@staff_only("POST", needs=Permission.READ_LETTERS)
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the list as it is asked for under a name, for oneself or for the office."""
    place = Place.of(request)
    return keep_list(request, place, room=ViewRoom.CASES, undo="desk:remove-case-view")


@staff_only("POST", needs=Permission.READ_LETTERS)
def remove(request: HttpRequest) -> HttpResponse:
    """No longer kept; the cases it found are untouched."""
    view = kept_list(request, room=ViewRoom.CASES)
    return remove_list(request, view, place_of(view), undo="desk:keep-case-view", back="desk:cases")
