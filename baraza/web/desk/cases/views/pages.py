"""The cases as a whole page, or the pane that changed with what must change beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.actions.notifications import mark_known
from baraza.engagement.casework.actions.changing import note_fetched, note_read
from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries import board
from baraza.engagement.casework.queries.file import case_for, file_of, neighbours_of
from baraza.engagement.casework.queries.next_steps import NextStep
from baraza.engagement.casework.queries.timeline import Timeline, timeline
from baraza.web.desk.cases.filters import chips_for
from baraza.web.desk.cases.lines import lines_of
from baraza.web.desk.cases.place import TABS, Place
from baraza.web.desk.cases.section import Context
from baraza.web.desk.cases.sections import sections_beside, sections_of
from baraza.web.desk.inbox.views.pages import LEAVES_IN, NO_ROW, Toast, toast_alone

__all__ = [
    "LEAVES_IN",
    "Toast",
    "after_act",
    "case_pane",
    "cases_page",
    "list_context",
    "toast_alone",
]

ROWS = 30
# What is around a case, fetched once it is seen.
BESIDE = "beside"
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

    With `changed`, its row is drawn anew where the list shows it. `further` reaches the templates,
    for a form that was not right; of it, `opens` names the section to unfold.
    """
    if not request.htmx:
        if toast is not None:
            messages.success(request, toast.words)
        response = cases_page(request, place, case_id=case_id, **further)
        response.status_code = status
        return response
    context = case_context(request, place, case_id, ahead=ahead, **further)
    parts = [render_to_string("desk/cases/open.html", context, request)]
    if changed and NO_ROW not in request.headers:
        rows = board.rows_of([context["case"]], day=timezone.localdate(), now=timezone.now())
        shown = {**context, "rows": lines_of(rows, here=place.here), "oob": "outerHTML"}
        parts.append(render_to_string("desk/cases/lines.html", shown, request))
    if toast is not None:
        parts.append(render_to_string("desk/inbox/toast.html", {"toast": toast}, request))
    return HttpResponse("".join(parts), status=status)


def after_act(
    request: HttpRequest, *, case_id: int, toast: Toast, section: str, **further: Any
) -> HttpResponse:
    """The case as it stands after an act; a browser without scripts is led back to the section."""
    if request.htmx:
        return case_pane(
            request, Place.of(request), case_id=case_id, toast=toast, changed=True, **further
        )
    messages.success(request, toast.words)
    return redirect(reverse("desk:case", args=[case_id]) + f"#{section}")


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
        "rows": lines_of(shown, here=place.here),
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
    around = around_sections(place, case, file.next_step, now) | {"file": file, **further}
    anchor = WHERE[file.next_step]
    drawn = {anchor, further.get("opens", "")}
    sections = sections_of(case, request, around, file=file, drawn=drawn)
    happened = timeline(case=case, user=request.user, letters=file.letters, kinds=file.kinds)
    beside = beside_context(request, case, around) if further.get("opens") == BESIDE else {}
    return {
        **around,
        **beside,
        **timeline_context(case, happened),
        "next_section": next((one for one in sections if one.name == anchor), None),
        "sections": [one for one in sections if one.name != anchor],
    }


def around_sections(place: Place, case: Case, next_step: NextStep, now: datetime) -> dict[str, Any]:
    """What stands in every section of a file."""
    return {
        **where(place),
        "case": case,
        "next_step": next_step,
        "today": timezone.localdate(now),
    }


def beside_context(request: HttpRequest, case: Case, around: Context) -> dict[str, Any]:
    """The cases around this one, and what else stands beside its file."""
    return {
        "neighbours": neighbours_of(case=case, user=request.user),
        "sections_beside": sections_beside(case, request, around),
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
