"""You said, we did: written, published, told to those who had said it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission, require
from baraza.base.office.actions import acknowledge
from baraza.base.office.queries import not_yet_acknowledged, profile
from baraza.dialogue.audiences.actions.mailing import (
    FieldsWithoutValue,
    NeedsApproval,
    NobodyReached,
)
from baraza.insight import outcomes as queries
from baraza.insight.actions import outcomes as acts
from baraza.insight.models import Outcome
from baraza.web.desk.access import staff_only
from baraza.web.desk.audiences.telling import samples_of
from baraza.web.desk.audiences.views import reasons_of
from baraza.web.desk.website.outcome_forms import OutcomeForm

PAGE = 50


@staff_only("GET", needs=Permission.DRAFT)
def outcomes(request: HttpRequest) -> HttpResponse:
    """What came of what people said?"""
    rows = Outcome.objects.select_related("topic", "mailing")[: PAGE + 1]
    context = {
        "question": _("What came of what people said?"),
        "outcomes": rows[:PAGE],
        "has_more": len(rows) > PAGE,
        "proposals": queries.proposals(now=timezone.now()),
    }
    return render(request, "desk/website/outcomes.html", context)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def edit(request: HttpRequest, outcome_id: int | None = None) -> HttpResponse:
    """What did they say, and what did we do?"""
    outcome = Outcome.objects.get(pk=outcome_id) if outcome_id else None
    if outcome is not None and outcome.published_at and request.method == "POST":
        # What everybody reads is changed only by whoever may publish.
        require(request.user, Permission.PUBLISH)
    data = request.POST or None
    if outcome is not None:
        form = OutcomeForm.of(outcome, data)
    else:
        form = OutcomeForm.new(
            data,
            topic=request.GET.get("topic", ""),
            since=request.GET.get("since", ""),
            today=timezone.localdate(),
        )
    if request.method == "POST" and form.is_valid():
        acts.save_outcome(about=form.about, by=request.user, now=timezone.now(), outcome=outcome)
        messages.success(request, _("Kept."))
        return redirect("desk:outcomes")
    context = {
        "question": _("What did they say, and what did we do?"),
        "form": form,
        "plain": profile().default_language,
        "back": reverse("desk:outcomes"),
    }
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.PUBLISH)
def publish(request: HttpRequest, outcome_id: int) -> HttpResponse:
    """Everybody may read it."""
    outcome = Outcome.objects.get(pk=outcome_id)
    acts.publish(outcome=outcome, by=request.user, now=timezone.now())
    undo = reverse("desk:withdraw-outcome", args=[outcome.pk])
    messages.success(request, _("It is on the website within a few seconds."), extra_tags=undo)
    return redirect("desk:outcomes")


@staff_only("POST", needs=Permission.PUBLISH)
def withdraw(request: HttpRequest, outcome_id: int) -> HttpResponse:
    """It is taken off the website."""
    outcome = Outcome.objects.get(pk=outcome_id)
    acts.withdraw(outcome=outcome, by=request.user, now=timezone.now())
    undo = reverse("desk:publish-outcome", args=[outcome.pk])
    messages.success(request, _("It is no longer on the website."), extra_tags=undo)
    return redirect("desk:outcomes")


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def tell(request: HttpRequest, outcome_id: int) -> HttpResponse:
    """Who hears what came of it?"""
    outcome = Outcome.objects.select_related("mailing").get(pk=outcome_id)
    unread_rules = not_yet_acknowledged(user=request.user)
    if unread_rules and request.POST.get("keeps_to") == str(unread_rules.version):
        acknowledge(user=request.user, version=unread_rules.version, now=timezone.now())
        unread_rules = None
    trouble = ""
    if request.method == "POST" and unread_rules is None:
        trouble, mailing = _told(request, outcome)
        if mailing is not None:
            return redirect("desk:mailing", mailing)
    context = {
        "question": _("Who hears what came of it?"),
        "outcome": outcome,
        "trouble": trouble,
        "asks_for_rules": bool(unread_rules) and request.method == "POST" and not trouble,
        **_preview(request, outcome),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/website/tell.html", context, status=status)


def _told(request: HttpRequest, outcome: Outcome) -> tuple[str, int | None]:
    """What went wrong, and the number of the mailing where nothing did."""
    try:
        mailing = acts.tell_who_said_it(
            outcome=outcome,
            by=request.user,
            site=request.build_absolute_uri("/"),
            now=timezone.now(),
        )
    except acts.NotPublished:
        return _("Publish it first: people are told what everybody may read."), None
    except NobodyReached:
        return _("Nobody would get it. Nothing was sent."), None
    except NeedsApproval:
        words = _("Your letters need approval: ask somebody who approves to send this one.")
        return words, None
    except FieldsWithoutValue as wrong:
        words = _("Its words contain %(fields)s, which means nothing to many. Change them.")
        return words % {"fields": ", ".join(wrong.fields)}, None
    return "", mailing.pk


def _preview(request: HttpRequest, outcome: Outcome) -> dict[str, Any]:
    now = timezone.now()
    size = queries.whom_to_tell(outcome=outcome, user=request.user, now=now)
    samples = samples_of(
        question=queries.TELLING,
        people=queries.untold_people(outcome),
        texts=queries.letter_texts(outcome),
        user=request.user,
        now=now,
    )
    return {"size": size, "reasons": reasons_of(size), "samples": samples}
