"""Areas added, renamed, moved and ended by hand; each of it undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.places.actions import by_hand
from baraza.base.places.kinds import AreaKind
from baraza.base.places.models import Area, AreaChange
from baraza.web.desk.access import staff_only
from baraza.web.desk.places.forms import EndForm, PlaceForm


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def add(request: HttpRequest) -> HttpResponse:
    """Which area is new?"""
    form = PlaceForm(request.POST or None, initial={"parent": request.GET.get("parent", "")})
    if request.method == "POST" and form.is_valid():
        try:
            area = by_hand.add_area(
                name=form.cleaned_data["name"],
                kind=AreaKind(form.cleaned_data["kind"]),
                parent=_parent(form),
                by=request.user,
                now=timezone.now(),
            )
        except by_hand.NameTaken:
            form.add_error("name", _("There is one of that name and kind in the same place."))
        else:
            return redirect("desk:area", area.pk)
    context = {"question": _("Which area is new?"), "form": form, "back": reverse("desk:places")}
    return render(request, "desk/people/edit.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def place(request: HttpRequest, area_id: int) -> HttpResponse:
    """What is it called, and what does it lie in?"""
    area = Area.objects.get(pk=area_id, valid_to__isnull=True)
    initial = {"name": area.name, "kind": area.kind, "parent": area.parent_id or ""}
    form = PlaceForm(request.POST or None, area=area, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            by_hand.change_place(
                area=area,
                name=form.cleaned_data["name"],
                kind=AreaKind(form.cleaned_data["kind"]),
                parent=_parent(form),
                by=request.user,
                now=timezone.now(),
            )
        except by_hand.NameTaken:
            form.add_error("name", _("There is one of that name and kind in the same place."))
        except by_hand.WithinItself:
            form.add_error("parent", _("An area cannot lie in what lies in it."))
        else:
            messages.success(request, _("Kept. Below you can undo it."))
            return redirect("desk:area", area.pk)
    context = {
        "question": _("What is %(name)s called, and where does it lie?") % {"name": area.name},
        "form": form,
        "back": reverse("desk:area", args=[area.pk]),
    }
    return render(request, "desk/people/edit.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def end(request: HttpRequest, area_id: int) -> HttpResponse:
    """Since when is it no longer an area, and what came after it?"""
    area = Area.objects.get(pk=area_id, valid_to__isnull=True)
    form = EndForm(request.POST or None, area=area, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            by_hand.end_area(
                area=area,
                day=form.cleaned_data["day"],
                successors=Area.objects.filter(pk__in=form.cleaned_data["successors"]),
                by=request.user,
                now=timezone.now(),
            )
        except by_hand.NameTaken:
            form.add_error(
                "successors", _("What lies in it has a namesake there. Rename one of them first.")
            )
        else:
            messages.success(request, _("Kept. Below you can undo it."))
            return redirect("desk:area", area.pk)
    context = {
        "question": _("Until when was %(name)s in force?") % {"name": area.name},
        "form": form,
        "back": reverse("desk:area", args=[area.pk]),
    }
    return render(request, "desk/people/edit.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """As it was before."""
    change = AreaChange.objects.get(pk=change_id)
    area_id = change.area_id
    try:
        area = by_hand.undo_change(change=change, by=request.user, now=timezone.now())
    except by_hand.CannotUndo:
        messages.error(
            request,
            _("It was changed again since, or something depends on it now. Nothing was changed."),
        )
        return redirect("desk:area", area_id)
    messages.success(request, _("It is as it was before."))
    return redirect("desk:area", area.pk) if area else redirect("desk:places")


def _parent(form: PlaceForm) -> Area | None:
    chosen = form.cleaned_data["parent"]
    return Area.objects.get(pk=chosen) if chosen else None
