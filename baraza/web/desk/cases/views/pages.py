"""The cases as a whole page, or the pane that changed with what must change beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from baraza.base.accounts.actions.notifications import mark_known
from baraza.engagement.casework.actions.changing import note_fetched, note_read
from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries import board
from baraza.engagement.casework.queries.file import case_for, file_of
from baraza.engagement.casework.queries.next_steps import NextStep
from baraza.engagement.casework.queries.timeline import Timeline, timeline
from baraza.web.desk.cases.filters import chips_for
from baraza.web.desk.cases.place import TABS, Place
from baraza.web.desk.cases.sections import sections_of
from baraza.web.desk.inbox.views.pages import Toast, toast_alone

__all__ = ["Toast", "case_pane", "cases_page", "list_context", "toast_alone"]

ROWS = 50
# Where in the file the next step is taken.
WHERE = {
    NextStep.DECIDE: "decision",
    NextStep.AUTHORISE: "authorisation",
    NextStep.ASK: "inquiries",
    NextStep.CHASE: "inquiries",
    NextStep.WAIT: "inquiries",
    NextStep.TELL: "updates",
    NextStep.DO: "steps",
    NextStep.CLOSE: "closing",
    NextStep.NOTHING: "closing",
}


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
    """The pane with a case, after reading it or after an act on it; the whole page for a browser
    without scripts.

    With `changed`, its row in the list is drawn anew. `further` reaches the templates, for a form
    that was not right; of it, `opens` names the section to unfold.
    """
    if not request.htmx:
        if toast is not None:
            messages.success(request, toast.words)
        response = cases_page(request, place, case_id=case_id, **further)
        response.status_code = status
        return response
    context = case_context(request, place, case_id, ahead=ahead, **further)
    parts = [render_to_string("desk/cases/open.html", context, request)]
    if changed:
        row = board.rows_of([context["case"]], day=timezone.localdate(), now=timezone.now())[0]
        shown = {**context, "row": row, "oob": "outerHTML"}
        parts.append(render_to_string("desk/cases/row.html", shown, request))
    if toast is not None:
        parts.append(render_to_string("desk/inbox/toast.html", {"toast": toast}, request))
    return HttpResponse("".join(parts), status=status)


def list_context(request: HttpRequest, place: Place) -> dict[str, Any]:
    """The rows of the list, and the way to further ones."""
    now = timezone.now()
    question = place.asks(request.user)
    rows = board.cases(
        user=request.user,
        question=question,
        day=timezone.localdate(now),
        now=now,
        limit=ROWS + 1,
        after=place.after,
    )
    shown = rows[:ROWS]
    further = place.further_than(shown[-1].case, question) if len(rows) > ROWS else ""
    kept = {name: value for name, value in place.filters.items() if name not in {"late", "stuck"}}
    tabs = [
        {
            "label": label,
            "url": Place(state=state, search=place.search, filters=kept).list_url,
            "current": state == place.state,
        }
        for state, label in TABS.items()
    ]
    return {
        **where(place),
        "rows": shown,
        "further_url": further,
        "is_further": place.after is not None,
        "tabs": tabs,
        "chips": chips_for(place),
        "kept_parts": {name: part for name, part in place.parts.items() if name != "search"},
    }


def case_context(
    request: HttpRequest, place: Place, case_id: int, *, ahead: bool = False, **further: Any
) -> dict[str, Any]:
    """The case with its sections, and that it was read. Raises Case.DoesNotExist."""
    now = timezone.now()
    case = case_for(user=request.user, case_id=case_id)
    if ahead:
        note_fetched(case=case, by=request.user, now=now)
    else:
        note_read(case=case, by=request.user, now=now)
        mark_known(user=request.user, about=case, now=now)
    file = file_of(case=case, user=request.user, day=timezone.localdate(now), now=now)
    around = {
        **where(place),
        "case": case,
        "file": file,
        "today": timezone.localdate(now),
        **further,
    }
    sections = sections_of(case, request, around, beside=False)
    anchor = WHERE[file.next_step]
    return {
        **around,
        **timeline_context(case, timeline(case=case, user=request.user)),
        "next_section": next((one for one in sections if one.name == anchor), None),
        "sections": [one for one in sections if one.name != anchor],
        "sections_beside": sections_of(case, request, around, beside=True),
    }


def timeline_context(case: Case, found: Timeline) -> dict[str, Any]:
    """A page of what happened, and where the next one begins."""
    return {"case": case, "entries": found.entries, "older": found.older}


def where(place: Place) -> dict[str, Any]:
    """What every part of the screen says of the list it leads back to."""
    return {
        "question": place.question,
        "state": place.state,
        "search": place.search,
        "here": place.here,
        "list_url": place.list_url,
    }
