"""The public log of what was changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.engagement.outreach import queries
from baraza.engagement.outreach.actions import corrections as acts
from baraza.engagement.outreach.models import Correction
from baraza.web.desk.access import staff_only
from baraza.web.desk.website.forms import CorrectionForm

PAGE = 50


@staff_only("GET", needs=Permission.DRAFT)
def corrections(request: HttpRequest) -> HttpResponse:
    """What did we say wrong, and what does it say now?"""
    rows = queries.corrections()[: PAGE + 1]
    context = {
        "question": _("What did we say wrong, and what does it say now?"),
        "corrections": rows[:PAGE],
        "has_more": len(rows) > PAGE,
    }
    return render(request, "desk/website/corrections.html", context)


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def log(request: HttpRequest) -> HttpResponse:
    """What was changed, and why should people know?"""
    form = CorrectionForm(
        request.POST or None,
        initial={name: request.GET.get(name, "") for name in ("title", "address", "said", "says")},
    )
    if request.method == "POST" and form.is_valid():
        kept = acts.log_correction(
            **form.cleaned_data,
            language=translation.get_language() or "",
            by=request.user,
            now=timezone.now(),
        )
        undo = reverse("desk:remove-correction", args=[kept.pk])
        messages.success(request, _("It stands in the public log."), extra_tags=undo)
        return redirect("desk:corrections")
    context = {
        "question": _("What was changed?"),
        "form": form,
        "plain": translation.get_language() or "",
        "back": reverse("desk:corrections"),
        "act": _("Put into the public log"),
    }
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.PUBLISH)
def remove(request: HttpRequest, correction_id: int) -> HttpResponse:
    """It was logged by mistake."""
    correction = Correction.objects.get(pk=correction_id)
    acts.take_back(correction=correction, by=request.user, now=timezone.now())
    messages.success(request, _("It is no longer in the log."))
    return redirect("desk:corrections")
