"""How often the website is read."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.insight.visits import reading
from baraza.web.desk.access import staff_only

PERIODS = (7, 30, 365)
USUAL = 30


@staff_only("GET", needs=Permission.DRAFT)
def visits(request: HttpRequest) -> HttpResponse:
    """What do people read on our website?"""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(one) for one in PERIODS} else USUAL
    last = timezone.localdate()
    found = reading(first=last - timedelta(days - 1), last=last)
    most = max((times for _day, times in found.steps), default=0)
    context = {
        "question": _("What do people read on our website?"),
        "reading": found,
        "days": days,
        "periods": PERIODS,
        "by_weeks": len(found.steps) < days,
        "steps": [
            {"day": day, "times": times, "height": round(100 * times / most) if most else 0}
            for day, times in found.steps
        ],
        "languages": [(_named(code), times) for code, times in found.languages],
    }
    return render(request, "desk/website/visits.html", context)


def _named(code: str) -> str:
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code
