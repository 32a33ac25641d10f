from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile, zone
from baraza.common.charts import png_of
from baraza.common.counting import MOST, capped_counts
from baraza.common.numbers import number
from baraza.common.spreadsheets import csv_lines
from baraza.insight.actions.weekly import (
    mail_weekly_to,
    send_weekly,
    stop_weekly,
    trend_svg,
    weekly_pdf,
)
from baraza.insight.answered import what_waits
from baraza.insight.findings import days_said, of_waiting, story
from baraza.insight.lately import lately
from baraza.insight.letters import PAGE, letters_counted, page_of_letters
from baraza.insight.models import WeeklyReader
from baraza.insight.weekly import Weekly, last_whole_week, week_of, weekly_page
from baraza.web.desk.access import staff_only
from baraza.web.desk.insight.figures import Figure, figures_of, said_of, table_of, trend_rows
from baraza.web.desk.insight.forms import CountedForm, PeriodForm, WeeklyForm


@staff_only("GET", needs=Permission.SEE_FIGURES)
def insight(request: HttpRequest) -> HttpResponse:
    """What do people say, and how do we answer?"""
    now = timezone.now()
    form = _period_form(request)
    period = form.period()
    language = translation.get_language()
    counted_at, (said, figures) = lately(
        name=f"insight:{request.user.pk}:{language}:{period.first}:{period.last}",
        count=lambda: figures_of(user=request.user, period=period),
        now=now,
        anew="anew" in request.GET,
    )
    waiting = what_waits(user=request.user, now=now, today=now.astimezone(period.zone).date())
    context = {
        "question": _("What do people say, and how do we answer?"),
        "form": form,
        "period": period,
        "days": days_said(period),
        "days_before": days_said(period.before),
        "said": said,
        "counted_at": counted_at if counted_at != now else None,
        "figures": figures,
        "waiting": waiting,
        "waiting_words": of_waiting(waiting),
        "asked": urlencode({"first": period.first.isoformat(), "last": period.last.isoformat()}),
    }
    template = "desk/insight/figures.html" if request.htmx else "desk/insight/insight.html"
    return render(request, template, context)


@staff_only("GET", needs=Permission.SEE_FIGURES)
def picture(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """One picture as a file."""
    figure = _figure(request, name)
    if not figure.svg or kind not in {"svg", "png"}:
        raise Http404
    content = png_of(figure.svg) if kind == "png" else figure.svg.encode()
    response = HttpResponse(content, content_type="image/png" if kind == "png" else "image/svg+xml")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")
    return response


@staff_only("GET", needs=Permission.SEE_FIGURES)
def table(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """One table as a file."""
    response = StreamingHttpResponse(
        csv_lines(table_of(_figure(request, name))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    return response


@staff_only("GET", needs=Permission.READ_LETTERS)
def letters(request: HttpRequest) -> HttpResponse:
    """Which letters does this number count?"""
    asked = CountedForm(request.GET, now=timezone.now(), zone=zone()).counted()
    if asked is None:
        raise Http404
    before = number(request.GET.get("before"))
    seen = letters_counted(user=request.user, asked=asked)
    found = page_of_letters(
        user=request.user,
        asked=asked,
        before=seen.get(pk=before) if before else None,
        limit=PAGE + 1,
    )
    further = request.GET.copy()
    if len(found) > PAGE:
        further["before"] = str(found[PAGE - 1].said.pk)
    is_part = request.htmx and not request.htmx.history_restore_request
    context = {
        "question": _("Which letters does this number count?"),
        "letters": found[:PAGE],
        "further": f"?{further.urlencode()}" if len(found) > PAGE else "",
    }
    if not is_part:
        context["count"] = capped_counts(of={"all": seen})["all"]
        context["most"] = MOST
        context["days"] = days_said(asked.period)
        context["narrowed"] = said_of(asked)
    return render(request, f"desk/insight/{'letter_rows' if is_part else 'letters'}.html", context)


@staff_only("GET", needs=Permission.SEE_FIGURES)
def weekly(request: HttpRequest) -> HttpResponse:
    """What did people say this week?"""
    page = _asked_week(request)
    newest = last_whole_week(now=timezone.now(), zone=page.week.zone)
    reader = WeeklyReader.objects.filter(user=request.user).first()
    return render(
        request,
        "desk/insight/weekly.html",
        {
            "question": _("What did people say this week?"),
            "days": days_said(page.week),
            "week": page.week,
            "sections": story(page),
            "trend": trend_svg(weekly=page),
            "trend_rows": trend_rows(page),
            "has_trend": any(count for _first, _last, count in page.trend),
            "before_date": page.week.first - timedelta(days=7),
            "following_date": page.week.first + timedelta(days=7),
            "is_newest": page.week.first >= newest.first,
            "reader": reader,
            "form": WeeklyForm(instance=reader),
            "can_mail": bool(profile().email),
        },
    )


@staff_only("GET", needs=Permission.SEE_FIGURES)
def weekly_paper(request: HttpRequest) -> HttpResponse:
    """The same to print."""
    page = _asked_week(request)
    language = translation.get_language() or "en"
    pdf = weekly_pdf(weekly=page, office=profile(), language=language)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(
        True, f"{page.week.first.isoformat()}.pdf"
    )
    return response


@staff_only("POST", needs=Permission.SEE_FIGURES)
def weekly_by_mail(request: HttpRequest) -> HttpResponse:
    """Each week to me, or no longer."""
    if "stop" in request.POST:
        stop_weekly(user=request.user)
        messages.success(request, _("It no longer comes by mail."))
        return redirect("desk:weekly")
    form = WeeklyForm(request.POST)
    if form.is_valid():
        mail_weekly_to(
            user=request.user,
            weekday=form.cleaned_data["weekday"],
            hour=form.cleaned_data["hour"],
            site=request.build_absolute_uri("/"),
            now=timezone.now(),
        )
        messages.success(request, _("It comes by mail each week."))
    else:
        messages.error(request, _("That is no day and time. Nothing was changed."))
    return redirect("desk:weekly")


@staff_only("POST", needs=Permission.SEE_FIGURES)
def send_now(request: HttpRequest) -> HttpResponse:
    """The last whole week to me, at once."""
    if profile().email:
        send_weekly(user=request.user, site=request.build_absolute_uri("/"), now=timezone.now())
        messages.success(request, _("It is on its way to you."))
    else:
        messages.error(request, _("The office has no e-mail address yet. Enter it under Set-up."))
    return redirect("desk:weekly")


def _period_form(request: HttpRequest) -> PeriodForm:
    return PeriodForm(request.GET, now=timezone.now(), zone=zone())


def _figure(request: HttpRequest, name: str) -> Figure:
    period = _period_form(request).period()
    _said, figures = figures_of(user=request.user, period=period)
    for figure in figures:
        if figure.name == name:
            return figure
    raise Http404(name)


def _asked_week(request: HttpRequest) -> Weekly:
    """The week of the day asked for, or the last whole one."""
    now, office_zone = timezone.now(), zone()
    newest = last_whole_week(now=now, zone=office_zone)
    try:
        asked = week_of(date.fromisoformat(request.GET.get("day", "")), zone=office_zone)
    except (ValueError, OverflowError):
        asked = newest
    week = asked if asked.first <= newest.first and asked.first.year > 1900 else newest
    return weekly_page(user=request.user, week=week, now=now)
