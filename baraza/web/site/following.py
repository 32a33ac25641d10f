"""Feeds for feed readers, the public calendar for calendar programs, and a page that lists both."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.common.lazily import Lazily
from baraza.web.site.feeds import CALENDARS, FEEDS
from baraza.web.site.pages import office_page, show
from baraza.web.site.parts import Entry, Feed, Occasion

icalendar = Lazily("icalendar")

NEWEST = 50
MOST_OCCASIONS = 1_000
PRODUCT = "-//Baraza//Website//EN"


@require_safe
@office_page
def feeds(request: HttpRequest, own: Profile) -> HttpResponse:
    """What one can follow, and how."""
    language = _language()
    query = urlencode({"lang": language})
    context = {
        "feeds": [
            {"label": feed.label, "address": f"{reverse('feed', args=[feed.slug])}?{query}"}
            for feed in FEEDS
            if next(iter(feed.entries(language)), None) is not None
        ],
        "calendar": f"{reverse('public_calendar')}?{query}",
        "in_calendar": [each.label for each in CALENDARS],
    }
    return show(request, "site/feeds.html", context, own=own)


@require_safe
@office_page
def feed(request: HttpRequest, own: Profile, slug: str) -> HttpResponse:
    """One Atom feed: the newest entries of an area of the site."""
    found = next((one for one in FEEDS if one.slug == slug), None)
    if found is None:
        raise Http404
    return HttpResponse(
        _atom(request, own, found), content_type="application/atom+xml; charset=utf-8"
    )


@require_safe
@office_page
def calendar(request: HttpRequest, own: Profile) -> HttpResponse:
    """What is to come, for calendar programs; a program that knows the address keeps up with it."""
    found = icalendar.Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", own.name)
    for occasion in islice(_occasions(), MOST_OCCASIONS):
        found.add_component(_event(request, occasion))
    return HttpResponse(found.to_ical(), content_type="text/calendar; charset=utf-8")


def _language() -> str:
    return translation.get_language() or "en"


def _atom(request: HttpRequest, own: Profile, found: Feed) -> str:
    language = _language()
    made = Atom1Feed(
        title=f"{found.label} · {own.name}",
        link=request.build_absolute_uri("/"),
        description="",
        language=language,
        author_name=own.name,
        feed_url=request.build_absolute_uri(),
    )
    for entry in islice(found.entries(language), NEWEST):
        _add(made, request, entry)
    return made.writeString("utf-8")


def _add(made: Atom1Feed, request: HttpRequest, entry: Entry) -> None:
    address = request.build_absolute_uri(entry.address)
    made.add_item(
        title=entry.title,
        link=address,
        # A summary of nothing would hide the entry in some readers.
        description=entry.summary or entry.title,
        unique_id=address,
        pubdate=entry.published_at or entry.updated_at,
        updateddate=entry.updated_at,
    )


def _occasions() -> Iterable[Occasion]:
    language = _language()
    for source in CALENDARS:
        yield from source.occasions(language)


def _event(request: HttpRequest, occasion: Occasion) -> object:
    event = icalendar.Event()
    event.add("uid", f"{occasion.uid}@{request.get_host()}")
    event.add("summary", occasion.title)
    event.add("dtstart", occasion.begins_at)
    event.add("dtend", occasion.ends_at)
    event.add("dtstamp", occasion.changed_at)
    event.add("last-modified", occasion.changed_at)
    if occasion.place:
        event.add("location", occasion.place)
    if occasion.text:
        event.add("description", occasion.text)
    if occasion.address:
        event.add("url", request.build_absolute_uri(occasion.address))
    if occasion.cancelled:
        event.add("status", "CANCELLED")
    return event
