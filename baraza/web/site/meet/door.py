"""When one can come without an appointment, and when it is quiet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.base.office.queries.hours import open_places
from baraza.base.office.saying import spans_in_words
from baraza.engagement.events.queries.door import queues_now, usual_days
from baraza.web.site.meet.quiet import in_words
from baraza.web.site.pages import office_page, show
from baraza.web.site.reach.words import place_in_words


@require_safe
@office_page
def open_hours(request: HttpRequest, own: Profile) -> HttpResponse:
    """Each office with its hours, how many wait now, and how busy which hour usually is."""
    now = timezone.now()
    queues = queues_now(now=now)
    places = [
        {
            "location": one.location,
            "state": place_in_words(one, now=now),
            "today": spans_in_words(one.today) if one.today else "",
            "queue": queues.get(one.location.pk) if one.now else None,
        }
        for one in open_places(now=now)
        if not one.location.by_appointment
    ]
    context = {"places": places, "days": in_words(usual_days(now=now))}
    return show(request, "site/meet/open_hours.html", context, own=own)
