"""The cases as a whole page, or the pane that changed with what must change beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from baraza.engagement.casework.actions.changing import note_fetched, note_read
from baraza.engagement.casework.queries import board
from baraza.engagement.casework.queries.file import case_for
from baraza.web.desk.cases.place import TABS, Place
from baraza.web.desk.cases.sections import sections_of
from baraza.web.desk.inbox.views.pages import Toast

ROWS = 50


def cases_page(
    request: HttpRequest, place: Place, *, case_id: int | None = None, **further: Any
) -> HttpResponse:
    """The whole page: list, and the case where one is named."""
    return render(
        request,
        "desk/cases/cases.html",
        {
            **list_context(request, place),
            **(case_context(request, place, case_id, **further) if case_id else further),
        },
    )


def case_pane(
    request: HttpRequest,
    place: Place,
    *,
    case_id: int,
    toast: Toast | None = None,
    changed: bool = False,
    ahead: bool = False,
    status: int = 200,
    **further: Any,
) -> HttpResponse:
    """The pane with a case, after reading it or after an act on it.

    With `changed`, its row in the list is drawn anew. `further` reaches the templates, for a form
    that was not right.
    """
    context = case_context(request, place, case_id, ahead=ahead, **further)
    parts = [render_to_string("desk/cases/open.html", context, request)]
    if changed:
        row = {**context, "row": context["case"], "oob": "outerHTML"}
        parts.append(render_to_string("desk/cases/row.html", row, request))
    if toast is not None:
        parts.append(render_to_string("desk/inbox/toast.html", {"toast": toast}, request))
    return HttpResponse("".join(parts), status=status)


def list_context(request: HttpRequest, place: Place) -> dict[str, Any]:
    """The rows of the list."""
    rows = board.cases(user=request.user, question=place.asks(request.user), limit=ROWS)
    tabs = [
        {"label": label, "url": Place(state=state).list_url, "current": state == place.state}
        for state, label in TABS.items()
    ]
    return {**_where(place), "rows": rows, "tabs": tabs}


def case_context(
    request: HttpRequest, place: Place, case_id: int, *, ahead: bool = False, **further: Any
) -> dict[str, Any]:
    """The case with its sections, and that it was read. Raises Case.DoesNotExist."""
    case = case_for(user=request.user, case_id=case_id)
    (note_fetched if ahead else note_read)(case=case, by=request.user, now=timezone.now())
    around = {**_where(place), "case": case, **further}
    return {
        **around,
        "sections": sections_of(case, request, around, beside=False),
        "sections_beside": sections_of(case, request, around, beside=True),
    }


def _where(place: Place) -> dict[str, Any]:
    return {
        "question": place.question,
        "state": place.state,
        "here": place.here,
        "list_url": place.list_url,
    }
