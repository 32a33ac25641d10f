"""Who waits, whom to ring, what became of it, and whose meetings somebody else takes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.common.numbers import number, numbers
from baraza.engagement.events.actions import changing
from baraza.engagement.events.models import TAKES_TIME, Appointment, State
from baraza.engagement.events.queries import meetings as asked
from baraza.engagement.events.queries.free import zone_of
from baraza.engagement.events.words import News, language_for, short_words
from baraza.web.desk.access import staff_only

NEWS = {
    State.CANCELLED: News.CANCELLED,
    State.OFFERED: News.OFFERED,
    State.LAPSED: News.LAPSED,
}


@staff_only("GET", needs=Permission.READ_LETTERS)
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Who waits for a place?"""
    return _list(
        request,
        _("Who waits for a place?"),
        list(asked.waiting(user=request.user)[: asked.PAGE]),
        _("Nobody waits"),
        _(
            "Whoever finds everything taken can wait. A place that frees is kept for them for a "
            "day, by itself, and then for the next."
        ),
    )


@staff_only("GET", needs=Permission.READ_LETTERS)
def to_ring(request: HttpRequest) -> HttpResponse:
    """Whom do we have to ring?"""
    office = profile()
    rows = list(asked.to_be_told(user=request.user)[: asked.PAGE])
    for one in rows:
        news = NEWS.get(State(one.state), News.BOOKED)
        with translation.override(language_for(one, office)):
            one.short = short_words(
                one, news, office=office, zone=zone_of(appointment=one, office=office)
            )
    return _list(
        request,
        _("Whom do we have to ring?"),
        rows,
        _("Everybody knows"),
        _("Who gave no e-mail address appears here when something of their meeting changes."),
        tells=True,
    )


@staff_only("GET", needs=Permission.READ_LETTERS)
def over(request: HttpRequest) -> HttpResponse:
    """What became of these?"""
    now = timezone.now()
    return _list(
        request,
        _("What became of these?"),
        list(asked.not_noted(user=request.user, now=now)[: asked.PAGE]),
        _("All is noted"),
        _("Meetings of yours that are over appear here until you say whether they came."),
    )


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Who takes these meetings?"""
    now = timezone.now()
    colleague = User.objects.filter(pk=number(request.GET.get("of", ""))).first()
    rows = asked.without_host(user=request.user, now=now)
    if colleague is not None:
        rows = asked.coming_of(user=request.user, host=colleague, now=now)
    shown = list(rows[: asked.PAGE])
    problem = ""
    if request.method == "POST":
        chosen = set(numbers(request.POST.getlist("id")))
        to = User.objects.at_work().filter(pk=number(request.POST.get("to", ""))).first()
        given = [one.pk for one in shown if one.pk in chosen]
        if to is not None and given:
            taken, left = changing.hand_over(appointments=given, to=to, by=request.user, now=now)
            messages.success(request, _said(to, taken, left))
            return redirect(request.get_full_path())
        problem = _("Choose the meetings, and who takes them.")
    context = {
        "question": _("Who takes these meetings?"),
        "rows": shown,
        "colleague": colleague,
        "colleagues": asked.hosts(),
        "successors": User.objects.at_work(),
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "desk/meetings/hand_over.html", context, status=status)


def _said(to: User, taken: int, left: int) -> str:
    said = ngettext(
        "%(name)s takes %(count)d meeting.", "%(name)s takes %(count)d meetings.", taken
    ) % {"name": to.name, "count": taken}
    if left:
        said += (
            " "
            + ngettext(
                "%d stays where it is: they meet somebody else then.",
                "%d stay where they are: they meet somebody else then.",
                left,
            )
            % left
        )
    return said


def _list(
    request: HttpRequest,
    question: str,
    rows: list[Appointment],
    nobody: str,
    about: str,
    *,
    tells: bool = False,
) -> HttpResponse:
    context = {
        "question": question,
        "rows": rows,
        "nobody": nobody,
        "about": about,
        "tells": tells,
        "taking": TAKES_TIME,
    }
    return render(request, "desk/meetings/list.html", context)
