"""Patterns: those suggested, those gathered, and what is in one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number, numbers
from baraza.engagement.casework.actions import patterns as acts
from baraza.engagement.casework.actions import suggesting
from baraza.engagement.casework.models import (
    Case,
    PaperKind,
    Pattern,
    PatternState,
    PatternSuggestion,
)
from baraza.engagement.casework.queries import patterns as queries
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.likeness import written_as
from baraza.web.desk.access import staff_only
from baraza.web.desk.patterns.forms import PatternForm, office_languages

WORDS = 4
SAMPLE = 5


@staff_only("GET", needs=Permission.READ_LETTERS)
def patterns(request: HttpRequest) -> HttpResponse:
    """What goes wrong again and again?"""
    state = request.GET.get("state", PatternState.OPEN)
    if state not in PatternState.values:
        state = PatternState.OPEN
    suggested = queries.suggestions(user=request.user) if state == PatternState.OPEN else []
    return render(
        request,
        "desk/patterns/patterns.html",
        {
            "question": _("What goes wrong again and again?"),
            "rows": queries.patterns(user=request.user, state=state),
            "state": state,
            "suggested": [_card(one) for one in suggested],
            "dismissed": [
                _card(one) for one in queries.suggestions(user=request.user, dismissed=True)
            ]
            if state == PatternState.DROPPED
            else [],
        },
    )


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def new(request: HttpRequest) -> HttpResponse:
    """What goes wrong?"""
    form = PatternForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = acts.make_pattern(by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("desk:pattern", made.pk)
    context = {"question": _("What goes wrong?"), "form": form}
    return render(request, "desk/patterns/form.html", context, status=422 if form.errors else 200)


@staff_only("GET", needs=Permission.READ_LETTERS)
def suggested(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Do these have one cause?"""
    found = queries.suggestion_for(user=request.user, suggestion_id=suggestion_id)
    return render(
        request,
        "desk/patterns/suggested.html",
        {"question": _("Do these have one cause?"), **_card(found)},
    )


@staff_only("POST", needs=Permission.MANAGE_CASES)
def take(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """They have: gather them."""
    found = queries.suggestion_for(user=request.user, suggestion_id=suggestion_id)
    row = found.suggestion
    made = acts.make_pattern(
        name=_name(found),
        by=request.user,
        now=timezone.now(),
        kind=row.kind,
        organisation=row.organisation,
        area=row.area,
        case_ids=[case.pk for case in found.cases],
        suggestion=row,
    )
    messages.success(request, _("Gathered. Say in a line what goes wrong."))
    return redirect("desk:change-pattern", made.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def dismiss(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """They have nothing in common."""
    found = queries.suggestion_for(user=request.user, suggestion_id=suggestion_id)
    suggesting.dismiss_suggestion(suggestion=found.suggestion, by=request.user, now=timezone.now())
    messages.success(
        request, _("Nobody is asked again. Under “Not one after all” you can change your mind.")
    )
    return redirect("desk:patterns")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def again(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Perhaps they have, after all."""
    row = PatternSuggestion.objects.get(pk=suggestion_id)
    suggesting.suggest_again(suggestion=row, by=request.user, now=timezone.now())
    return redirect("desk:patterns")


@staff_only("GET", needs=Permission.READ_LETTERS)
def pattern(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """What do we know of it, and what became of it?"""
    found = queries.pattern_for(pattern_id=pattern_id)
    cases = list(queries.cases_of(pattern=found, user=request.user)[: queries.SHOWN + 1])
    return render(
        request,
        "desk/patterns/pattern.html",
        {
            "question": found.name,
            "pattern": found,
            "figures": queries.figures(pattern=found, user=request.user, now=timezone.now()),
            "cases": cases[: queries.SHOWN],
            "has_more": len(cases) > queries.SHOWN,
            "perhaps": queries.perhaps_also(pattern=found, user=request.user),
            "gone": queries.let_go_of(pattern=found, user=request.user),
            "papers": queries.papers_of(pattern=found),
            "lessons": queries.lessons_of(pattern=found),
            "kinds": PaperKind.choices,
            "languages": office_languages(),
        },
    )


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def change(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """What goes wrong, and where?"""
    found = queries.pattern_for(pattern_id=pattern_id)
    form = PatternForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        fresh = queries.pattern_for(pattern_id=pattern_id)
        acts.change_pattern(pattern=fresh, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("desk:pattern", pattern_id)
    context = {"question": _("What goes wrong?"), "form": form, "pattern": found}
    return render(request, "desk/patterns/form.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def gather(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """These have this cause, too."""
    found = queries.pattern_for(pattern_id=pattern_id)
    chosen = numbers(request.POST.getlist("case"))
    acts.gather(pattern=found, case_ids=chosen, by=request.user, now=timezone.now())
    return redirect("desk:pattern", pattern_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def let_go(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """This one has another cause."""
    found = queries.pattern_for(pattern_id=pattern_id)
    acts.let_go(pattern=found, case=_case(request), by=request.user, now=timezone.now())
    return redirect("desk:pattern", pattern_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def drop(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """It is none after all."""
    found = queries.pattern_for(pattern_id=pattern_id)
    acts.drop_pattern(pattern=found, by=request.user, now=timezone.now())
    return redirect("desk:pattern", pattern_id)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def reopen(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """It goes on."""
    found = queries.pattern_for(pattern_id=pattern_id)
    acts.reopen_pattern(pattern=found, by=request.user, now=timezone.now())
    return redirect("desk:pattern", pattern_id)


def _case(request: HttpRequest) -> Case:
    return case_for(user=request.user, case_id=number(request.POST.get("case")))


def _card(found: queries.Suggested) -> dict[str, Any]:
    """A suggestion as it is shown: what they share, in the words of those who told it."""
    texts = " ".join(
        " ".join([case.title, case.story]) for case in found.cases[: SAMPLE * 2] if not case.secret
    )
    row = found.suggestion
    return {
        "suggestion": row,
        "count": found.count,
        "words": written_as(row.stems, texts)[:WORDS],
        "cases": found.cases,
        "sample": found.cases[:SAMPLE],
    }


def _name(found: queries.Suggested) -> str:
    words = ", ".join(_card(found)["words"])
    kind = found.suggestion.kind.said("name")
    return f"{kind}: {words}" if words else kind


def made_of(request: HttpRequest, case: Case, case_ids: list[int]) -> Pattern:
    """A new pattern of a case and those like it."""
    return acts.make_pattern(
        name=case.title,
        by=request.user,
        now=timezone.now(),
        kind=case.kind,
        organisation=case.organisation,
        case_ids=[case.pk, *case_ids],
    )
