"""The meetings of one member of staff, for the calendar on their telephone. It says when, where and
what for; who comes stands on the desk alone, for calendars travel to other companies' machines."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.engagement.events.calendar_files import PUBLISH, calendar_of
from baraza.engagement.events.queries.feed import meetings_behind
from baraza.web.site.pages import office_page

BACK = timedelta(days=30)


@require_safe
@office_page
def feed(request: HttpRequest, own: Profile, key: str) -> HttpResponse:
    """An iCalendar, as long as the key is good."""
    sheet = request.build_absolute_uri("/")[:-1]
    found = meetings_behind(key=key, since=timezone.now() - BACK)
    if found is None:
        raise Http404
    user, meetings = found
    with translation.override(user.language or own.default_language):
        content = calendar_of(
            meetings(lambda number: sheet + reverse("desk:meeting", args=[number])),
            method=PUBLISH,
            name=own.name,
        )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    return response
