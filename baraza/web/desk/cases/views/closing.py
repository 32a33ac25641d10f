"""Close a case, undo it, and open it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from baraza.base.accounts.rules import Permission
from baraza.engagement.casework.actions import closing
from baraza.engagement.casework.models import Case, CaseState, InquiryState, Outcome
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.updates import (
    Reached,
    open_promises,
    reached,
    ready_closing,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.forms.telling import WRITTEN, CloseForm, Way
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import Toast, after_act
from baraza.web.desk.cases.views.telling import (
    REFUSALS,
    note_refusal,
    redrawn,
    words_of,
    written_context,
)
from baraza.web.desk.inbox.views.answering import rules_first

P = Permission


@staff_only("GET", "POST", needs=P.MANAGE_CASES)
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    """What came of it?"""
    case = case_for(user=request.user, case_id=case_id)
    if case.state == CaseState.CLOSED:
        return _said(request, case, Toast(words=_("A colleague has closed it meanwhile.")))
    reach = reached(case=case)
    if request.method == "GET" or "redraw" in request.POST:
        return _shown(request, case, _drawn(request, case, reach), reach)
    form = _form(case, reach, request.POST)
    if not form.is_valid():
        return _shown(request, case, form, reach, status=422)
    given = form.cleaned_data
    is_told = form.chosen != Way.NONE
    if form.chosen in WRITTEN and rules_first(request):
        return _shown(request, case, form, reach, status=422, asks_for_rules=True)
    ready = ready_closing(case=case, outcome=given["outcome"])
    try:
        closing.close(
            case=case,
            outcome=Outcome(given["outcome"]),
            by=request.user,
            now=timezone.now(),
            version=given["version"],
            changed=given["changed"],
            learnt=given["learnt"],
            saying=form.saying(language=ready.language) if is_told else None,
            site=request.build_absolute_uri("/"),
            ended=[int(one) for one in given.get("ended", [])],
            kept=form.promises_that("kept"),
            dropped=form.promises_that("dropped"),
            content=int(given["content"]) if given["content"] else None,
        )
    except closing.AlreadyClosed:
        return _said(request, case, Toast(words=_("A colleague has closed it meanwhile.")))
    except REFUSALS as refusal:
        note_refusal(form, refusal)
        return _shown(request, case, form, reach, status=422)
    toast = Toast(
        words=_("Closed."),
        undo_url=reverse("desk:undo-close-case", args=[case.pk]),
        seconds=10,
    )
    return _said(request, case, toast)


@staff_only("POST", needs=P.MANAGE_CASES)
def undo_close(request: HttpRequest, case_id: int) -> HttpResponse:
    """It was never closed."""
    case = case_for(user=request.user, case_id=case_id)
    try:
        closing.undo_close(case=case, by=request.user, now=timezone.now())
    except closing.NotClosed:
        return _said(request, case, Toast(words=_("It is open already.")))
    return _said(request, case, Toast(words=_("It is open again, as it was.")))


@staff_only("POST", needs=P.MANAGE_CASES)
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    """There is something left to do."""
    case = case_for(user=request.user, case_id=case_id)
    try:
        closing.reopen(case=case, by=request.user, now=timezone.now())
    except closing.NotClosed:
        return _said(request, case, Toast(words=_("It is open already.")))
    toast = Toast(
        words=_("It is open again."), undo_url=reverse("desk:close-case-again", args=[case.pk])
    )
    return _said(request, case, toast)


@staff_only("POST", needs=P.MANAGE_CASES)
def close_again(request: HttpRequest, case_id: int) -> HttpResponse:
    """It was opened for nothing."""
    case = case_for(user=request.user, case_id=case_id)
    try:
        closing.close_again(case=case, by=request.user, now=timezone.now())
    except closing.AlreadyClosed:
        return _said(request, case, Toast(words=_("A colleague has closed it meanwhile.")))
    toast = Toast(
        words=_("Closed as it was."), undo_url=reverse("desk:reopen-case", args=[case.pk])
    )
    return _said(request, case, toast)


def _drawn(request: HttpRequest, case: Case, reach: Reached) -> CloseForm:
    """The form with the words for what came of it."""
    if request.method == "GET":
        way, outcome = reach.ways[0], case.outcome or Outcome.SOLVED
        words = words_of(ready_closing(case=case, outcome=outcome))(way)
        return _form(
            case,
            reach,
            initial={
                "outcome": outcome,
                "changed": case.changed,
                "learnt": case.learnt,
                "ended": [str(one.pk) for one in _inquiries(case)],
                "way": way,
                "text": words,
                "offered": words,
                "address": reach.envelope,
                "version": case.version,
            },
        )
    typed = request.POST
    words = words_of(ready_closing(case=case, outcome=typed.get("outcome", "")))
    initial = redrawn(typed, words) | {"ended": typed.getlist("ended")}
    return _form(case, reach, initial=initial)


def _form(case: Case, reach: Reached, data: object = None, **kwargs: object) -> CloseForm:
    return CloseForm(
        data,
        reached=reach,
        inquiries=_inquiries(case),
        promises=open_promises(case=case),
        **kwargs,
    )


def _inquiries(case: Case) -> list:
    """What somebody still waits for, or has not put away."""
    rows = case.inquiries.exclude(state=InquiryState.ENDED).select_related("organisation")
    return list(rows.order_by("asked_at", "pk"))


def _shown(
    request: HttpRequest,
    case: Case,
    form: CloseForm,
    reach: Reached,
    *,
    status: int = 200,
    **further: object,
) -> HttpResponse:
    context = {
        "question": _("What came of it?"),
        "case": case,
        "form": form,
        "here": Place.of(request).here,
        "open_steps": list(case.steps.filter(done_at__isnull=True)),
        **written_context(request, form, reach, case),
        **further,
    }
    if not request.htmx:
        return render(request, "desk/cases/close.html", context, status=status)
    response = render(request, "desk/cases/close_form.html", context, status=status)
    return response if status == 200 else reswap(retarget(response, "#close"), "outerHTML")


def _said(request: HttpRequest, case: Case, toast: Toast) -> HttpResponse:
    return after_act(request, case_id=case.pk, toast=toast, section="closing")
