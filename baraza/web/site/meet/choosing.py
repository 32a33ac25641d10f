"""What for, how and where, which day, what time: a page each, and each choice is a link."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.engagement.events.queries.free import Slot
from baraza.engagement.events.words import zone_name
from baraza.web.site.meet.asked import Asked, said_of
from baraza.web.site.pages import office_page, show

DAYS = 10


@require_safe
@office_page
def appointments(request: HttpRequest, own: Profile) -> HttpResponse:
    """The first step that is still open."""
    asked = Asked.in_address(request)
    response = _step(request, own, asked)
    if asked.moved is not None:
        # The address opens somebody's appointment.
        response["Cache-Control"] = "private, no-store"
    return response


def _step(request: HttpRequest, own: Profile, asked: Asked) -> HttpResponse:
    if asked.purpose is None:
        choices = [(asked.address(purpose=one.pk, place=""), one) for one in asked.purposes]
        return _page(request, own, asked, 1, "purpose.html", {"choices": choices})
    if asked.place is None:
        rows = [(asked.address(place=one.key), one, said_of(one)) for one in asked.places]
        return _page(request, own, asked, 2, "place.html", {"choices": rows})
    asked.place_key = asked.place.key
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in asked.times.slots(place=asked.place.key):
        by_day[slot.day].append(slot)
    context: dict[str, Any] = {
        "where": said_of(asked.place),
        "wait": asked.address("appointment_wait"),
        "other_place": asked.address(place="") if len(asked.places) > 1 else "",
    }
    if asked.day in by_day:
        slots = by_day[asked.day]
        context |= {
            "day": asked.day,
            "choices": [(asked.leads_to(slot.starts_at), slot.local) for slot in slots],
            "zone": zone_name(slots[0].zone, slots[0].starts_at, translation.get_language()),
            "other_day": asked.address(date=""),
        }
        return _page(request, own, asked, 4, "time.html", context)
    skipped = int(number) if (number := request.GET.get("from", "")).isdecimal() else 0
    skipped = skipped if skipped < len(by_day) else 0
    days = list(by_day.items())
    context |= {
        "was_full": asked.day,
        "choices": [
            (asked.address(date=day.isoformat()), day, len(slots))
            for day, slots in islice(days, skipped, skipped + DAYS)
        ],
        "later": asked.address(**{"from": skipped + DAYS}) if skipped + DAYS < len(days) else "",
    }
    return _page(request, own, asked, 3, "day.html", context)


def _page(
    request: HttpRequest,
    own: Profile,
    asked: Asked,
    number: int,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    at, of = asked.step(number)
    shared = {"asked": asked, "number": at, "steps": of, "purpose": asked.purpose}
    return show(request, f"site/meet/{template}", shared | context, own=own)
