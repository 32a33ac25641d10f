"""Bills, votes and committees."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from baraza.base.agenda.models import Topic
from baraza.base.office.models import Profile
from baraza.engagement.consultations import queries
from baraza.engagement.consultations.models import Bill, Vote
from baraza.engagement.consultations.models.bills import ENDED
from baraza.web.site.facts.asked import number_of, page_of, word_of
from baraza.web.site.pages import office_page, show

PAGE = 50


@require_safe
@office_page
def bills(request: HttpRequest, own: Profile) -> HttpResponse:
    """What is before parliament and what became of it, newest movement first."""
    topics = _topics(Bill.objects.on_site().order_by().values("topic"))
    topic_id = number_of(request, "topic", [topic.pk for topic in topics])
    state = word_of(request, "state", ["open", "over"])
    rows = queries.bills(public_only=True)
    if topic_id:
        rows = rows.filter(topic=topic_id)
    if state:
        is_over = Q(stage__in=ENDED)
        rows = rows.filter(is_over if state == "over" else ~is_over)
    page = Paginator(rows, PAGE).get_page(page_of(request))
    context = {
        "feed": "bills",
        "page": page,
        "topics": topics,
        "topic_id": topic_id,
        "state": state,
    }
    return show(request, "site/facts/bills.html", context, own=own)


@require_safe
@office_page
def bill(request: HttpRequest, own: Profile, slug: str) -> HttpResponse:
    """One bill: in plain words, where it stands, what the member says and how they voted."""
    try:
        found = queries.bill_with_all(slug=slug)
    except Bill.DoesNotExist as missing:
        raise Http404 from missing
    return show(request, "site/facts/bill.html", {"bill": found}, own=own)


@require_safe
@office_page
def votes(request: HttpRequest, own: Profile) -> HttpResponse:
    """How the member voted, and why; by topic and year."""
    topics = _topics(Vote.objects.on_site().order_by().values("topic"))
    years = queries.years_of_votes()
    topic_id = number_of(request, "topic", [topic.pk for topic in topics])
    year = number_of(request, "year", years)
    rows = queries.votes(public_only=True, topic_id=topic_id, year=year)
    page = Paginator(rows, PAGE).get_page(page_of(request))
    context = {
        "feed": "votes",
        "page": page,
        "topics": topics,
        "topic_id": topic_id,
        "years": years,
        "year": year,
    }
    return show(request, "site/facts/votes.html", context, own=own)


@require_safe
@office_page
def committees(request: HttpRequest, own: Profile) -> HttpResponse:
    """Where the member sits, and sat before."""
    day = timezone.localdate()
    now, before = [], []
    for one in queries.committees(public_only=True):
        memberships = list(one.memberships.all())
        there = not memberships or queries.still_there(memberships=memberships, day=day)
        (now if there else before).append(one)
    return show(request, "site/facts/committees.html", {"now": now, "before": before}, own=own)


def _topics(of: object) -> list[Topic]:
    return sorted(Topic.objects.filter(pk__in=of), key=lambda topic: topic.said("name"))
