"""What there is to work with, and how the member's week is meant to be spent."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.actions import resources as acts
from baraza.base.office.models import ProtectedBlock, Resource, Way
from baraza.base.office.queries import profile
from baraza.base.office.queries.attendance import balance
from baraza.base.office.saying import amount_in_words, spans_in_words
from baraza.base.office.typed_hours import read_hours, write_hours
from baraza.flows.portal import came_in_lately
from baraza.web.desk.access import staff_only
from baraza.web.desk.reach.resource_forms import BudgetForm, ProtectedForm, ResourceForm

UNDONE = "resources_undone"
KEPT = ("source", "name", "unit", "used_for", "is_public", "translations")


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def resources(request: HttpRequest) -> HttpResponse:
    """What do we work with?"""
    languages = profile().languages or ["en"]
    form = ResourceForm(request.POST or None, resource=Resource(), languages=languages)
    if request.method == "POST" and form.is_valid():
        acts.save_resource(resource=form.save(commit=False), by=request.user, words=form.words)
        messages.success(request, _("Kept."))
        return redirect("desk:resources")
    return _page(request, new=form, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def change(request: HttpRequest, resource_id: int) -> HttpResponse:
    """One of them, changed."""
    row = Resource.objects.get(pk=resource_id)
    languages = profile().languages or ["en"]
    form = ResourceForm(request.POST, resource=row, languages=languages)
    if not form.is_valid():
        return _page(request, changed=form, status=422)
    acts.save_resource(resource=form.save(commit=False), by=request.user, words=form.words)
    messages.success(request, _("Kept."))
    return redirect("desk:resources")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def remove(request: HttpRequest, resource_id: int) -> HttpResponse:
    """The office no longer has it."""
    row = Resource.objects.get(pk=resource_id)
    request.session[UNDONE] = {
        "what": "resource",
        "amount": None if row.amount is None else str(row.amount),
        **{name: getattr(row, name) for name in KEPT},
    }
    acts.remove_resource(resource=row, by=request.user)
    messages.success(request, _("Taken away."), extra_tags=reverse("desk:resources-undo"))
    return redirect("desk:resources")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def budget(request: HttpRequest) -> HttpResponse:
    """Hours of the member's week."""
    form = BudgetForm(request.POST)
    if not form.is_valid():
        return _page(request, budget=form, status=422)
    acts.set_time_budget(hours=form.hours, by=request.user)
    messages.success(request, _("Kept."))
    return redirect("desk:resources")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def protect(request: HttpRequest) -> HttpResponse:
    """Time that nobody books."""
    form = ProtectedForm(request.POST)
    if not form.is_valid():
        return _page(request, protected=form, status=422)
    opens, closes = form.cleaned_data["hours"]
    acts.protect(
        weekday=form.cleaned_data["weekday"],
        opens=opens,
        closes=closes,
        purpose=form.cleaned_data["purpose"],
        by=request.user,
    )
    return redirect("desk:resources")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def unprotect(request: HttpRequest, block_id: int) -> HttpResponse:
    """It may be booked again."""
    block = ProtectedBlock.objects.get(pk=block_id)
    request.session[UNDONE] = {
        "what": "block",
        "weekday": block.weekday,
        "hours": write_hours([(block.opens, block.closes)]),
        "purpose": block.purpose,
    }
    acts.protect_no_more(block=block, by=request.user)
    messages.success(request, _("Taken away."), extra_tags=reverse("desk:resources-undo"))
    return redirect("desk:resources")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def undo(request: HttpRequest) -> HttpResponse:
    """What was taken away a moment ago is there again."""
    kept = dict(request.session.pop(UNDONE, {}))
    what = kept.pop("what", "")
    if what == "resource":
        acts.save_resource(resource=Resource(**kept), by=request.user)
    elif what == "block":
        [(opens, closes)] = read_hours(kept.pop("hours"))
        acts.protect(opens=opens, closes=closes, by=request.user, **kept)
    return redirect("desk:resources")


def _page(request: HttpRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    languages = profile().languages or ["en"]
    changed: ResourceForm | None = bound.pop("changed", None)
    rows = list(Resource.objects.all())
    forms = {
        row.pk: changed
        if changed and changed.instance.pk == row.pk
        else ResourceForm(resource=row, languages=languages)
        for row in rows
    }
    came = came_in_lately(now=timezone.now())
    weighed = balance()
    context = {
        "question": _("What do we work with?"),
        "groups": [
            (name, [(row, amount_in_words(row), forms[row.pk]) for row in each])
            for name, each in groupby(rows, key=lambda row: row.get_source_display())
        ],
        "new": ResourceForm(resource=Resource(), languages=languages),
        "budget": BudgetForm(),
        "protected": ProtectedForm(auto_id="protected_%s"),
        "blocks": [
            (block, spans_in_words([(block.opens, block.closes)]))
            for block in ProtectedBlock.objects.all()
        ],
        "balance": weighed,
        "ways": [(way.label, came[way], weighed.needed.get(way)) for way in Way if way in came],
        **bound,
    }
    return render(request, "desk/reach/resources.html", context, status=status)
