from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from baraza.base.accounts.rules import Permission, may
from baraza.base.office.queries import profile
from baraza.base.office.queries.crisis import current_crisis
from baraza.engagement.civics.queries import unreviewed
from baraza.flows.needs import Pending, changed_lately, texts_waiting
from baraza.flows.site_preview import PARAMETER, preview_key
from baraza.flows.stale import everything_stale
from baraza.insight.visits import reading
from baraza.web.desk.access import staff_only
from baraza.web.desk.website.rooms import ROOMS

# The rest is in the studio, or further down the list of what is old.
SHOWN = 8
WEEK = timedelta(days=6)


@staff_only("GET", needs=Permission.DRAFT)
def front(request: HttpRequest) -> HttpResponse:
    """What does our website need?"""
    now, today = timezone.now(), timezone.localdate()
    own = profile()
    waiting = texts_waiting()
    rooms = [
        {"room": room, "waits": room.waits() if room.waits else ""}
        for room in ROOMS
        if may(request.user, room.needs)
    ]
    published = own.site_published_at
    context = {
        "question": _("What does our website need?"),
        "rooms": rooms,
        "published_at": published,
        "publishes": may(request.user, Permission.PUBLISH),
        "look": "/" if published else f"/?{PARAMETER}={preview_key()}",
        "crisis": current_crisis(now=now),
        "tasks": [
            one
            for one in (
                _texts(request, _("Waits for approval"), waiting.approval),
                _texts(request, _("Appears by itself"), waiting.scheduled),
                _texts(request, _("Drafts"), waiting.drafts),
            )
            if one["rows"]
        ],
        "came": unreviewed().values("key").distinct().count(),
        "stale": [
            {"label": label, "rows": rows[:SHOWN], "count": len(rows)}
            for label, rows in everything_stale(today=today)
        ],
        "changed": [
            (text, _logging(text))
            for text in (changed_lately(now=now) if may(request.user, Permission.PUBLISH) else ())
        ][:SHOWN],
        "read": reading(first=today - WEEK, last=today).times if published else 0,
    }
    return render(request, "desk/website/front.html", context)


def _texts(request: HttpRequest, label: str, rows: list[Pending]) -> dict[str, Any]:
    """What waits of a kind, each with where it is written."""
    finder = AdminURLFinder(request.user)
    shown = [(one, finder.get_edit_url(one.text)) for one in rows[:SHOWN]]
    return {"label": label, "rows": shown, "count": len(rows)}


def _logging(text: Any) -> str:
    """Where the change is put into the public log, with what is known of it filled in."""
    query = urlencode({"title": str(text), "address": text.public_address})
    return f"{reverse('desk:log-correction')}?{query}"
