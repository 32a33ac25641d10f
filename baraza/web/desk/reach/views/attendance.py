"""Who attends which way in: so that what is open is open because somebody is there."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.queries import absent_on
from baraza.base.accounts.rules import Permission
from baraza.base.office.actions import attendance as acts
from baraza.base.office.models import FORMS, Attendance, Forced, Location, Way
from baraza.base.office.queries import profile
from baraza.base.office.queries.attendance import WayIn, balance, ways_in
from baraza.base.office.saying import answer_time_in_words, week_in_words
from baraza.base.office.timetable import joined
from baraza.base.office.typed_hours import read_hours, write_hours
from baraza.flows.portal import came_in_lately, opens_again_at, waiting
from baraza.web.desk.access import staff_only
from baraza.web.desk.reach.attendance_forms import AttendForm, EntranceForm, ForceForm, end_of
from baraza.web.desk.reach.closing import why_in_words

UNDONE = "attendance_undone"


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def attendance(request: HttpRequest) -> HttpResponse:
    """Who is there when somebody comes?"""
    return _page(request)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def keep(request: HttpRequest, way: str) -> HttpResponse:
    """How a way in is kept: offered or not, what it takes, when it closes itself."""
    known = _known(way)
    languages = profile().languages or ["en"]
    entrance = ways_in(now=timezone.now())[known].entrance
    form = EntranceForm(request.POST, entrance=entrance, languages=languages)
    if not form.is_valid():
        return _page(request, changed={known: form})
    acts.set_entrance(way=known, by=request.user, words=form.words, **form.fields_of_entrance)
    messages.success(request, _("Kept."))
    return redirect("desk:attendance")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def force(request: HttpRequest, way: str) -> HttpResponse:
    """Open or closed by hand, until a moment."""
    known = _known(way)
    form = ForceForm(request.POST)
    if form.is_valid():
        until = end_of(form.cleaned_data["until"], now=timezone.now())
        to = Forced(form.cleaned_data["to"])
        acts.force_way(way=known, to=to, until=until, by=request.user)
        messages.success(
            request,
            _("Open.") if to == Forced.OPEN else _("Closed."),
            extra_tags=reverse("desk:let-way-be", args=[known]),
        )
    return redirect("desk:attendance")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def let_be(request: HttpRequest, way: str) -> HttpResponse:
    """It opens and closes by itself again."""
    acts.let_way_be(way=_known(way), by=request.user)
    return redirect("desk:attendance")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def attend(request: HttpRequest) -> HttpResponse:
    """Somebody attends a way in at these hours."""
    form = AttendForm(request.POST)
    if not form.is_valid():
        return _page(request, attend=form)
    acts.attend(by=request.user, **form.cleaned_data)
    messages.success(request, _("Kept."))
    return redirect("desk:attendance")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def end(request: HttpRequest, way: str, user_id: int) -> HttpResponse:
    """They no longer attend it."""
    user = User.objects.get(pk=user_id)
    before = acts.attend_no_more(user=user, way=_known(way), by=request.user)
    request.session[UNDONE] = {
        "user": user.pk,
        "way": way,
        "rows": [[weekday, write_hours([span]), place] for weekday, span, place in before],
    }
    messages.success(request, _("Taken away."), extra_tags=reverse("desk:attendance-undo"))
    return redirect("desk:attendance")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def undo(request: HttpRequest) -> HttpResponse:
    """They attend it as before."""
    kept = request.session.pop(UNDONE, None)
    user = User.objects.at_work().filter(pk=kept["user"]).first() if kept else None
    if kept and user:
        by_day = groupby(sorted(kept["rows"], key=lambda row: row[0]), key=lambda row: row[0])
        for weekday, rows in by_day:
            of_day = list(rows)
            acts.attend(
                user=user,
                way=_known(kept["way"]),
                weekdays=[weekday],
                spans=[span for row in of_day for span in read_hours(row[1])],
                location=Location.objects.filter(pk=of_day[0][2]).first(),
                by=request.user,
            )
    return redirect("desk:attendance")


def _page(
    request: HttpRequest,
    *,
    changed: dict[Way, EntranceForm] | None = None,
    attend: AttendForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    languages = profile().languages or ["en"]
    people = _who()
    came = came_in_lately(now=now)
    lines = [
        _line(each, languages, people.get(way, []), came.get(way), now, (changed or {}).get(way))
        for way, each in ways_in(now=now).items()
    ]
    context = {
        "question": _("Who is there when somebody comes?"),
        "lines": lines,
        "balance": balance(),
        "force": ForceForm(),
        "attend": attend or AttendForm(auto_id="attend_%s"),
    }
    status = 422 if changed or attend else 200
    return render(request, "desk/reach/attendance.html", context, status=status)


def _line(
    each: WayIn,
    languages: list[str],
    people: list[dict[str, Any]],
    came: int | None,
    now: Any,
    form: EntranceForm | None,
) -> dict[str, Any]:
    entrance = each.entrance
    limit = entrance.limit if each.way in FORMS else None
    return {
        "way": each.way,
        "state": each,
        "why": why_in_words(each, now=now),
        "waiting": waiting(way=each.way) if each.way in FORMS else None,
        "limit": limit,
        "opens_again_at": opens_again_at(limit=limit) if limit else None,
        "takes": answer_time_in_words(entrance.usual_days, entrance.slow_days),
        "came": came,
        "people": people,
        "form": form or EntranceForm(entrance=entrance, languages=languages),
    }


def _who() -> dict[str, list[dict[str, Any]]]:
    """Way → who attends it when, with who is away today. Two queries."""
    away = absent_on(day=timezone.localdate())
    found: dict[str, list[dict[str, Any]]] = {}
    rows = Attendance.objects.select_related("user").order_by(
        "way", "user__name", "user", "weekday"
    )
    for (way, user), each in groupby(rows, key=lambda row: (row.way, row.user)):
        week: dict[int, list[Any]] = {}
        for row in each:
            week.setdefault(row.weekday, []).append((row.opens, row.closes))
        days = joined((day, sorted(week.get(day, []))) for day in range(7))
        found.setdefault(way, []).append(
            {"user": user, "week": week_in_words(days), "away": away.get(user.pk)}
        )
    return found


def _known(way: str) -> Way:
    try:
        return Way(way)
    except ValueError as error:
        raise Http404 from error
