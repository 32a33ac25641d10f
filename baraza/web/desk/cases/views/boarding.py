"""The board of cases, and how much each colleague has."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from baraza.base.accounts.rules import Permission
from baraza.engagement.casework.actions import assigning
from baraza.engagement.casework.models import Urgency
from baraza.engagement.casework.queries import board as queries
from baraza.engagement.casework.queries.load import desks, heaviest
from baraza.engagement.casework.queries.next_steps import NextStep
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.filters import chips_for
from baraza.web.desk.cases.lines import lines_of
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import where

MOST = 5_000
BOARDS: dict[str, str | Promise] = {
    "step": gettext_lazy("By next step"),
    "clock": gettext_lazy("By clock"),
    "urgency": gettext_lazy("By urgency"),
}
CLOCKS: dict[str, str | Promise] = {
    "late": gettext_lazy("Somebody waits too long"),
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("This week"),
    "later": gettext_lazy("Later"),
    "none": gettext_lazy("No clock runs"),
}


@staff_only("GET", needs=Permission.READ_LETTERS)
def board(request: HttpRequest) -> HttpResponse:
    """Where do our cases stand?"""
    place, now = Place.of(request), timezone.now()
    by = request.GET.get("by", "step")
    by = by if by in BOARDS else "step"
    columns = queries.board(
        user=request.user,
        question=place.asks(request.user),
        by=by,
        day=timezone.localdate(now),
        now=now,
    )
    mark = "&" if place.here else "?"
    address = reverse("desk:case-board")
    mine = place.but(mine="" if "mine" in place.filters else "1")
    context = {
        **where(place),
        "question": _("Where do our cases stand?"),
        "chips": [(chip.label, chip.without) for chip in chips_for(place)],
        "boards": [
            {
                "label": label,
                "url": f"{address}{place.here}{mark}by={key}",
                "current": key == by,
            }
            for key, label in BOARDS.items()
        ],
        "mine_url": f"{address}{mine.here}{'&' if mine.here else '?'}by={by}",
        "is_mine": "mine" in place.filters,
        "columns": [
            {
                "label": _label(by, column.key),
                "column": column,
                "lines": lines_of(column.rows, here=place.here),
                "url": _all_of(place, by, column),
            }
            for column in columns
        ],
    }
    return render(request, "desk/cases/board.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
def load(request: HttpRequest) -> HttpResponse:
    """Who has how much?"""
    now = timezone.now()
    day = timezone.localdate(now)
    found = desks(user=request.user, day=day)
    questions = {
        "nobody": Place(filters={"nobody": "1"}).asks(request.user),
        "stuck": Place(filters={"stuck": "1"}).asks(request.user),
    }
    context = {
        "question": _("Who has how much?"),
        "desks": sorted(found, key=lambda one: -one.weight),
        "heaviest": heaviest(found),
        "counts": queries.counts(user=request.user, questions=questions, day=day, now=now),
    }
    return render(request, "desk/cases/load.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def share_out(request: HttpRequest) -> HttpResponse:
    """What is nobody's goes to who knows the matter and is here, then to who has least."""
    now = timezone.now()
    day = timezone.localdate(now)
    question = queries.Question(is_unassigned=True)
    rows = queries.matching(user=request.user, question=question, day=day, now=now)
    chosen = list(rows.order_by().values_list("pk", flat=True)[:MOST])
    done = assigning.share_out(case_ids=chosen, by=request.user, day=day, now=now)
    count = len(done.former)
    words = ngettext("%(count)d case was given.", "%(count)d cases were given.", count)
    said = words % {"count": count} if count else _("Nobody could be given one.")
    messages.success(request, said)
    return redirect("desk:case-load")


def _label(by: str, key: str) -> str:
    if by == "clock":
        return str(CLOCKS[key])
    if by == "urgency":
        return str(Urgency(int(key)).label)
    return str(NextStep(key).label)


def _all_of(place: Place, by: str, column: queries.Column) -> str:
    """The list of a whole column, where one address says what is in it."""
    match by:
        case "step":
            return place.but(step=column.key).list_url
        case "urgency":
            return place.but(urgency=column.key).list_url
    return place.but(late="any").list_url if column.key == "late" else ""
