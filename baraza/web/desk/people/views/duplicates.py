"""Two records, side by side: the same person or not. Nothing is decided by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.base.people.actions import duplicates, merging
from baraza.base.people.models import (
    REASONS,
    DuplicatePair,
    DuplicateSearch,
    Merge,
    PairState,
)
from baraza.common.jobs import enqueue
from baraza.common.numbers import is_number
from baraza.insight.person import pair_to_review
from baraza.web.desk.access import staff_only


@staff_only("GET", needs=Permission.MANAGE_CASES)
def review(request: HttpRequest) -> HttpResponse:
    """Are these the same person?"""
    after = _pair_passed(request.GET.get("after", ""))
    wanted = _number(request.GET.get("pair", ""))
    found = pair_to_review(user=request.user, after=after, pair_id=wanted)
    if found is None and (after or wanted):
        return redirect(reverse("desk:duplicates-of-people") + _done_part(request))
    waiting = DuplicatePair.objects.filter(state=PairState.OPEN)
    context: dict[str, Any] = {
        "question": _("Are these the same person?") if found else _("Who is here twice?"),
        "waiting": waiting.count(),
        "last_search": DuplicateSearch.objects.first(),
        "done": _done(request.user, request.GET.get("done", "")),
    }
    if found is not None:
        pair, sides = found
        context |= {
            "pair": pair,
            "sides": sides,
            "reasons": [REASONS[reason] for reason in REASONS if reason in pair.reasons],
            "next": f"?after={pair.pk}",
            "before": _pair_before(pair),
        }
    return render(request, "desk/people/duplicates.html", context)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def merge(request: HttpRequest, pair_id: int) -> HttpResponse:
    """They are one; the record chosen stays, the other becomes part of it."""
    pair = DuplicatePair.objects.select_related("first", "second").get(
        pk=pair_id, state=PairState.OPEN
    )
    kept, merged = pair.first, pair.second
    if request.POST.get("kept") == str(pair.second_id):
        kept, merged = merged, kept
    try:
        done = merging.merge_people(kept=kept, merged=merged, by=request.user, now=timezone.now())
    except merging.CannotMerge:
        messages.error(request, _("One of them has changed meanwhile. Nothing was merged."))
        return redirect("desk:duplicates-of-people")
    return _onwards(pair, f"merge-{done.pk}")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def reject(request: HttpRequest, pair_id: int) -> HttpResponse:
    """They are two, for good."""
    pair = DuplicatePair.objects.get(pk=pair_id, state=PairState.OPEN)
    duplicates.reject_pair(pair=pair, by=request.user, now=timezone.now())
    return _onwards(pair, f"not-{pair.pk}")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def reopen(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Look again after all."""
    pair = DuplicatePair.objects.get(pk=pair_id, state=PairState.REJECTED)
    duplicates.reopen_pair(pair=pair, by=request.user, now=timezone.now())
    return redirect(f"{reverse('desk:duplicates-of-people')}?pair={pair.pk}")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Two people again, each with what was theirs."""
    done = Merge.objects.select_related("kept", "merged").get(pk=merge_id)
    try:
        restored = merging.undo_merge(merge=done, by=request.user, now=timezone.now())
    except merging.AlreadyUndone:
        return redirect("desk:person", done.merged_id)
    messages.success(
        request,
        _("%(name)s is a person of their own again, with all that was theirs.")
        % {"name": restored.name},
    )
    first, second = sorted((done.kept_id, done.merged_id))
    pair = DuplicatePair.objects.filter(first=first, second=second, state=PairState.OPEN).first()
    if pair is not None and request.POST.get("to") == "review":
        return redirect(f"{reverse('desk:duplicates-of-people')}?pair={pair.pk}")
    return redirect("desk:person", restored.pk)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def search_now(request: HttpRequest) -> HttpResponse:
    """Look at everybody now."""
    enqueue("people.suggest_duplicates")
    messages.success(request, _("We are looking. Whoever may be here twice appears on this page."))
    return redirect("desk:duplicates-of-people")


def _onwards(pair: DuplicatePair, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk:duplicates-of-people')}?after={pair.pk}&done={done}")


def _done_part(request: HttpRequest) -> str:
    done = request.GET.get("done", "")
    return f"?done={done}" if _parts(done) else ""


def _done(user: User, text: str) -> Merge | DuplicatePair | None:
    """What this user did last, so that it can be undone."""
    match _parts(text):
        case "merge", number:
            mine = Merge.objects.filter(merged_by=user, undone_at__isnull=True)
            return mine.select_related("kept", "merged").filter(pk=number).first()
        case "not", number:
            mine = DuplicatePair.objects.filter(decided_by=user, state=PairState.REJECTED)
            return mine.select_related("first", "second").filter(pk=number).first()
    return None


def _parts(text: str) -> tuple[str, int] | None:
    kind, _dash, number = text.partition("-")
    found = _number(number)
    return (kind, found) if kind in ("merge", "not") and found else None


def _number(text: str) -> int | None:
    return int(text) if is_number(text) else None


def _pair_passed(text: str) -> tuple[float, int] | None:
    number = _number(text)
    return DuplicatePair.objects.values_list("score", "pk").filter(pk=number).first()


def _pair_before(pair: DuplicatePair) -> str:
    waiting = DuplicatePair.objects.filter(state=PairState.OPEN)
    before = (
        waiting.filter(score__gt=pair.score) | waiting.filter(score=pair.score, pk__lt=pair.pk)
    ).order_by("score", "-pk")
    found = before.values_list("pk", flat=True).first()
    return f"?pair={found}" if found else ""
