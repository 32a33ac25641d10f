"""The list of cases, and the file of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baraza.base.accounts.rules import Permission
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import case_pane, cases_page, list_context


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
