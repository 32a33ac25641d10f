"""Filters of the cases, and lists kept under a name."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission, may
from baraza.dialogue.conversations.actions import teamwork
from baraza.dialogue.conversations.models import SavedView, ViewRoom
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.filters import panel_context, place_of
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import Toast, toast_alone


@staff_only("GET", needs=Permission.READ_LETTERS)
def panel(request: HttpRequest) -> HttpResponse:
    """Which cases?"""
    context = panel_context(request, Place.of(request), now=timezone.now())
    return render(request, "desk/cases/filters.html", context)


@staff_only("POST", needs=Permission.READ_LETTERS)
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the list as it is asked for under a name, for oneself or for the office."""
    place = Place.of(request)
    for_all = request.POST.get("for_all") == "1" and may(request.user, Permission.MANAGE_SETUP)
    try:
        view = teamwork.save_view(
            name=request.POST.get("name", ""),
            filters=place.parts,
            owner=None if for_all else request.user,
            by=request.user,
            room=ViewRoom.CASES,
        )
    except teamwork.NoName:
        return toast_alone(request, Toast(words=_("Give it a name to find it by.")))
    toast = Toast(
        words=_("Kept as “%(name)s”.") % {"name": view.name},
        undo_url=reverse("desk:remove-case-view"),
        undo_fields={"view": str(view.pk)},
    )
    return toast_alone(request, toast) if request.htmx else redirect(place.list_url)


@staff_only("POST", needs=Permission.READ_LETTERS)
def remove(request: HttpRequest) -> HttpResponse:
    """No longer kept; the cases it found are untouched."""
    number = request.POST.get("view", "")
    mine = Q(owner=request.user)
    if may(request.user, Permission.MANAGE_SETUP):
        mine |= Q(owner__isnull=True)
    is_id = number.isascii() and number.isdecimal() and len(number) < 19
    view = SavedView.objects.filter(mine, room=ViewRoom.CASES).get(pk=number if is_id else 0)
    place = place_of(view)
    fields = {"name": view.name, "for_all": "" if view.owner_id else "1"}
    teamwork.remove_view(view=view, by=request.user)
    toast = Toast(
        words=_("“%(name)s” is no longer kept.") % {"name": fields["name"]},
        undo_url=reverse("desk:keep-case-view") + place.here,
        undo_fields=fields,
    )
    return toast_alone(request, toast) if request.htmx else redirect("desk:cases")
