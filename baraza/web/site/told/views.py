"""You said, we did; what is urgent; what was corrected."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.engagement.outreach.queries import corrections, notices_now
from baraza.insight.outcomes import published, shown_voices
from baraza.web.site.aimed import concerned_first
from baraza.web.site.pages import office_page, show

PAGE = 30


@require_safe
@office_page
def you_said(request: HttpRequest, own: Profile) -> HttpResponse:
    """What came of what people told the office."""
    page = Paginator(published(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "outcomes": [(one, shown_voices(one)) for one in page]}
    return show(request, "site/told/you_said.html", context, own=own)


@require_safe
@office_page
def notices(request: HttpRequest, own: Profile) -> HttpResponse:
    """What to know now, where you live."""
    found = notices_now(now=timezone.now())
    context = {"notices": concerned_first(found, areas=lambda notice: notice.areas.all())}
    return show(request, "site/told/notices.html", context, own=own)


@require_safe
@office_page
def changes(request: HttpRequest, own: Profile) -> HttpResponse:
    """What this site said wrong, and what it says now."""
    page = Paginator(corrections(), PAGE).get_page(request.GET.get("page"))
    return show(request, "site/told/changes.html", {"page": page}, own=own)
