"""Urgent notices: written, ended, ended by mistake."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.engagement.outreach.actions import notices as acts
from baraza.engagement.outreach.models import Notice
from baraza.web.desk.access import staff_only
from baraza.web.desk.website.forms import NoticeForm

PAST = 30


@staff_only("GET", needs=Permission.DRAFT)
def notices(request: HttpRequest) -> HttpResponse:
    """What must people know now?"""
    now = timezone.now()
    rows = Notice.objects.prefetch_related("areas")
    over = rows.filter(ends_at__lte=now).order_by("-ends_at")
    context = {
        "question": _("What must people know now?"),
        "current": rows.in_force(now),
        "coming": rows.filter(begins_at__gt=now).order_by("begins_at"),
        "over": over[:PAST],
    }
    return render(request, "desk/website/notices.html", context)


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def edit(request: HttpRequest, notice_id: int | None = None) -> HttpResponse:
    """What happens, where, until when?"""
    notice = Notice.objects.prefetch_related("areas").get(pk=notice_id) if notice_id else None
    form = NoticeForm.of(notice, request.POST or None, timezone.now())
    if request.method == "POST" and form.is_valid():
        acts.save_notice(about=form.about, by=request.user, now=timezone.now(), notice=notice)
        messages.success(request, _("It is on the website within a few seconds of its time."))
        return redirect("desk:notices")
    context = {
        "question": _("What happens, where, until when?"),
        "form": form,
        "plain": profile().default_language,
        "back": reverse("desk:notices"),
        "act": "" if notice else _("Put on the website"),
    }
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.PUBLISH)
def end(request: HttpRequest, notice_id: int) -> HttpResponse:
    """It is over."""
    notice = Notice.objects.get(pk=notice_id)
    before = acts.end_notice(notice=notice, by=request.user, now=timezone.now())
    query = urlencode({"until": before.isoformat() if before else ""})
    undo = f"{reverse('desk:extend-notice', args=[notice.pk])}?{query}"
    messages.success(request, _("It is no longer on the website."), extra_tags=undo)
    return redirect("desk:notices")


@staff_only("POST", needs=Permission.PUBLISH)
def extend(request: HttpRequest, notice_id: int) -> HttpResponse:
    """It goes on as before."""
    notice = Notice.objects.get(pk=notice_id)
    until = parse_datetime(request.GET.get("until", ""))
    if until is not None and (timezone.is_naive(until) or until <= notice.begins_at):
        until = None
    acts.extend_notice(notice=notice, ends_at=until, by=request.user, now=timezone.now())
    messages.success(request, _("It is on the website again."))
    return redirect("desk:notices")
