"""What an agency looks after, changed in place and undone in place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.rules import Permission
from baraza.engagement.casework.actions import agencies as acts
from baraza.engagement.casework.models import Agency, Responsibility
from baraza.engagement.casework.queries.agencies import agency_with_all
from baraza.web.desk.access import staff_only
from baraza.web.desk.agencies.forms import ResponsibilityForm
from baraza.web.desk.agencies.views.directory import parts_of


@staff_only("POST", needs=Permission.MANAGE_CASES)
def add(request: HttpRequest, agency_id: int) -> HttpResponse:
    """It looks after this, too."""
    agency = Agency.objects.get(pk=agency_id)
    form = ResponsibilityForm(request.POST)
    if not form.is_valid():
        return _part(request, agency_id, status=422, responsibility_form=form)
    acts.add_responsibility(agency=agency, by=request.user, now=timezone.now(), **form.chosen)
    return _part(request, agency_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def remove(request: HttpRequest, responsibility_id: int) -> HttpResponse:
    """It does not look after this."""
    row = Responsibility.objects.select_related("agency", "kind", "area").get(pk=responsibility_id)
    acts.remove_responsibility(responsibility=row, by=request.user)
    return _part(request, row.agency_id, removed=row)


def _part(
    request: HttpRequest, agency_id: int, *, status: int = 200, **further: Any
) -> HttpResponse:
    if not request.htmx and status == 200:
        return redirect(f"{reverse('desk:agency', args=[agency_id])}#responsible")
    context = parts_of(agency_with_all(agency_id=agency_id)) | further
    return render(request, "desk/agencies/responsibilities.html", context, status=status)
