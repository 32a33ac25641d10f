"""What is built, where, with what money, and how far it is."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.base.places.queries import area_tree
from baraza.engagement.projects import queries
from baraza.engagement.projects.models import Project, Status
from baraza.web.site.facts import project_map
from baraza.web.site.facts.asked import number_of, page_of, word_of
from baraza.web.site.pages import office_page, show

PAGE = 50


@require_safe
@office_page
def projects(request: HttpRequest, own: Profile) -> HttpResponse:
    """A list and a map, by place and status."""
    day = timezone.localdate()
    places = area_tree(day=day)
    area_id = number_of(request, "place", [pk for pk, _name in places])
    status = word_of(request, "status", Status.values)
    rows = queries.with_spent(
        rows=queries.projects(public_only=True, area_id=area_id, status=status)
    )
    page = Paginator(rows, PAGE).get_page(page_of(request))
    context = {
        "feed": "projects",
        "page": page,
        "places": places,
        "area_id": area_id,
        "statuses": Status.choices,
        "status": status,
        "map": project_map.drawn(list(page), first=page.start_index(), day=day),
    }
    return show(request, "site/facts/projects.html", context, own=own)


@require_safe
@office_page
def project(request: HttpRequest, own: Profile, slug: str) -> HttpResponse:
    """One project: what, where, whose money, how far, and what was paid."""
    try:
        found = queries.project_with_all(slug=slug)
    except Project.DoesNotExist as missing:
        raise Http404 from missing
    context = {
        "project": found,
        "share": round(100 * found.spent / found.amount) if found.amount else None,
        "has_payees": any(payment.payee for payment in found.payments.all()),
        "is_late": found.due_date is not None
        and found.due_date < timezone.localdate()
        and found.status not in queries.ENDED,
    }
    return show(request, "site/facts/project.html", context, own=own)
