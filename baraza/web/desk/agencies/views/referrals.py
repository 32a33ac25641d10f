"""Whether sending people to an agency helped them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.engagement.casework.actions.agencies import note_outcome
from baraza.engagement.casework.models import CaseStep, Decision
from baraza.engagement.casework.queries.agencies import referral_outcomes, referrals_to_ask
from baraza.web.desk.access import staff_only
from baraza.web.desk.agencies.views.contacts import day_in

MOST_SHOWN = 100
UNDO = "undo"
ANSWERS = {"yes": True, "no": False, "later": None, UNDO: None}
OF_A_LINE = ("case__person", "referral__organisation", "referral__programme")


@staff_only("GET", needs=Permission.READ_LETTERS)
def referrals(request: HttpRequest) -> HttpResponse:
    """Did it help to send them there?"""
    rows = referrals_to_ask(user=request.user, day=timezone.localdate())
    found = list(rows[: MOST_SHOWN + 1])
    context = {
        "question": _("Did it help to send them there?"),
        "steps": found[:MOST_SHOWN],
        "has_more": len(found) > MOST_SHOWN,
        "outcomes": referral_outcomes(user=request.user),
    }
    return render(request, "desk/agencies/referrals.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def outcome(request: HttpRequest, decision_id: int) -> HttpResponse:
    """It helped, it did not, nobody knows yet; or that was not meant."""
    decision = Decision.objects.visible_to(request.user).get(pk=decision_id)
    answer = request.POST.get("helped", "")
    if answer not in ANSWERS:
        return redirect("desk:referrals")
    asked = CaseStep.objects.visible_to(request.user).filter(referral=decision)
    before = asked.values_list("due_date", flat=True).first()
    note_outcome(
        decision=decision,
        helped=ANSWERS[answer],
        by=request.user,
        now=timezone.now(),
        ask_on=day_in(request.POST.get("due", "")) if answer == UNDO else None,
    )
    step = asked.select_related(*OF_A_LINE).first()
    if not request.htmx or step is None:
        return redirect("desk:referrals")
    context = {"step": step, "answer": "" if answer == UNDO else answer, "due": before}
    return render(request, "desk/agencies/referral_line.html", context)
