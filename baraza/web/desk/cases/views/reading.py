"""The list of cases, the file of one, and what is kept in it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record_reading
from baraza.common.numbers import is_number
from baraza.engagement.casework.models import CaseFile
from baraza.engagement.casework.queries.file import case_for, next_step_of
from baraza.engagement.casework.queries.timeline import Before, Kind, timeline
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.sections import drawn, section_called
from baraza.web.desk.cases.views.pages import (
    BESIDE,
    around_sections,
    beside_context,
    case_pane,
    cases_page,
    list_context,
    timeline_context,
    where,
)
from baraza.web.desk.inbox.views.enclosing import shown
from baraza.web.desk.inbox.views.teamwork import moment_in


@staff_only("GET", needs=Permission.READ_LETTERS)
def cases(request: HttpRequest) -> HttpResponse:
    """Whose trouble needs us?"""
    place = Place.of(request)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "desk/cases/rows.html", list_context(request, place))
    return cases_page(request, place)


@staff_only("GET", needs=Permission.READ_LETTERS)
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """What happened, and what comes next?"""
    place = Place.of(request)
    if request.htmx and not request.htmx.history_restore_request:
        return case_pane(request, place, case_id=case_id, ahead="ahead" in request.GET)
    return cases_page(request, place, case_id=case_id)


@staff_only("GET", needs=Permission.READ_LETTERS)
def part(request: HttpRequest, case_id: int) -> HttpResponse:
    """What does this part say? The whole file, unfolded there, for a browser without scripts."""
    place, name = Place.of(request), request.GET.get("of", "")
    section = section_called(name)
    if not request.htmx or (section is None and name != BESIDE):
        return cases_page(request, place, case_id=case_id, opens=name)
    found, now = case_for(user=request.user, case_id=case_id), timezone.now()
    step = next_step_of(case=found, day=timezone.localdate(now))
    around = around_sections(place, found, step, now)
    if section is not None:
        return HttpResponse(drawn(section, found, request, around))
    context = around | beside_context(request, found, around)
    return render(request, "desk/cases/beside.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
def earlier(request: HttpRequest, case_id: int) -> HttpResponse:
    """What happened before that?"""
    case = case_for(user=request.user, case_id=case_id)
    before = _before(request)
    found = timeline(case=case, user=request.user, before=before)
    context = {**where(Place.of(request)), **timeline_context(case, found)}
    return render(request, "desk/cases/entries.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
@xframe_options_sameorigin
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A document or photo of a case; it was looked through when it was kept."""
    kept = CaseFile.objects.visible_to(request.user).select_related("case").get(public_id=public_id)
    record_reading(
        actor=request.user,
        act="file_opened",
        obj=kept.case,
        now=timezone.now(),
        detail={"file": kept.pk},
    )
    return shown(bytes(kept.content), name=kept.name, keep="keep" in request.GET)


def _before(request: HttpRequest) -> Before:
    """Where the page before ended; nonsense is no page."""
    said = request.GET
    number, kind = said.get("number", ""), said.get("kind", "")
    at = moment_in(said.get("at", ""))
    if at is None or kind not in list(Kind) or not is_number(number):
        raise Http404
    return Before(at=at, kind=Kind(kind), number=int(number))
