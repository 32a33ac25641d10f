"""The sheet of a day, or of a week: who comes, why, and what they need."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.models import Location
from baraza.common.numbers import is_number
from baraza.engagement.events.actions.setting_up import tap_queue
from baraza.engagement.events.queries import meetings as asked
from baraza.engagement.events.queries.door import queues_now
from baraza.web.desk.access import staff_only
from baraza.web.desk.meetings.papers import pdf_of

ONE_DAY = timedelta(days=1)


@staff_only("GET", needs=Permission.READ_LETTERS)
def meetings(request: HttpRequest) -> HttpResponse:
    """Who comes today?"""
    day, is_week, host = _place(request)
    now = timezone.now()
    days = asked.days(user=request.user, first=day, count=7 if is_week else 1, host=host)
    today = timezone.localdate()
    question = _("Who comes this week?") if is_week else _("Who comes today?")
    if not is_week and day != today:
        question = _("Who comes on %(day)s?") % {"day": date_format(day, "l, j F")}
    step = 7 if is_week else 1
    queues = queues_now(now=now)
    context = {
        "question": question,
        "days": days,
        "day": day,
        "is_week": is_week,
        "host": host,
        "hosts": asked.hosts(),
        "earlier": day - step * ONE_DAY,
        "later": day + step * ONE_DAY,
        "today": today,
        "now": now,
        "clashes": asked.clashes(rows=[one for each in days for one in each.meetings]),
        "doors": [
            (location, queues.get(location.pk))
            for location in Location.objects.published().filter(by_appointment=False)
        ],
        "to_ring": asked.to_be_told(user=request.user).count(),
        "hostless": asked.without_host(user=request.user, now=now).count(),
    }
    return render(request, "desk/meetings/days.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
def paper(request: HttpRequest) -> HttpResponse:
    """The same on paper, for the door and the pocket."""
    day, is_week, host = _place(request)
    days = asked.days(user=request.user, first=day, count=7 if is_week else 1, host=host)
    response = HttpResponse(pdf_of(days), content_type="application/pdf")
    name = f"{_('meetings')}-{day.isoformat()}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


@staff_only("POST", needs=Permission.FILE_LETTERS)
def queue(request: HttpRequest, location_id: int) -> HttpResponse:
    """One more waits at the door, or one fewer."""
    location = Location.objects.published().get(pk=location_id)
    step = -1 if request.POST.get("by") == "-1" else 1
    found = tap_queue(location=location, by=step, now=timezone.now())
    if request.htmx:
        context = {"location": location, "queue": found}
        return render(request, "desk/meetings/queue.html", context)
    return redirect("desk:meetings")


def _place(request: HttpRequest) -> tuple[date, bool, int | None]:
    """The day, whether its week is meant, and whose meetings."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = timezone.localdate()
    if not 2000 < day.year < 2200:
        day = timezone.localdate()
    is_week = request.GET.get("view") == "week"
    if is_week:
        day -= day.weekday() * ONE_DAY
    who = request.GET.get("who", "")
    if who == "me":
        return day, is_week, request.user.pk
    return day, is_week, int(who) if is_number(who) else None
