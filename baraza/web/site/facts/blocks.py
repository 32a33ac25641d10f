"""What of these pages stands on the first page of the site."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from baraza.base.agenda.models import Priority, Topic
from baraza.base.office.models import Profile
from baraza.engagement.consultations.models import Vote
from baraza.engagement.projects.models import Project
from baraza.web.site.aimed import concern, concerned_first

MOST = 3


def priorities(own: Profile, language: str) -> dict[str, Any] | None:
    """What the office works on this term, in its order."""
    topics = Prefetch("topics", queryset=Topic.objects.in_use())
    rows = Priority.objects.in_use().filter(is_public=True).prefetch_related(topics)
    found = concerned_first(rows, topics=lambda one: one.topics.all())
    return {"priorities": found} if found else None


def lately(own: Profile, language: str) -> dict[str, Any] | None:
    """The last votes, and the projects that moved last."""
    cast = Vote.objects.on_site().exclude(option="").select_related("topic")
    votes = list(cast.order_by(*concern(topic="topic"), *Vote._meta.ordering)[:MOST])
    moved = Project.objects.on_site().filter(status_date__isnull=False)
    order = [*concern(topic="topic", area="area"), "-status_date", "-pk"]
    projects = list(moved.select_related("area", "topic").order_by(*order)[:MOST])
    return {"votes": votes, "projects": projects} if votes or projects else None
