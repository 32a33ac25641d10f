"""Whom the office trusts, and which of their news it passes on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baraza.base.accounts.rules import Permission
from baraza.engagement.outreach.actions import reposts as acts
from baraza.engagement.outreach.models import Repost, RepostState, TrustedSource
from baraza.web.desk.access import staff_only
from baraza.web.desk.website.forms import PassOnForm, SourceForm

PAGE = 50
SAID = {
    RepostState.SHOWN: gettext_lazy("It is on the website within a few seconds."),
    RepostState.DECLINED: gettext_lazy("It is not passed on, and will not be offered again."),
    RepostState.OFFERED: gettext_lazy("It waits for a decision again."),
}


@staff_only("GET", needs=Permission.DRAFT)
def reposts(request: HttpRequest) -> HttpResponse:
    """What do others say that our people should know?"""
    asked = request.GET.get("state", "")
    state = RepostState(asked) if asked in RepostState.values else RepostState.OFFERED
    rows = Repost.objects.filter(state=state).select_related("source")[: PAGE + 1]
    sources = list(TrustedSource.objects.all())
    context = {
        "question": _("What do others say that our people should know?"),
        "reposts": rows[:PAGE],
        "has_more": len(rows) > PAGE,
        "state": state,
        "states": RepostState.choices,
        "sources": [source for source in sources if not source.retired_at],
        "retired": [source for source in sources if source.retired_at],
    }
    return render(request, "desk/website/reposts.html", context)


@staff_only("POST", needs=Permission.PUBLISH)
def decide(request: HttpRequest, repost_id: int) -> HttpResponse:
    """Pass it on, or not."""
    repost = Repost.objects.get(pk=repost_id)
    before = repost.state
    asked = request.POST.get("state") or request.GET.get("state", "")
    state = RepostState(asked) if asked in RepostState.values else RepostState.OFFERED
    acts.decide_repost(repost=repost, state=state, by=request.user, now=timezone.now())
    undo = f"{reverse('desk:decide-repost', args=[repost.pk])}?state={before}"
    messages.success(request, SAID[state], extra_tags=undo)
    return redirect(f"{reverse('desk:reposts')}?state={before}")


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def pass_on(request: HttpRequest) -> HttpResponse:
    """Which news is worth passing on?"""
    form = PassOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        acts.pass_on(source=source, item=form.item, by=request.user, now=timezone.now())
        messages.success(request, SAID[RepostState.SHOWN])
        return redirect(f"{reverse('desk:reposts')}?state={RepostState.SHOWN}")
    return _form(request, form, _("Which news is worth passing on?"), _("Put on the website"))


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def edit_source(request: HttpRequest, source_id: int | None = None) -> HttpResponse:
    """Whose news do we trust?"""
    source = TrustedSource.objects.get(pk=source_id) if source_id else None
    form = SourceForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        acts.save_source(**form.cleaned_data, source=source, by=request.user, now=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("desk:reposts")
    return _form(request, form, _("Whose news do we trust?"))


@staff_only("POST", needs=Permission.PUBLISH)
def retire(request: HttpRequest, source_id: int) -> HttpResponse:
    """Their news is no longer offered."""
    source = TrustedSource.objects.get(pk=source_id)
    acts.retire_source(source=source, by=request.user, now=timezone.now())
    undo = reverse("desk:restore-source", args=[source.pk])
    messages.success(request, _("Their news is no longer offered."), extra_tags=undo)
    return redirect("desk:reposts")


@staff_only("POST", needs=Permission.PUBLISH)
def restore(request: HttpRequest, source_id: int) -> HttpResponse:
    """Their news is offered again."""
    source = TrustedSource.objects.get(pk=source_id)
    acts.restore_source(source=source, by=request.user, now=timezone.now())
    return redirect("desk:reposts")


def _form(
    request: HttpRequest, form: PassOnForm | SourceForm, question: str, act: str = ""
) -> HttpResponse:
    context = {"question": question, "form": form, "back": reverse("desk:reposts"), "act": act}
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)
