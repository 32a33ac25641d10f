"""Where do you live, and what do you care for? Asked by somebody who wants to see it first."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from baraza.base.agenda.models import Position, Topic
from baraza.base.office.models import Profile
from baraza.base.places.queries import area_tree
from baraza.engagement.consultations.models import Bill, Vote
from baraza.engagement.outreach.models import Publication
from baraza.engagement.press.models import Release
from baraza.engagement.projects.models import Project
from baraza.insight.outcomes import published
from baraza.web.site.aimed import around, reader
from baraza.web.site.pages import office_page, show


@require_safe
@office_page
def your_place(request: HttpRequest, own: Profile) -> HttpResponse:
    """A choice of places, each with what lies around it, so that a browser can decide by itself;
    and of topics."""
    day = timezone.localdate()
    near = around(day)
    context = {
        "places": [
            (pk, name, " ".join(map(str, sorted(near[pk])))) for pk, name in area_tree(day=day)
        ],
        "place": reader().place,
        "topics": _topics(),
        "interests": reader().interests,
    }
    return show(request, "site/your_place.html", context, own=own)


def _topics() -> list[Topic]:
    """Those on which there is something to read: the others are the office's own affair. One
    query."""
    told = Q(priority__is_public=True, priority__retired_at__isnull=True)
    for rows in (
        Publication.objects.public(),
        Position.objects.public(),
        Release.objects.public(timezone.now()),
        Bill.objects.on_site(),
        Vote.objects.on_site(),
        Project.objects.on_site(),
        published(),
    ):
        told |= Q(Exists(rows.filter(topic=OuterRef("pk")).order_by()))
    return sorted(Topic.objects.in_use().filter(told), key=lambda topic: topic.said("name"))
