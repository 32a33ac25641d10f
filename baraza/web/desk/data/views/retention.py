"""How long each kind of thing is kept, and what that would erase."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.people.queries import retention_approval
from baraza.flows.data_held import retention
from baraza.web.desk.access import staff_only
from baraza.web.desk.data.forms import RetentionForm

P = Permission


@staff_only("GET", "POST", needs=P.MANAGE_SETUP)
def rules(request: HttpRequest) -> HttpResponse:
    """How long do we keep what?"""
    now = timezone.now()
    due = retention.preview_retention(now=now)
    form = RetentionForm(request.POST if request.method == "POST" else None, due=due)
    if request.method == "POST" and form.is_valid():
        if form.has_changed():
            retention.change_days(by=request.user, days=form.cleaned_data, now=now)
            messages.success(
                request, _("Kept. Nothing is erased until you have approved what it would do.")
            )
        return redirect("desk:data")
    context = {
        "question": _("How long do we keep what?"),
        "form": form,
        "approval": retention_approval(),
        "total": sum(one.count for one in due),
    }
    return render(request, "desk/data/retention.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=P.MANAGE_SETUP)
def approve(request: HttpRequest) -> HttpResponse:
    """What the page shows may be erased, tonight and every night."""
    retention.approve(by=request.user, now=timezone.now())
    messages.success(request, _("From tonight on, what has been kept long enough is erased."))
    return redirect("desk:data")


@staff_only("POST", needs=P.MANAGE_SETUP)
def stop(request: HttpRequest) -> HttpResponse:
    """Nothing more is erased by rule."""
    retention.stop(by=request.user, now=timezone.now())
    messages.success(request, _("Nothing is erased any more until you approve it again."))
    return redirect("desk:data")
