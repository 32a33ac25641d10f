"""A constituency day on the machine's bare name: every office here that takes part."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from baraza.base.office.queries import profile
from baraza.base.office_register.queries import ready_offices, within
from baraza.engagement.events.models import ConstituencyDay
from baraza.web.site.pages import public_page, show

# The day may have begun elsewhere.
A_DAY = timedelta(days=1)


@require_safe
@public_page
def taking_part(request: HttpRequest) -> HttpResponse:
    """Which members meet people on which day to come; each leads to its free times of that day."""
    _name, _, port = request.get_host().rpartition(":")
    port = f":{port}" if port.isdigit() else ""
    first = timezone.now().date() - A_DAY
    days: dict[date, list[tuple[str, str, str]]] = defaultdict(list)
    names: dict[date, str] = {}
    for office in ready_offices():
        hosts = list(office.domains.all())
        if not hosts:
            continue
        with within(office):
            coming = list(ConstituencyDay.objects.filter(date__gte=first))
            own = profile() if coming else None
        for day in coming:
            names.setdefault(day.date, day.name)
            page = f"{request.scheme}://{hosts[0].domain}{port}/appointments/"
            address = f"{page}?day={day.date.isoformat()}"
            days[day.date].append((own.member_name or own.name, own.constituency, address))
    context = {
        "days": [(day, names[day], sorted(found)) for day, found in sorted(days.items())],
    }
    return show(request, "site/meet/taking_part.html", context)
