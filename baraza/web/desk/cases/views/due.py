"""Who is to hear from us today: people whose update is due, agencies to be reminded."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.dialogue.conversations.models import Approval
from baraza.engagement.casework.queries.clocks import chases_due, updates_due, works_for
from baraza.engagement.casework.queries.inquiries import approvals_waiting, papers_waiting
from baraza.engagement.casework.rules import today
from baraza.web.desk.access import staff_only

SHOWN = 100


@staff_only("GET", needs=Permission.READ_LETTERS)
def due(request: HttpRequest) -> HttpResponse:
    """Who is to hear from us today?"""
    day = today()
    is_mine = request.GET.get("mine") == "1"
    workers = works_for(user=request.user, day=day) if is_mine else None
    updates = updates_due(user=request.user, day=day, workers=workers)
    chases = chases_due(user=request.user, day=day, workers=workers)
    context = {
        "question": _("Who is to hear from us today?"),
        "is_mine": is_mine,
        "day": day,
        "updates": updates.select_related("kind", "person", "assigned_to")[: SHOWN + 1],
        "chases": chases.select_related(
            "organisation", "case__kind", "case__person", "case__assigned_to"
        )[: SHOWN + 1],
        "papers": papers_waiting(user=request.user)[:SHOWN],
        "approvals": _approvals(request.user)[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "desk/cases/due.html", context)


def _approvals(user: User) -> QuerySet[Approval]:
    if not may(user, Permission.APPROVE):
        return Approval.objects.none()
    return approvals_waiting(user=user)
