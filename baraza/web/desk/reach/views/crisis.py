"""One switch for a crisis: on, with words that are ready, and off, or by itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.actions import crisis as acts
from baraza.base.office.models import Crisis
from baraza.base.office.queries import profile
from baraza.base.office.queries.crisis import crisis_to_come, current_crisis
from baraza.web.desk.access import staff_only
from baraza.web.desk.reach.crisis_forms import READY, CrisisForm

MOST_EARLIER = 10


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def crisis(request: HttpRequest) -> HttpResponse:
    """Does everybody need to know something now?"""
    now = timezone.now()
    if request.method == "POST":
        form = CrisisForm(request.POST, crisis=Crisis(), languages=_languages())
        if not form.is_valid():
            return _page(request, None, form, status=422)
        begun = acts.begin_crisis(by=request.user, now=now, words=form.words, **form.facts)
        messages.success(
            request,
            _("It stands at the top of every page of the website.")
            if begun.begins_at <= now
            else _("Kept. It begins by itself."),
            extra_tags=reverse("desk:end-crisis", args=[begun.pk]),
        )
        return redirect("desk:crisis")
    lasting = current_crisis(now=now) or crisis_to_come(now=now)
    form = CrisisForm(
        crisis=lasting or Crisis(), languages=_languages(), ready=request.GET.get("ready", "")
    )
    return _page(request, lasting, form)


@staff_only("POST", needs=Permission.PUBLISH)
def change(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """Other words, or another end."""
    row = Crisis.objects.get(pk=crisis_id)
    form = CrisisForm(request.POST, crisis=row, languages=_languages())
    if not form.is_valid():
        return _page(request, row, form, status=422)
    now = timezone.now()
    acts.change_crisis(crisis=row, by=request.user, now=now, words=form.words, **form.facts)
    messages.success(request, _("Kept. The website shows it."))
    return redirect("desk:crisis")


@staff_only("POST", needs=Permission.PUBLISH)
def end(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """It is over."""
    row = Crisis.objects.get(pk=crisis_id)
    acts.end_crisis(crisis=row, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("It is over: the website is as usual."),
        extra_tags=reverse("desk:resume-crisis", args=[row.pk]),
    )
    return redirect("desk:crisis")


@staff_only("POST", needs=Permission.PUBLISH)
def resume(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """It is not over after all."""
    row = Crisis.objects.get(pk=crisis_id)
    acts.resume_crisis(crisis=row, by=request.user, now=timezone.now())
    return redirect("desk:crisis")


def _page(
    request: HttpRequest, lasting: Crisis | None, form: CrisisForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    earlier = Crisis.objects.select_related("started_by", "ended_by")
    if lasting:
        earlier = earlier.exclude(pk=lasting.pk)
    context = {
        "question": _("Does everybody need to know something now?"),
        "lasting": lasting,
        "has_begun": lasting is not None and lasting.begins_at <= now,
        "form": form,
        "ready": READY.items(),
        "chosen": request.GET.get("ready", ""),
        "earlier": earlier[:MOST_EARLIER],
    }
    return render(request, "desk/reach/crisis.html", context, status=status)


def _languages() -> list[str]:
    return profile().languages or ["en"]
