"""The trail, searched by whoever may; beside one letter, read by everybody who may read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.audit import queries
from baraza.common.numbers import is_number
from baraza.dialogue.conversations.queries import conversation_for
from baraza.engagement.casework.queries.file import case_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.audit.forms import SearchForm
from baraza.web.desk.audit.words import line_of


@staff_only("GET", needs=Permission.SEE_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what?"""
    form = SearchForm(request.GET, user=request.user)
    form.is_valid()
    wanted = form.cleaned_data
    before = request.GET.get("before", "")
    found = queries.entries(
        user=request.user,
        actor_id=wanted["actor"].pk if wanted.get("actor") else None,
        act=wanted.get("act", ""),
        object_kind=wanted.get("kind", ""),
        object_id=wanted.get("number", ""),
        first_date=wanted.get("first"),
        last_date=wanted.get("last"),
        before=int(before) if is_number(before) else None,
        limit=queries.PAGE + 1,
    )
    shown = found[: queries.PAGE]
    older = request.GET.copy()
    if len(found) > queries.PAGE:
        older["before"] = str(shown[-1].number)
    context = {
        "question": _("Who did what?"),
        "form": form,
        "lines": [line_of(entry) for entry in shown],
        "older": f"?{older.urlencode()}" if len(found) > queries.PAGE else "",
        "searched": any(wanted.values()),
    }
    return render(request, "desk/audit/trail.html", context)


@staff_only("GET", needs=Permission.SEE_AUDIT)
def head(request: HttpRequest) -> HttpResponse:
    """The end of the trail, to be kept elsewhere: proof that nothing before it changed."""
    kept = queries.head()
    response = JsonResponse(kept, json_dumps_params={"indent": 2})
    name = f"trail-{kept['office']}-{kept['number']}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff_only("GET", needs=Permission.READ_LETTERS)
def of_conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Who read and changed this?"""
    conversation = conversation_for(user=request.user, conversation_id=conversation_id)
    lines = [line_of(one) for one in queries.entries_for(obj=conversation, user=request.user)]
    context = {
        "question": _("Who read and changed this?"),
        "conversation": conversation,
        "lines": lines,
    }
    return render(request, "desk/audit/of_letter.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
def of_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Who read and changed this?"""
    case = case_for(user=request.user, case_id=case_id)
    context = {
        "question": _("Who read and changed this?"),
        "case": case,
        "lines": [line_of(one) for one in queries.entries_for(obj=case, user=request.user)],
    }
    return render(request, "desk/audit/of_letter.html", context)
