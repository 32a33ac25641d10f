"""How to reach the office, and where it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baraza.base.office.models import Location, Profile, Resource, TimeBudget
from baraza.base.office.queries.hours import OpenPlace, open_places
from baraza.base.office.saying import (
    access_in_words,
    amount_in_words,
    spans_in_words,
    week_in_words,
)
from baraza.engagement.events.calendar_files import PUBLISH, Meeting, calendar_of
from baraza.web.site.pages import office_page, show
from baraza.web.site.reach.doors import doors
from baraza.web.site.reach.words import place_in_words

# A calendar of hours reaches so far ahead, and is fetched again.
HOURS_AHEAD = timedelta(days=56)
# So much of a mobile office's way is on the page of contact; the rest on its own.
STOPS_SHOWN = 3


@require_safe
@office_page
def contact(request: HttpRequest, own: Profile) -> HttpResponse:
    """Who and where, and every way in with whether somebody attends it."""
    now = timezone.now()
    places = [_shown(place, now) for place in open_places(now=now)]
    every = doors(now=now, own=own)
    context = {
        "doors": every,
        "places": places,
        "stops_shown": STOPS_SHOWN,
        "open_place": next((each for each in places if each["place"].now), None),
    }
    return show(request, "site/reach/contact.html", context, own=own)


@require_safe
@office_page
def office(request: HttpRequest, own: Profile, slug: str) -> HttpResponse:
    """One office: when it is open, how to get there, and whether everybody can come in."""
    now = timezone.now()
    shown = _shown(_place(slug, now), now)
    location = shown["location"]
    context = {
        **shown,
        "access": access_in_words(location),
        # As computers write numbers, whatever the reader's language.
        "latitude": f"{location.latitude:.5f}" if location.latitude is not None else "",
        "longitude": f"{location.longitude:.5f}" if location.longitude is not None else "",
    }
    return show(request, "site/reach/office.html", context, own=own)


@require_safe
@office_page
def hours_file(request: HttpRequest, own: Profile, slug: str) -> HttpResponse:
    """The hours of an office and the stops of a mobile one, as a calendar to follow."""
    now = timezone.now()
    place = _place(slug, now)
    location = place.location
    page = request.build_absolute_uri(f"/offices/{location.slug}/")
    first = place.timetable.day_of(now)
    stops = {(s.date, s.opens): s for s in place.stops if not s.cancelled_at}
    meetings = []
    for opening in place.timetable.openings(first, HOURS_AHEAD.days):
        local = opening.opens_at.astimezone(place.timetable.zone)
        stop = stops.get((local.date(), local.time()))
        # A stop keeps its name, so that calendars learn when it is cancelled.
        name = stop.uid if stop else f"{location.slug}-{opening.opens_at:%Y%m%dT%H%M}"
        meetings.append(
            Meeting(
                uid=f"{name}@{request.get_host()}",
                sequence=0,
                starts_at=opening.opens_at,
                ends_at=opening.closes_at,
                changed_at=location.changed_at,
                title=_("%(office)s is open") % {"office": location.said("name")},
                place=stop.place if stop else location.address,
                link=page,
            )
        )
    meetings += [
        Meeting(
            uid=f"{stop.uid}@{request.get_host()}",
            sequence=1,
            starts_at=datetime.combine(stop.date, stop.opens, place.timetable.zone),
            ends_at=datetime.combine(stop.date, stop.closes, place.timetable.zone),
            changed_at=stop.changed_at,
            title=location.said("name"),
            place=stop.place,
            link=page,
            is_cancelled=True,
        )
        for stop in place.stops
        if stop.cancelled_at
    ]
    content = calendar_of(meetings, method=PUBLISH, name=f"{location.said('name')} · {own.name}")
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@require_safe
@office_page
def resources(request: HttpRequest, own: Profile) -> HttpResponse:
    """What the office works with, as far as it says so to everybody."""
    rows = list(Resource.objects.public())
    if not rows:
        raise Http404
    context = {
        "groups": [
            (name, [(row, amount_in_words(row)) for row in each])
            for name, each in groupby(rows, key=lambda row: row.get_source_display())
        ],
        "budget": [row for row in TimeBudget.objects.all() if row.hours],
    }
    return show(request, "site/reach/resources.html", context, own=own)


def _place(slug: str, now: datetime) -> OpenPlace:
    locations = list(Location.objects.published().filter(slug=slug))
    if not locations:
        raise Http404
    return open_places(now=now, locations=locations)[0]


def _shown(place: OpenPlace, now: datetime) -> dict[str, Any]:
    """An office with its hours in words."""
    return {
        "place": place,
        "location": place.location,
        "state": place_in_words(place, now=now),
        "week": week_in_words(place.week),
        "today": spans_in_words(place.today),
        "differing": [(one.day, spans_in_words(one.spans), one.reason) for one in place.differing],
        "stops": [(stop, spans_in_words([(stop.opens, stop.closes)])) for stop in place.stops],
    }
