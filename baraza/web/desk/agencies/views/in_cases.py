"""Support in one case: its documents collected, and whether they want to hear of more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.rules import Permission
from baraza.engagement.casework.actions.programmes import (
    agree_to_hear,
    collect_documents,
    drop_documents,
    no_longer_hear,
)
from baraza.engagement.casework.models import Programme
from baraza.engagement.casework.queries.file import case_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import BESIDE, case_pane


@staff_only("POST", needs=Permission.MANAGE_CASES)
def collect(request: HttpRequest, programme_id: int, case_id: int) -> HttpResponse:
    """Ask for its documents here."""
    case = case_for(user=request.user, case_id=case_id)
    programme = Programme.objects.get(pk=programme_id)
    collect_documents(case=case, programme=programme, by=request.user, now=timezone.now())
    return _shown(request, case.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def drop(request: HttpRequest, programme_id: int, case_id: int) -> HttpResponse:
    """Not this support after all."""
    case = case_for(user=request.user, case_id=case_id)
    programme = Programme.objects.get(pk=programme_id)
    drop_documents(case=case, programme=programme, by=request.user, now=timezone.now())
    return _shown(request, case.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def agree(request: HttpRequest, case_id: int) -> HttpResponse:
    """They want to hear of support."""
    case = case_for(user=request.user, case_id=case_id)
    agree_to_hear(case=case, by=request.user, now=timezone.now())
    return _shown(request, case.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def disagree(request: HttpRequest, case_id: int) -> HttpResponse:
    """They do not want to hear of it any more."""
    case = case_for(user=request.user, case_id=case_id)
    no_longer_hear(case=case, by=request.user, now=timezone.now())
    return _shown(request, case.pk)


def _shown(request: HttpRequest, case_id: int) -> HttpResponse:
    if request.htmx:
        return case_pane(request, Place.of(request), case_id=case_id, opens=BESIDE)
    return redirect(f"{reverse('desk:case-part', args=[case_id])}?of={BESIDE}#support")
