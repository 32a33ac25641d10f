"""Whether a door is open, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from baraza.base.office.queries.hours import OpenPlace
from baraza.base.office.saying import until_in_words, when_in_words


def place_in_words(place: OpenPlace, *, now: datetime) -> str:
    """Whether somebody who comes now finds the door open, and else when; empty where the office
    said nothing of hours."""
    local = place.timetable.zone
    if place.now:
        if (place.now.closes_at - now).days >= 1:
            return _("Open now.")
        until = until_in_words(place.now.closes_at, now=now, zone=local)
        return _("Open now, until %(time)s.") % {"time": until}
    if place.next:
        when = when_in_words(place.next.opens_at, now=now, zone=local)
        if place.timetable.spans_on(place.timetable.day_of(now)):
            return _("Closed at this hour. Opens %(when)s.") % {"when": when}
        return _("Closed today. Opens %(when)s.") % {"when": when}
    return _("Closed until further notice.") if place.timetable.has_hours else ""
