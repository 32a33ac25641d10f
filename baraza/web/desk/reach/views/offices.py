"""Places of the office, their hours and the days that differ; what is taken away comes back."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.base.office.actions import locations as acts
from baraza.base.office.models import ExceptionalDay, Location, LocationKind, MobileStop
from baraza.base.office.queries import profile
from baraza.base.office.queries.hours import open_places
from baraza.base.office.saying import spans_in_words, week_in_words
from baraza.base.office.typed_hours import read_hours, write_hours
from baraza.flows import leaflets
from baraza.insight.sites import compared
from baraza.web.desk.access import staff_only
from baraza.web.desk.reach.forms import ExceptionForm, LocationForm, NewLocationForm, StopsForm

UNDONE = "offices_undone"
LANGUAGE, LARGE = "language", "large"


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def offices(request: HttpRequest) -> HttpResponse:
    """Where are we, and when?"""
    form = NewLocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = acts.add_location(by=request.user, **form.cleaned_data)
        return redirect("desk:location", added.pk)
    return _front(request, new=form, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def location(request: HttpRequest, location_id: int) -> HttpResponse:
    """When is this office open, and how do people get in?"""
    found = Location.objects.get(pk=location_id)
    languages = profile().languages or ["en"]
    form = LocationForm(request.POST or None, location=found, languages=languages)
    if request.method == "POST" and form.is_valid():
        kept = acts.change_location(location=found, by=request.user, words=form.words, **form.facts)
        if any(field.name in form.changed_data for field in form.week_fields):
            before = acts.set_week(location=kept, week=form.week, by=request.user)
            week = {str(day): write_hours(spans) for day, spans in before.items()}
            _remember(request, {"what": "week", "id": kept.pk, "week": week})
            messages.success(
                request,
                _("Kept. The website shows the new hours."),
                extra_tags=reverse("desk:offices-undo"),
            )
        else:
            messages.success(request, _("Kept."))
        return redirect("desk:location", kept.pk)
    return _page(request, found, form, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def retire(request: HttpRequest, location_id: int) -> HttpResponse:
    """It is given up, and can be brought back."""
    found = Location.objects.get(pk=location_id)
    acts.retire_location(location=found, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("Taken off the website."),
        extra_tags=reverse("desk:restore-location", args=[found.pk]),
    )
    return redirect("desk:offices")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def restore(request: HttpRequest, location_id: int) -> HttpResponse:
    """It is used again."""
    found = Location.objects.get(pk=location_id)
    acts.restore_location(location=found, by=request.user)
    return redirect("desk:location", found.pk)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def add_exception(request: HttpRequest) -> HttpResponse:
    """Days with other hours, or none."""
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        where = form.cleaned_data.get("location")
        if where is None:
            return _front(request, exception=form, status=422)
        languages = profile().languages or ["en"]
        kept = LocationForm(location=where, languages=languages)
        return _page(request, where, kept, exception=form, status=422)
    acts.add_exception(by=request.user, **form.cleaned_data)
    messages.success(request, _("Kept. It stands first on the website from two weeks before."))
    return _back(form.cleaned_data["location"])


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def remove_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Those days are as others."""
    row = ExceptionalDay.objects.select_related("location").get(pk=exception_id)
    _remember(
        request,
        {
            "what": "exception",
            "location": row.location_id,
            "first_date": row.first_date.isoformat(),
            "last_date": row.last_date.isoformat(),
            "spans": write_hours(row.spans),
            "reason": row.reason,
        },
    )
    acts.remove_exception(exception=row, by=request.user)
    messages.success(request, _("Taken away."), extra_tags=reverse("desk:offices-undo"))
    return _back(row.location)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def add_stops(request: HttpRequest, location_id: int) -> HttpResponse:
    """A mobile office stops there, once or again and again."""
    found = Location.objects.get(pk=location_id)
    form = StopsForm(request.POST)
    if not form.is_valid():
        kept = LocationForm(location=found, languages=profile().languages or ["en"])
        return _page(request, found, kept, stops_form=form, status=422)
    given = form.cleaned_data
    [(opens, closes)] = given["hours"]
    dates = acts.repeated(
        first=given["date"], every_weeks=given["every_weeks"], times=given["times"] or 1
    )
    added = acts.add_stops(
        location=found,
        dates=dates,
        opens=opens,
        closes=closes,
        place=given["place"],
        partners=given["partners"],
        by=request.user,
    )
    _remember(request, {"what": "stops", "ids": [stop.pk for stop in added], "at": found.pk})
    words = ngettext("%d stop was added.", "%d stops were added.", len(added)) % len(added)
    messages.success(request, words, extra_tags=reverse("desk:offices-undo"))
    return redirect("desk:location", found.pk)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def cancel_stop(request: HttpRequest, stop_id: int) -> HttpResponse:
    """It does not take place, and people read so."""
    stop = MobileStop.objects.get(pk=stop_id)
    acts.cancel_stop(stop=stop, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("Cancelled. The website and people’s calendars say so."),
        extra_tags=reverse("desk:hold-stop", args=[stop.pk]),
    )
    return redirect("desk:location", stop.location_id)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def hold_stop(request: HttpRequest, stop_id: int) -> HttpResponse:
    """It takes place after all."""
    stop = MobileStop.objects.get(pk=stop_id)
    acts.hold_stop(stop=stop, by=request.user)
    return redirect("desk:location", stop.location_id)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def remove_stop(request: HttpRequest, stop_id: int) -> HttpResponse:
    """As if it had never been entered."""
    stop = MobileStop.objects.get(pk=stop_id)
    _remember(
        request,
        {
            "what": "stop",
            "at": stop.location_id,
            "date": stop.date.isoformat(),
            "hours": write_hours([(stop.opens, stop.closes)]),
            "place": stop.place,
            "partners": stop.partners,
        },
    )
    acts.remove_stops(stops=[stop], by=request.user)
    messages.success(request, _("Taken away."), extra_tags=reverse("desk:offices-undo"))
    return redirect("desk:location", stop.location_id)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def undo(request: HttpRequest) -> HttpResponse:
    """What was changed or taken away a moment ago is as it was."""
    kept = dict(request.session.pop(UNDONE, {}))
    match kept.pop("what", ""):
        case "week":
            found = Location.objects.get(pk=kept["id"])
            week = {int(day): read_hours(hours) for day, hours in kept["week"].items()}
            acts.set_week(location=found, week=week, by=request.user)
            return redirect("desk:location", found.pk)
        case "exception":
            where = Location.objects.filter(pk=kept["location"]).first()
            acts.add_exception(
                location=where,
                first_date=date.fromisoformat(kept["first_date"]),
                last_date=date.fromisoformat(kept["last_date"]),
                spans=read_hours(kept["spans"]),
                reason=kept["reason"],
                by=request.user,
            )
            return _back(where)
        case "stops":
            stops = list(MobileStop.objects.filter(pk__in=kept["ids"]))
            acts.remove_stops(stops=stops, by=request.user)
            return redirect("desk:location", kept["at"])
        case "stop":
            [(opens, closes)] = read_hours(kept["hours"])
            acts.add_stops(
                location=Location.objects.get(pk=kept["at"]),
                dates=[date.fromisoformat(kept["date"])],
                opens=opens,
                closes=closes,
                place=kept["place"],
                partners=kept["partners"],
                by=request.user,
            )
            return redirect("desk:location", kept["at"])
    return redirect("desk:offices")


@staff_only("GET", needs=Permission.READ_LETTERS)
def flyer(request: HttpRequest) -> HttpResponse:
    """The office on one page, in the language asked for."""
    asked = request.GET.get(LANGUAGE, "")
    language = asked if translation.check_for_language(asked) else translation.get_language()
    content = leaflets.flyer(
        site=request.build_absolute_uri("/"),
        language=language or "en",
        now=timezone.now(),
        large_print=request.GET.get(LARGE) == "1",
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="flyer-{language}.pdf"'
    return answer


def _front(request: HttpRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    now = timezone.now()
    rows = list(Location.objects.in_use())
    context = {
        "question": _("Where are we, and when?"),
        "places": [
            {
                "location": place.location,
                "week": week_in_words(place.week),
                "is_open": place.now is not None,
                "stops": len([stop for stop in place.stops if not stop.cancelled_at]),
            }
            for place in open_places(now=now, locations=rows)
        ],
        "retired": Location.objects.filter(retired_at__isnull=False),
        "exceptions": _exceptions(None, now),
        "languages": settings.LANGUAGES,
        "compared": compared(locations=rows),
        "new": NewLocationForm(),
        "exception": ExceptionForm(auto_id="exception_%s"),
        **bound,
    }
    return render(request, "desk/reach/offices.html", context, status=status)


def _page(
    request: HttpRequest, found: Location, form: LocationForm, *, status: int = 200, **bound: Any
) -> HttpResponse:
    now = timezone.now()
    context = {
        "question": _("When is this office open, and how do people get in?"),
        "location": found,
        "form": form,
        "is_mobile": found.kind == LocationKind.MOBILE,
        "exceptions": _exceptions(found, now),
        "exception": ExceptionForm(auto_id="exception_%s"),
        "stops": [
            (stop, spans_in_words([(stop.opens, stop.closes)]))
            for stop in found.stops.filter(date__gte=timezone.localdate())
        ],
        "stops_form": StopsForm(auto_id="stop_%s"),
        **bound,
    }
    return render(request, "desk/reach/location.html", context, status=status)


def _exceptions(where: Location | None, now: datetime) -> list[tuple[ExceptionalDay, str]]:
    today = timezone.localtime(now).date()
    rows = ExceptionalDay.objects.filter(location=where, last_date__gte=today)
    return [(row, spans_in_words([_pair(span) for span in row.spans])) for row in rows]


def _pair(span: list[time]) -> tuple[time, time]:
    return span[0], span[1]


def _back(where: Location | None) -> HttpResponse:
    return redirect("desk:location", where.pk) if where else redirect("desk:offices")


def _remember(request: HttpRequest, what: dict[str, Any]) -> None:
    request.session[UNDONE] = what
