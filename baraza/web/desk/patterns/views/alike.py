"""Cases like the one that is open: why, and whether they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number, numbers
from baraza.engagement.casework.actions import patterns as acts
from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.likeness import similar_cases
from baraza.engagement.casework.queries.patterns import pattern_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.views.pages import Toast
from baraza.web.desk.patterns.views.patterns import made_of


@staff_only("GET", needs=Permission.READ_LETTERS)
def alike(request: HttpRequest, case_id: int) -> HttpResponse:
    """Which cases are like this one? The file of a case asks by itself once it is shown; where the
    case was taken back or shut to a circle just then, the part stays as it is.
    """
    try:
        case = case_for(user=request.user, case_id=case_id)
    except Case.DoesNotExist:
        if request.htmx:
            return HttpResponse(status=204)
        raise
    return _shown(request, case)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def reject(request: HttpRequest, case_id: int, other_id: int) -> HttpResponse:
    """Not alike; the next one moves up."""
    case, other = _both(request, case_id, other_id)
    acts.reject_likeness(case=case, other=other, by=request.user, now=timezone.now())
    toast = Toast(
        words=_("Not suggested again."),
        undo_url=reverse("desk:alike-again", args=[case.pk, other.pk]),
    )
    return _shown(request, case, toast)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def unreject(request: HttpRequest, case_id: int, other_id: int) -> HttpResponse:
    """They are, after all."""
    case, other = _both(request, case_id, other_id)
    acts.unreject_likeness(case=case, other=other, by=request.user, now=timezone.now())
    return _shown(request, case)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def gather(request: HttpRequest, case_id: int) -> HttpResponse:
    """They have one cause: into the pattern one of them is in, or a new one."""
    case = case_for(user=request.user, case_id=case_id)
    ids = numbers(request.POST.getlist("other"))
    if into := number(request.POST.get("pattern")):
        pattern = pattern_for(pattern_id=into)
        acts.gather(pattern=pattern, case_ids=[case.pk, *ids], by=request.user, now=timezone.now())
        return redirect("desk:pattern", pattern.pk)
    made = made_of(request, case, ids)
    return redirect("desk:change-pattern", made.pk)


def _both(request: HttpRequest, case_id: int, other_id: int) -> tuple[Case, Case]:
    user = request.user
    return case_for(user=user, case_id=case_id), case_for(user=user, case_id=other_id)


def _shown(request: HttpRequest, case: Case, toast: Toast | None = None) -> HttpResponse:
    found = similar_cases(user=request.user, case=case, now=timezone.now())
    known = next((one.case.pattern for one in found if one.case.pattern_id), None)
    context = {
        "question": _("Which cases are like this one?"),
        "case": case,
        "found": found,
        "known": known if case.pattern_id is None else None,
        "toast": toast,
    }
    part = "desk/patterns/alike.html" if request.htmx else "desk/patterns/alike_page.html"
    return render(request, part, context)
